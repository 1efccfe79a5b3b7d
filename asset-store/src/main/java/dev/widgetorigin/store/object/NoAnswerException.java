package dev.widgetorigin.store.object;

import java.io.IOException;

/**
 * What keeps the objects did not answer, or answered that it cannot now. The same call may work
 * later, and nobody has to do anything for that; a call that was refused would be refused again.
 */
public final class NoAnswerException extends IOException {
  private static final long serialVersionUID = 1;

  public NoAnswerException(String message, Throwable cause) {
    super(message, cause);
  }

  public NoAnswerException(String message) {
    this(message, null);
  }

  /** Whether a failure comes from that. */
  public static boolean causes(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoAnswerException) {
        return true;
      }
    }
    return false;
  }
}
