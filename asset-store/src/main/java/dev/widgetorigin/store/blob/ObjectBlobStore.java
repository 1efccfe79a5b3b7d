package dev.widgetorigin.store.blob;

import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Blobs as objects. */
public final class ObjectBlobStore implements BlobStore {
  private final ContentObjects contents;
  private final Supplier<Upload> uploads;

  /**
   * @param uploads gives a new one, of the present epoch
   */
  public ObjectBlobStore(ObjectStore objects, ContentCache cache, Supplier<Upload> uploads) {
    this.contents = new ContentObjects(objects, StoreLayout.BLOBS, cache);
    this.uploads = uploads;
  }

  public ContentObjects contents() {
    return contents;
  }

  @Override
  public void replace(Digest digest, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Digest found = Hashing.sha256(in);
      if (!found.equals(digest)) {
        throw new StoreException(
            Code.CORRUPT, "expected bytes with SHA-256 " + digest + ", found " + found);
      }
    }
    // Who reads it has it from a version that names it.
    contents.mend(digest, uploads.get(), Source.of(file), true);
    Files.deleteIfExists(file);
  }

  @Override
  public boolean suspect(Digest digest) {
    return contents.forget(digest);
  }

  /** What is wrong with the stored bytes, or empty where they are those of the name. */
  Optional<String> problem(Digest digest, long size) throws IOException {
    return contents.problem(digest, size);
  }

  @Override
  public Content read(Digest digest) throws IOException {
    return contents.find(digest).orElseThrow(() -> missing(digest));
  }

  @Override
  public boolean near(Digest digest) {
    return contents.near(digest);
  }

  @Override
  public Content read(Digest digest, Arriving arriving) throws IOException {
    return contents.find(digest, arriving).orElseThrow(() -> missing(digest));
  }

  @Override
  public Content peek(Digest digest) throws IOException {
    return contents.peek(digest).orElseThrow(() -> missing(digest));
  }

  private static StoreException missing(Digest digest) {
    return new StoreException(
        Code.MISSING, "blob " + digest + " is missing (" + StoreLayout.blob(digest) + ".…)");
  }
}
