package dev.widgetorigin.origin.publish;

/** Recognises credentials that are not tokens of this origin: those of trusted workflows. */
@FunctionalInterface
public interface IdentityVerifier {
  /** Trusts nobody. */
  IdentityVerifier NONE = credential -> Verdict.NotMine.INSTANCE;

  /** May block. Never throws for what a client sent. */
  Verdict verify(String credential);

  /** What a credential is worth. */
  sealed interface Verdict {
    record Accepted(Principal principal) implements Verdict {}

    /** {@code why} may be shown to the client. */
    record Refused(String why) implements Verdict {}

    /** Not the kind of credential that is recognised here. */
    enum NotMine implements Verdict {
      INSTANCE
    }
  }
}
