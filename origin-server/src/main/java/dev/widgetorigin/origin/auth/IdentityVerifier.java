package dev.widgetorigin.origin.auth;

/** Recognises credentials that are not tokens of this origin: those of trusted workflows. */
@FunctionalInterface
public interface IdentityVerifier {
  /** Trusts nobody. */
  IdentityVerifier NONE = credential -> Verdict.NotMine.INSTANCE;

  /** May block. Never throws for what a client sent. */
  Verdict verify(String credential);

  /**
   * The refusal of a credential that is wrong as anybody can see, or known to be; null for those
   * that have to be verified. Cheap, and never blocks.
   */
  default Verdict.Refused refuseAtOnce(String credential) {
    return null;
  }

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
