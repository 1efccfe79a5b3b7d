package dev.widgetorigin.store.ingest.bundle;

/**
 * How much larger than its archive a bundle may be. Small archives may be as redundant as they
 * like; past 16 MiB, 100 to 1 is what no script, style or image reaches (deflate ends at 1,032).
 */
public final class BombRatio {
  private static final long FREE_BYTES = 16L << 20;
  private static final long RATIO = 100;

  private BombRatio() {}

  public static boolean isBomb(long packed, long unpacked) {
    return unpacked > FREE_BYTES && unpacked / RATIO > packed;
  }

  public static String problem(String what) {
    return what + " unpacks to more than " + RATIO + " times its size";
  }
}
