package dev.widgetorigin.origin.auth.identity;

/** An identity token proves nothing; the message may be shown to the client. */
final class UntrustedTokenException extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean lasting;

  UntrustedTokenException(String message, Throwable cause) {
    this(message, cause, false);
  }

  UntrustedTokenException(String message, Throwable cause, boolean lasting) {
    super(message, cause);
    this.lasting = lasting;
  }

  /** Whether the same token can never become good. */
  boolean lasting() {
    return lasting;
  }
}
