package dev.widgetorigin.store.blob;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.store.BlobStore.Arriving;
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
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Objects named by the SHA-256 of their bytes and the upload they came with: blobs, or manifests. A
 * reader asks by the digest; any upload of it will do, because all have the same bytes.
 */
public final class ContentObjects {
  private static final int KNOWN = 100_000;

  private final ObjectStore objects;
  private final String folder;
  private final ContentCache cache;

  /** Where a digest was found last; asking a folder or a bucket for all of them costs more. */
  private final Cache<Digest, String> known =
      Caffeine.newBuilder().maximumSize(KNOWN).executor(Runnable::run).build();

  /** What was seen where a folder was listed for one digest; by the digest's first byte. */
  private final AtomicReferenceArray<SeenUploads> seen = new AtomicReferenceArray<>(256);

  /**
   * @param folder {@link StoreLayout#BLOBS} or {@link StoreLayout#MANIFESTS}
   */
  public ContentObjects(ObjectStore objects, String folder) {
    this(objects, folder, ContentCache.NONE);
  }

  ContentObjects(ObjectStore objects, String folder, ContentCache cache) {
    this.objects = objects;
    this.folder = folder;
    this.cache = cache;
  }

  /** Durable when it returns. A key is new by its upload, so nothing is ever in the way. */
  public void create(Digest digest, Upload upload, Source source) throws IOException {
    String key = StoreLayout.content(folder, digest, upload);
    objects.ensure(key, source);
    known.put(digest, key);
  }

  /** Every key of these bytes, the newest epoch first. */
  public List<String> keys(Digest digest) throws IOException {
    List<String> keys = new ArrayList<>();
    String prefix = StoreLayout.content(folder, digest) + ".";
    String place = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    List<String> names = objects.names(place);
    if (names == null) {
      objects.list(prefix, entry -> keys.add(entry.key()));
    } else {
      see(digest, names);
      String name = prefix.substring(place.length());
      names.stream().filter(each -> each.startsWith(name)).forEach(each -> keys.add(place + each));
    }
    keys.sort(Comparator.comparingLong(ContentObjects::epoch).reversed());
    return keys;
  }

  private static int first(Digest digest) {
    return (int) (digest.number(0) >>> 56);
  }

  /** Unless it was seen before: who checks a store asks for all, one after the other. */
  private void see(Digest digest, List<String> names) {
    SeenUploads before = seen.get(first(digest));
    if (before == null || before.of(digest) == null) {
      seen.set(first(digest), SeenUploads.of(names));
    }
  }

  /** Where these bytes were when somebody looked, or null. */
  private String known(Digest digest) {
    String key = known.getIfPresent(digest);
    if (key != null) {
      return key;
    }
    SeenUploads there = seen.get(first(digest));
    Upload upload = there == null ? null : there.of(digest);
    return upload == null ? null : StoreLayout.content(folder, digest, upload);
  }

  /** The next read looks where these bytes are. */
  private void unknown(Digest digest) {
    known.invalidate(digest);
    seen.set(first(digest), null);
  }

  private static long epoch(String key) {
    Upload upload = StoreLayout.contentUpload(key);
    return upload == null ? -1 : upload.epoch();
  }

  /** Some upload of these bytes. */
  Optional<Content> find(Digest digest) throws IOException {
    return cache.read(digest, () -> stored(digest));
  }

  /** The same; {@code arriving} is told where this call makes a copy. */
  Optional<Content> find(Digest digest, Arriving arriving) throws IOException {
    return cache.read(digest, () -> stored(digest), arriving);
  }

  /** The copy that this node has, or some upload, of which none is kept. */
  Optional<Content> peek(Digest digest) throws IOException {
    Optional<Content> copy = cache.peek(digest);
    return copy.isPresent() ? copy : stored(digest);
  }

  /** Whether a read needs nothing but this node's disk. */
  boolean near(Digest digest) {
    try {
      return cache.near(digest);
    } catch (IOException e) {
      // The read fails in the same way, and says why.
      return true;
    }
  }

  /** Drops the copy that this node has; true where there was one. */
  boolean forget(Digest digest) {
    return cache.forget(digest);
  }

