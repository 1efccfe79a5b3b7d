package dev.widgetorigin.origin.web.async;

import org.slf4j.Logger;

/**
 * Lines of the log that must not cost more than themselves. Where memory is short, what failed for
 * that is hard to tell of too: the log throws in its turn, and would end the thread, or keep the
 * answer, that the line is about.
 */
public final class SafeLog {
  private SafeLog() {}

  /** Says it, if that is possible. */
  public static void error(Logger log, String message, Throwable thrown) {
    try {
      log.error(message, thrown);
    } catch (Throwable e) {
      bare(log, message, e);
    }
  }

  /** Without what was thrown, whose text and trace take most of the memory. */
  private static void bare(Logger log, String message, Throwable why) {
    try {
      log.error("{} ({})", message, why.getClass().getSimpleName());
    } catch (Throwable e) {
      // Not even that can be said now.
    }
  }
}
