package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.backend.FileObjectStore;
import dev.widgetorigin.store.backend.ObjectStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The objects of a backup. It may be damaged too, elsewhere: nothing of it is folded. */
final class BackupSource implements RepairSource {
  private static final int ANY_SEGMENT_SIZE = 1000;

  private final ObjectStore objects;
  private final ChangeLog log;

  private BackupSource(ObjectStore objects, ChangeLog log) {
    this.objects = objects;
    this.log = log;
  }

  static BackupSource open(Path folder) {
    try {
      ObjectStore objects = FileObjectStore.openReadOnly(folder);
      if (!Files.isDirectory(folder) || !StoreFormat.check(objects)) {
        throw new StoreException(
            Code.MISSING, folder + " is no backup: it has no " + StoreLayout.FORMAT);
      }
      return new BackupSource(objects, ChangeLog.open(objects, ANY_SEGMENT_SIZE));
    } catch (IOException e) {
      throw IoFailures.unavailable("read the backup in " + folder, e);
    }
  }

  @Override
  public boolean blob(Digest digest, long size, Path to) throws IOException {
    Optional<FileChannel> found = objects.get(StoreLayout.blob(digest));
    if (found.isEmpty()) {
      return false;
    }
    return Hashing.copy(found.get(), to).equals(digest);
  }

  @Override
  public Optional<byte[]> manifest(WidgetName widget, Version version, Digest digest)
      throws IOException {
    return objects.read(StoreLayout.manifest(widget, version));
  }

  @Override
  public Optional<ChangeBatch> batch(long sequence) throws IOException {
    if (sequence > log.last()) {
      return Optional.empty();
    }
    ChangeBatch[] found = {null};
    try {
      log.read(sequence, sequence, batch -> found[0] = batch);
    } catch (StoreException e) {
      return Optional.empty();
    }
    return Optional.ofNullable(found[0]);
  }

  @Override
  public Optional<byte[]> loader(String key) throws IOException {
    return objects.read(key);
  }

  @Override
  public void close() {}
}