  private Optional<Content> stored(Digest digest) throws IOException {
    String key = known(digest);
    if (key != null) {
      Optional<Content> content = objects.read(key);
      if (content.isPresent()) {
        return content;
      }
      unknown(digest);
    }
    for (String each : keys(digest)) {
      Optional<Content> content = objects.read(each);
      if (content.isPresent()) {
        known.put(digest, each);
        return content;
      }
    }
    return Optional.empty();
  }

  /**
   * What is wrong with what is stored, or empty where an upload has the right bytes; readers are
   * given that one from then on.
   *
   * @param size of the right bytes
   */
  Optional<String> problem(Digest digest, long size) throws IOException {
    String problem = null;
    for (String key : keys(digest)) {
      Optional<Content> content = objects.read(key);
      if (content.isEmpty()) {
        continue;
      }
      String found = problem(digest, size, content.get());
      if (found == null) {
        known.put(digest, key);
        return Optional.empty();
      }
      problem = problem == null ? found : problem;
    }
    return Optional.of(problem == null ? "expected " + size + " bytes, found nothing" : problem);
  }

  /** Null where it is right. */
  private static String problem(Digest digest, long size, Content content) throws IOException {
    if (content.size() != size) {
      return "expected " + size + " bytes, found " + content.size();
    }
    try (InputStream in = content.open()) {
      Digest there = Hashing.sha256(in);
      return there.equals(digest) ? null : "expected its name as SHA-256, found " + there;
    } catch (NoSuchFileException e) {
      return "expected " + size + " bytes, found nothing";
    }
  }

  /**
   * Puts right bytes in place of every damaged upload. The caller has checked the digest of the
   * source, and keeps it.
   *
   * @param upload created where there is none
   * @param named whether a live version names these bytes. An upload that nothing names may be
   *     deleted at any time by a collection that has begun, so then {@code upload} is created in
   *     any case
   */
  public void mend(Digest digest, Upload upload, Source source, boolean named) throws IOException {
    cache.forget(digest);
    boolean there = false;
    for (String key : keys(digest)) {
      Optional<Content> content = objects.read(key);
      there |= content.isPresent();
      if (content.isPresent() && !right(digest, content.get())) {
        objects.replace(key, source);
      }
    }
    if (!there || !named) {
      create(digest, upload, source);
    }
  }

  private static boolean right(Digest digest, Content content) throws IOException {
    try (InputStream in = content.open()) {
      return Hashing.sha256(in).equals(digest);
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** The right bytes in memory. Throws StoreException (MISSING, CORRUPT). */
  public byte[] bytes(Digest digest, String document) throws IOException {
    String where = StoreLayout.content(folder, digest);
    Optional<byte[]> copy = copy(digest);
    if (copy.isPresent()) {
      return copy.get();
    }
    String first = known(digest);
    Optional<byte[]> there = first == null ? Optional.empty() : objects.bytes(first);
    if (there.isPresent() && Digest.sha256(there.get()).equals(digest)) {
      return there.get();
    }
    unknown(digest);
    Digest found = null;
    for (String key : keys(digest)) {
      Optional<byte[]> bytes = objects.bytes(key);
      if (bytes.isPresent()) {
        found = Digest.sha256(bytes.get());
        if (found.equals(digest)) {
          known.put(digest, key);
          return bytes.get();
        }
      }
    }
    if (found == null) {
      throw new StoreException(Code.MISSING, document + " is missing (" + where + ".…)");
    }
    throw new StoreException(
        Code.CORRUPT,
        document
            + " is damaged ("
            + where
            + ".…): expected SHA-256 "
            + digest
            + ", found "
            + found);
  }

  /** The right bytes by way of the cache, or empty where it has none, or there is no cache. */
  private Optional<byte[]> copy(Digest digest) throws IOException {
    if (cache == ContentCache.NONE) {
      return Optional.empty();
    }
    try {
      Optional<Content> content = find(digest);
      Optional<byte[]> bytes =
          content.isEmpty() ? Optional.empty() : Optional.of(content.get().bytes());
      return bytes.filter(each -> Digest.sha256(each).equals(digest));
    } catch (NoSuchFileException e) {
      // Evicted, or collected, a moment ago.
      return Optional.empty();
    }
  }
}
