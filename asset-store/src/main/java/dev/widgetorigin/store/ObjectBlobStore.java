package dev.widgetorigin.store;

import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.backend.ObjectStore;
import dev.widgetorigin.store.backend.Source;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blobs as objects named by their digest. */
final class ObjectBlobStore implements BlobStore {
  private static final Logger log = LoggerFactory.getLogger(ObjectBlobStore.class);

  private final ObjectStore objects;

  ObjectBlobStore(ObjectStore objects) {
    this.objects = objects;
  }

  @Override
  public boolean put(Digest digest, Path file) throws IOException {
    String key = StoreLayout.blob(digest);
    long there = size(digest);
    if (there >= 0 && there != Files.size(file)) {
      // Someone truncated it behind our back. The same content is at hand: heal.
      log.warn("blob {} had {} bytes, replaced with {}", digest, there, Files.size(file));
      objects.delete(key);
    }
    return objects.putIfAbsent(key, Source.of(file));
  }

  @Override
  public void replace(Digest digest, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      Digest found = Hashing.sha256(channel);
      if (!found.equals(digest)) {
        throw new StoreException(
            Code.CORRUPT, "expected bytes with SHA-256 " + digest + ", found " + found);
      }
    }
    String key = StoreLayout.blob(digest);
    objects.delete(key);
    objects.putIfAbsent(key, Source.of(file));
  }

  /** In bytes, or -1 where there is no such blob. */
  long size(Digest digest) throws IOException {
    Optional<FileChannel> found = objects.get(StoreLayout.blob(digest));
    if (found.isEmpty()) {
      return -1;
    }
    try (FileChannel channel = found.get()) {
      return channel.size();
    }
  }

  @Override
  public boolean has(Digest digest) {
    try {
      return size(digest) >= 0;
    } catch (IOException e) {
      throw IoFailures.unavailable("look for blob " + digest, e);
    }
  }

  @Override
  public FileChannel open(Digest digest) throws IOException {
    return objects
        .get(StoreLayout.blob(digest))
        .orElseThrow(() -> new StoreException(Code.MISSING, "blob " + digest + " is missing"));
  }

  @Override
  public void list(Consumer<Digest> each) throws IOException {
    objects.list(
        StoreLayout.BLOBS,
        entry -> {
          Digest digest = StoreLayout.blobDigest(entry.key());
          if (digest != null) {
            each.accept(digest);
          }
        });
  }

  @Override
  public boolean delete(Digest digest) throws IOException {
    return objects.delete(StoreLayout.blob(digest));
  }
}
