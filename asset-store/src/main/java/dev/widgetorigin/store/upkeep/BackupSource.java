package dev.widgetorigin.store.upkeep;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.blob.ContentObjects;
import dev.widgetorigin.store.blob.Hashing;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.log.ChangeLog;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.StoreFormat;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.FolderObjects;
import dev.widgetorigin.store.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The objects of a backup. It may be damaged too, elsewhere: nothing of it is folded. */
final class BackupSource implements RepairSource {
  private final ObjectStore objects;
  private final ChangeLog log;

  private BackupSource(ObjectStore objects, ChangeLog log) {
    this.objects = objects;
    this.log = log;
  }

  static BackupSource open(Path folder) {
    try {
      ObjectStore objects = FolderObjects.openReadOnly(folder);
      if (!Files.isDirectory(folder) || !StoreFormat.check(objects)) {
        throw new StoreException(
            Code.MISSING, folder + " is no backup: it has no " + StoreLayout.FORMAT);
      }
      return new BackupSource(objects, ChangeLog.open(objects, StoreOptions.DEFAULTS));
    } catch (IOException e) {
      throw IoFailures.unavailable("read the backup in " + folder, e);
    }
  }

  @Override
  public boolean blob(Digest digest, long size, Path to) throws IOException {
    ContentObjects blobs = new ContentObjects(objects, StoreLayout.BLOBS);
    for (String key : blobs.keys(digest)) {
      Optional<Content> found = objects.read(key);
      if (found.isPresent()
          && found.get().size() == size
          && Hashing.copy(found.get().open(), to).equals(digest)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<byte[]> manifest(WidgetName widget, Version version, Digest digest)
      throws IOException {
    try {
      ContentObjects manifests = new ContentObjects(objects, StoreLayout.MANIFESTS);
      return Optional.of(manifests.bytes(digest, "the manifest of " + widget + "@" + version));
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<ChangeBatch> batch(long sequence) throws IOException {
    return sequence > log.last() ? Optional.empty() : log.intact(sequence);
  }

  @Override
  public Optional<byte[]> loader(String key) throws IOException {
    return objects.bytes(key);
  }

  @Override
  public void close() {}
}
