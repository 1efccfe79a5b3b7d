package dev.widgetorigin.origin.auth.access;

/** Is told of refused calls. Implementations are thread-safe and quick. */
@FunctionalInterface
public interface AccessEvents {
  /** Why a call was refused. */
  enum Reason {
    /** It had none. */
    NO_TOKEN,
    /** Unknown, revoked, expired, or not signed by whom it says. */
    WRONG_TOKEN,
    /** The same, after many from that address. */
    TOO_MANY,
    /** The token is valid and may not do this. */
    SCOPE,
    /** Too many identity tokens had to be verified at a time. */
    BUSY
  }

  void refused(Reason reason);
}
