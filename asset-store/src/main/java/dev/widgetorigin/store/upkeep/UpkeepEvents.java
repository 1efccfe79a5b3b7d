package dev.widgetorigin.store.upkeep;

/** Told how far a long piece of work is. Must be quick. */
@FunctionalInterface
public interface UpkeepEvents {
  UpkeepEvents NONE = (what, done, total) -> {};

  /**
   * @param what e.g. {@code blobs}, {@code manifests}
   * @param total the number at which {@code done} will end
   */
  void at(String what, long done, long total);
}
