package dev.widgetorigin.origin.auth;

/** Recognises credentials that are not tokens of this origin: those of trusted workflows. */
@FunctionalInterface
public interface IdentityVerifier {
  /** Trusts nobody. */
  IdentityVerifier NONE = credential -> Verdict.NotMine.INSTANCE;

  /** May block, but for no longer than an issuer may take. Never throws for what a client sent. */
  Verdict verify(String credential);

  /**
   * The refusal of a credential that is wrong as anybody can see, or known to be; null for those
   * that have to be verified. Cheap, and never blocks.
   */
  default Verdict.Refused refuseAtOnce(String credential) {
    return null;
  }

  /**
   * The same by what is known already, for a call whose content has not been read yet; null where
   * nothing can be said and the call may go on. Cheap, and never blocks.
   */
  default Verdict verifyAtOnce(String credential) {
    return null;
  }

  /** Makes known what {@link #verifyAtOnce} goes by; called at intervals. May block. */
  default void prepare() {}

  /** What a credential is worth. */
  sealed interface Verdict {
    record Accepted(Principal principal) implements Verdict {}

    /** {@code why} may be shown to the client. */
    record Refused(String why) implements Verdict {}

    /** What it takes to tell is being fetched; the same call will be answered in a moment. */
    enum Later implements Verdict {
      INSTANCE
    }

    /** Not the kind of credential that is recognised here. */
    enum NotMine implements Verdict {
      INSTANCE
    }
  }
}
