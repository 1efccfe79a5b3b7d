package dev.widgetorigin.origin.http.exchange;

import java.util.concurrent.Future;

/**
 * Marks results that need no look: a failed write or close of a channel also closes the channel,
 * and that is where it is handled.
 */
public final class Futures {
  private Futures() {}

  public static void ignore(Future<?> result) {}
}
