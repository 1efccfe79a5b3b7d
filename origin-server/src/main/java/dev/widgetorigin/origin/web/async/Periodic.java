package dev.widgetorigin.origin.web.async;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again. A scheduler drops a task that throws, without a word; so
 * whatever one round throws, an {@link Error} included, is logged, and the next round is done.
 */
public final class Periodic {
  private static final Logger LOG = LoggerFactory.getLogger(Periodic.class);

  private Periodic() {}

  /**
   * The task as a scheduler may have it.
   *
   * @param what for the log, e.g. {@code looking at rollouts}
   */
  public static Runnable surviving(String what, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable e) {
        SafeLog.error(LOG, what + " failed; it is tried again at the next round", e);
      }
    };
  }
}
