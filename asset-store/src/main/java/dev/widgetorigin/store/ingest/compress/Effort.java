package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.manifest.Encoding;

/**
 * How hard an encoder works. The speeds are what one core of a small server does with scripts and
 * source maps, in bytes a second of a core; they need not be exact, because {@link Compressor} also
 * looks at the clock.
 */
enum Effort {
  /** The least that is worth keeping: Brotli 5, zstd 6, gzip 6. */
  QUICK(5, 27e6, 6, 50e6, 6, 50e6),
  /** Brotli 9, zstd 12, gzip 9: a tenth larger than the best, ten times as fast. */
  GOOD(9, 6.5e6, 12, 12e6, 9, 17e6),
  /** Brotli 11, zstd 19, gzip 9. */
  BEST(11, 0.5e6, 19, 2e6, 9, 17e6);

  private final int brotli;
  private final double brotliSpeed;
  private final int zstd;
  private final double zstdSpeed;
  private final int gzip;
  private final double gzipSpeed;

  Effort(int brotli, double brotliSpeed, int zstd, double zstdSpeed, int gzip, double gzipSpeed) {
    this.brotli = brotli;
    this.brotliSpeed = brotliSpeed;
    this.zstd = zstd;
    this.zstdSpeed = zstdSpeed;
    this.gzip = gzip;
    this.gzipSpeed = gzipSpeed;
  }

  /** The encoder's own number for it. */
  int level(Encoding encoding) {
    return switch (encoding) {
      case BR, DCB -> brotli;
      case ZSTD, DCZ -> zstd;
      case GZIP -> gzip;
    };
  }

  /** Whether the encoder could do better. */
  boolean isLighter(Encoding encoding) {
    return level(encoding) < BEST.level(encoding);
  }

  /** About how long one core takes, in seconds. */
  double seconds(Encoding encoding, long bytes) {
    return bytes
        / switch (encoding) {
          case BR, DCB -> brotliSpeed;
          case ZSTD, DCZ -> zstdSpeed;
          case GZIP -> gzipSpeed;
        };
  }
}
