package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.TimerWheel;

/**
 * How much trouble a client may make on one HTTP/2 connection. Frames that cost this server work
 * and bring no request on (resets, PING, SETTINGS, empty DATA…) are paid from a credit that time
 * and useful work fill up again. Confined to one event loop.
 */
final class FloodGuard {
  /** A frame that is answered or looked at and nothing more. */
  static final int SMALL = 1;

  /** A stream that was begun and thrown away, by whichever side. */
  static final int RESET = 5;

  /** A request whose client takes next to nothing of the answer, and has it wait. */
  static final int STALLED = 50;

  /** No client that wants its answers begins with a window as small as that. */
  private static final int SMALL_WINDOW = 1024;

  /** So much of a header block, unpacked, costs one more: 14 kB can unpack to 40 MB. */
  private static final int UNPACKED_OCTETS = 64 * 1024;

  private static final int MOST = 1000;
  private static final int PER_TICK = 5;

  /** What is left of the credit of a client that behaves. */
  private static final int CALM = MOST - MOST / 10;

  private final TimerWheel timers;
  private int credit = MOST;
  private long filled;

  FloodGuard(TimerWheel timers) {
    this.timers = timers;
  }

  /** Takes the price; null, or the connection error where the client has used up its credit. */
  Http2Error pay(int price) {
    long tick = timers.now();
    if (tick != filled) {
      credit = (int) Math.min(MOST, credit + PER_TICK * (tick - filled));
      filled = tick;
    }
    credit -= price;
    return credit >= 0 ? null : Http2Error.ENHANCE_YOUR_CALM;
  }

  /** Whether the client has made next to no trouble lately. */
  boolean calm() {
    return credit >= CALM;
  }

  /** The price of a header block of that size, unpacked; nothing for any that is not too large. */
  static int unpacked(int octets) {
    return octets / UNPACKED_OCTETS;
  }

  /** The price of a request on a stream with that window; nothing for any usual one. */
  static int request(int window) {
    return window < SMALL_WINDOW ? STALLED : 0;
  }

  /** A frame of content was sent, which the client may answer with window updates. */
  void earn() {
    credit = Math.min(MOST, credit + 4);
  }
}
