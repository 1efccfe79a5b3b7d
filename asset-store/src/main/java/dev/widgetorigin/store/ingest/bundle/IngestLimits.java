package dev.widgetorigin.store.ingest.bundle;

/**
 * How large a bundle may be.
 *
 * @param entries files and folders in one archive
 * @param fileBytes of one file, unpacked
 * @param unpackedBytes of all files together, unpacked
 * @param pathBytes of one path as UTF-8, without the stripped top folder
 */
public record IngestLimits(int entries, long fileBytes, long unpackedBytes, int pathBytes) {
  public static final IngestLimits DEFAULTS = new IngestLimits(10_000, 50L << 20, 256L << 20, 512);

  public IngestLimits {
    if (entries < 1 || fileBytes < 1 || unpackedBytes < 1 || pathBytes < 1) {
      throw new IllegalArgumentException("expected limits of at least 1");
    }
  }
}
