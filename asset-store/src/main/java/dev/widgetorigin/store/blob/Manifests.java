package dev.widgetorigin.store.blob;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.codec.ManifestCodec;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.layout.Upload;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.util.Optional;

/**
 * Manifests, read when first asked for, verified by the digest in the catalog, and cached by it.
 */
public final class Manifests {
  /** An estimate of the heap that cached manifests may take. */
  private static final long CACHE_BYTES = 64L << 20;

  private final ContentObjects contents;
  private final Catalog catalog;
  private final Cache<Digest, Manifest> cache;

  public Manifests(ObjectStore objects, ContentCache copies, Catalog catalog) {
    this.contents = new ContentObjects(objects, StoreLayout.MANIFESTS, copies);
    this.catalog = catalog;
    this.cache = Caffeine.newBuilder().maximumWeight(CACHE_BYTES).weigher(Manifests::weigh).build();
  }

  /** What a manifest takes on the heap, roughly: per file two digests, two texts and a path. */
  private static int weigh(Digest digest, Manifest manifest) {
    long text = manifest.packageJson() == null ? 0 : manifest.packageJson().length();
    return (int) Math.min(Integer.MAX_VALUE, 500 + text + 1000L * manifest.files().size());
  }

  public ContentObjects contents() {
    return contents;
  }

  public Manifest get(WidgetName widget, Version version) {
    Digest digest = named(widget, version);
    Manifest known = cache.getIfPresent(digest);
    if (known != null) {
      return known;
    }
    fetch(widget, version, digest);
    return cache.get(digest, d -> read(widget, version, d));
  }

  /**
   * Makes a copy where there is none: while the cache computes an entry, others that happen to lie
   * beside it wait, which is no place to wait for a bucket.
   */
  private void fetch(WidgetName widget, Version version, Digest digest) {
    if (!contents.near(digest)) {
      byte[] unused = bytes(widget, version, digest);
    }
  }

  /** Whether a read needs nothing but this node's disk. */
  public boolean near(WidgetName widget, Version version) {
    Digest digest = digest(widget, version);
    return digest == null || cache.getIfPresent(digest) != null || contents.near(digest);
  }

  /** Past the cache, or empty where it is missing or damaged. */
  public Optional<Manifest> readable(WidgetName widget, Version version) {
    try {
      return Optional.of(read(widget, version, digest(widget, version)));
    } catch (StoreException e) {
      if (e.code() == Code.MISSING || e.code() == Code.CORRUPT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  public Manifest ifCached(WidgetName widget, Version version) {
    Digest digest = digest(widget, version);
    return digest == null ? null : cache.getIfPresent(digest);
  }

  private Digest digest(WidgetName widget, Version version) {
    return catalog.snapshot().widget(widget).map(w -> w.manifests().get(version)).orElse(null);
  }

  private Digest named(WidgetName widget, Version version) {
    Digest digest = digest(widget, version);
    if (digest == null) {
      throw new StoreException(Code.MISSING, widget + "@" + version + " was never published");
    }
    return digest;
  }

  /** Past the cache, straight from the disk. */
  public Manifest read(WidgetName widget, Version version, Digest digest) {
    Manifest manifest =
        ManifestCodec.decode(bytes(widget, version, digest), title(widget, version));
    if (!manifest.widget().equals(widget) || !manifest.version().equals(version)) {
      throw new StoreException(
          Code.CORRUPT,
          "expected "
              + title(widget, version)
              + ", found the one of "
              + manifest.widget()
              + "@"
              + manifest.version());
    }
    return manifest;
  }

  /** The manifest as it is kept. */
  public byte[] bytes(WidgetName widget, Version version) {
    return bytes(widget, version, named(widget, version));
  }

  private byte[] bytes(WidgetName widget, Version version, Digest digest) {
    String document = title(widget, version);
    try {
      return contents.bytes(digest, document);
    } catch (IOException e) {
      throw IoFailures.unavailable(
          "read " + document + " (" + StoreLayout.content(StoreLayout.MANIFESTS, digest) + ")", e);
    }
  }

  private static String title(WidgetName widget, Version version) {
    return "the manifest of " + widget + "@" + version;
  }

  /** Creates the manifest's object, durable when it returns. */
  public Digest create(Manifest manifest, Upload upload) throws IOException {
    byte[] bytes = ManifestCodec.encode(manifest);
    Digest digest = Digest.sha256(bytes);
    contents.create(digest, upload, Source.of(bytes));
    return digest;
  }

  /**
   * Puts a manifest in place where it is lost, damaged or new.
   *
   * @param named the digest by which the catalog names the version's manifest
   */
  Digest mend(Manifest manifest, Digest named, Upload upload) throws IOException {
    byte[] bytes = ManifestCodec.encode(manifest);
    Digest digest = Digest.sha256(bytes);
    contents.mend(digest, upload, Source.of(bytes), digest.equals(named));
    return digest;
  }
}
