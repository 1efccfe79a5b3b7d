package dev.widgetorigin.origin.http;

import java.util.concurrent.Future;

/**
 * Marks results that need no look: a failed write or close of a channel also closes the channel,
 * and that is where it is handled.
 */
final class Quiet {
  private Quiet() {}

  static void ignore(Future<?> result) {}
}
