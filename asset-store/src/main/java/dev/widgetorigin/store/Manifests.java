package dev.widgetorigin.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.backend.ObjectStore;
import dev.widgetorigin.store.backend.Source;
import java.io.IOException;
import java.util.Optional;

/**
 * Manifests, read when first asked for, verified by the digest in the catalog, and cached by it.
 */
final class Manifests {
  private final ObjectStore objects;
  private final Catalog catalog;
  private final Cache<Digest, Manifest> cache;

  Manifests(ObjectStore objects, Catalog catalog, long cacheBytes) {
    this.objects = objects;
    this.catalog = catalog;
    this.cache = Caffeine.newBuilder().maximumWeight(cacheBytes).weigher(Manifests::weigh).build();
  }

  /** What a manifest takes on the heap, roughly: per file two digests, two texts and a path. */
  private static int weigh(Digest digest, Manifest manifest) {
    long text = manifest.packageJson() == null ? 0 : manifest.packageJson().length();
    return (int) Math.min(Integer.MAX_VALUE, 500 + text + 1000L * manifest.files().size());
  }

  Manifest get(WidgetName widget, Version version) {
    Digest digest = digest(widget, version);
    if (digest == null) {
      throw new StoreException(Code.MISSING, widget + "@" + version + " was never published");
    }
    return cache.get(digest, d -> read(widget, version, d));
  }

  /** Past the cache, or empty where it is missing or damaged. */
  Optional<Manifest> readable(WidgetName widget, Version version) {
    try {
      return Optional.of(read(widget, version, digest(widget, version)));
    } catch (StoreException e) {
      if (e.code() == Code.MISSING || e.code() == Code.CORRUPT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  Manifest ifCached(WidgetName widget, Version version) {
    Digest digest = digest(widget, version);
    return digest == null ? null : cache.getIfPresent(digest);
  }

  private Digest digest(WidgetName widget, Version version) {
    return catalog.snapshot().widget(widget).map(w -> w.manifests().get(version)).orElse(null);
  }

  /** Past the cache, straight from the disk. */
  Manifest read(WidgetName widget, Version version, Digest digest) {
    return ManifestCodec.decode(bytes(widget, version, digest), title(widget, version));
  }

  /** The manifest as it is kept. */
  byte[] bytes(WidgetName widget, Version version) {
    Digest digest = digest(widget, version);
    if (digest == null) {
      throw new StoreException(Code.MISSING, widget + "@" + version + " was never published");
    }
    return bytes(widget, version, digest);
  }

  private byte[] bytes(WidgetName widget, Version version, Digest digest) {
    String key = StoreLayout.manifest(widget, version);
    String document = title(widget, version);
    try {
      byte[] bytes =
          objects
              .read(key)
              .orElseThrow(
                  () -> new StoreException(Code.MISSING, document + " is missing (" + key + ")"));
      Digest found = Digest.sha256(bytes);
      if (!found.equals(digest)) {
        throw new StoreException(
            Code.CORRUPT,
            document
                + " is damaged ("
                + key
                + "): expected SHA-256 "
                + digest
                + ", found "
                + found);
      }
      return bytes;
    } catch (IOException e) {
      throw IoFailures.unavailable("read " + document + " (" + key + ")", e);
    }
  }

  private static String title(WidgetName widget, Version version) {
    return "the manifest of " + widget + "@" + version;
  }

  /**
   * Puts the manifest's object, durable when it returns. One that is there with other bytes was
   * left by a publish that never reached the log, or is damaged, and gives way: the caller has made
   * sure that the catalog does not name those bytes and that nobody else publishes this version
   * now.
   */
  Digest put(Manifest manifest) throws IOException {
    byte[] bytes = ManifestCodec.encode(manifest);
    Digest digest = Digest.sha256(bytes);
    String key = StoreLayout.manifest(manifest.widget(), manifest.version());
    if (!objects.putIfAbsent(key, Source.of(bytes))) {
      byte[] there = objects.read(key).orElse(new byte[0]);
      if (!Digest.sha256(there).equals(digest)) {
        objects.replace(key, Source.of(bytes));
      }
    }
    return digest;
  }
}
