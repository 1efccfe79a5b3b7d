package dev.widgetorigin.store.object;

import java.io.IOException;

/**
 * What keeps the objects answered that it will not: the credentials may not, a quota is used up,
 * there is no such bucket. The same call is refused again until somebody has changed that, and no
 * disk of this machine has to do with it.
 */
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1;

  public RefusedException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether a failure comes from that. */
  public static boolean causes(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RefusedException) {
        return true;
      }
    }
    return false;
  }
}
