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
    if (size(digest) >= 0) {
      // What a new version names must be right when it is acknowledged; the right bytes are at
      // hand.
      Optional<String> problem = problem(digest, Files.size(file));
      if (problem.isPresent()) {
        log.warn("{} was damaged ({}) and is put back", key, problem.get());
        objects.replace(key, Source.of(file));
        return true;
      }
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
    objects.replace(StoreLayout.blob(digest), Source.of(file));
  }

  /** What is wrong with the stored bytes, or empty where they are those of the name. */
  Optional<String> problem(Digest digest, long size) throws IOException {
    Optional<FileChannel> found = objects.get(StoreLayout.blob(digest));
    if (found.isEmpty()) {
      return Optional.of("expected " + size + " bytes, found nothing");
    }
    try (FileChannel channel = found.get()) {
      if (channel.size() != size) {
        return Optional.of("expected " + size + " bytes, found " + channel.size());
      }
      Digest there = Hashing.sha256(channel);
      return there.equals(digest)
          ? Optional.empty()
          : Optional.of("expected its name as SHA-256, found " + there);
    }
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
        .orElseThrow(
            () ->
                new StoreException(
                    Code.MISSING,
                    "blob " + digest + " is missing (" + StoreLayout.blob(digest) + ")"));
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
