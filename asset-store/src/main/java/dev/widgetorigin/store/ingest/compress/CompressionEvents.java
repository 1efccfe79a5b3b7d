package dev.widgetorigin.store.ingest.compress;

/** Told how far precompression is. Called on the thread that called {@code compress}. */
@FunctionalInterface
public interface CompressionEvents {
  CompressionEvents NONE = (done, total, path) -> {};

  /**
   * @param done encodings made so far
   * @param total encodings to make
   * @param path of the file that was last worked on
   */
  void progress(int done, int total, String path);
}
