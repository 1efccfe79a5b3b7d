package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Something that may have the bytes a store lost. What it gives is checked by whoever asked. */
public interface RepairSource extends AutoCloseable {
  /**
   * Writes the blob to {@code to}, at most one byte more than {@code size}; false where it has
   * none.
   */
  boolean blob(Digest digest, long size, Path to) throws IOException;

  /** The bytes of a version's manifest. */
  Optional<byte[]> manifest(WidgetName widget, Version version, Digest digest) throws IOException;

  /** A batch of the log; empty from a source that has no log. */
  Optional<ChangeBatch> batch(long sequence) throws IOException;

  /** A loader that was promised to stay, by its key; empty from a source that has none. */
  Optional<byte[]> loader(String key) throws IOException;

  @Override
  void close();

  /**
   * A backup, or any other copy of the store, in a folder. Throws StoreException MISSING where
   * there is none.
   */
  static RepairSource backup(Path folder) {
    return BackupSource.open(folder);
  }
}
