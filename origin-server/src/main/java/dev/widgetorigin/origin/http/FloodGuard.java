package dev.widgetorigin.origin.http;

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

  /** So much of a header block, unpacked, costs one more: 14 kB can unpack to 40 MB. */
  private static final int UNPACKED_OCTETS = 64 * 1024;

  private static final int MOST = 1000;
  private static final int PER_TICK = 5;

  private int credit = MOST;
  private long filled;

  /** Takes the price; false where the client has used up its credit. */
  boolean pay(int price, long tick) {
    if (tick != filled) {
      credit = (int) Math.min(MOST, credit + PER_TICK * (tick - filled));
      filled = tick;
    }
    credit -= price;
    return credit >= 0;
  }

  /** The price of a header block of that size, unpacked; nothing for any that is not too large. */
  static int unpacked(int octets) {
    return octets / UNPACKED_OCTETS;
  }

  /** A frame of content was sent, which the client may answer with window updates. */
  void earn() {
    credit = Math.min(MOST, credit + 4);
  }
}
