package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loaders that were promised to answer for ever, each by widget, version and the beginning of its
 * SHA-256: pages name them with an integrity hash, so no later settings, release or template may
 * change a byte. Nothing deletes them. Thread-safe; every method may block.
 */
public final class LoaderTexts {
  /** Hexadecimal digits of a name. */
  public static final int NAME_LENGTH = 32;

  /**
   * A version has one for each loader setting and each template that it was asked for under; so
   * many are a mistake, not a use.
   */
  static final int MAX_OF_A_VERSION = 1000;

  private final ObjectStore objects;

  LoaderTexts(ObjectStore objects) {
    this.objects = objects;
  }

  /** The name that these bytes are kept under, e.g. {@code 0f343b0931126a20f133d67c2b018a3b}. */
  public static String name(byte[] text) {
    return Digest.sha256(text).toString().substring(0, NAME_LENGTH);
  }

  /**
   * Keeps the text; durable when it returns true. False where the version has too many already.
   * Throws StoreException UNAVAILABLE where the disk fails.
   */
  public boolean keep(WidgetName widget, Version version, byte[] text) {
    String name = name(text);
    String key = StoreLayout.loader(widget, version, name);
    try {
      Optional<byte[]> there = objects.bytes(key);
      if (there.isPresent()) {
        if (!Arrays.equals(there.get(), text)) {
          // The same name is the same text: what is there is damaged.
          objects.replace(key, Source.of(text));
        }
        return true;
      }
      AtomicInteger count = new AtomicInteger();
      objects.list(StoreLayout.loaders(widget, version), entry -> count.incrementAndGet());
      if (count.get() >= MAX_OF_A_VERSION) {
        return false;
      }
      objects.ensure(key, Source.of(text));
      return true;
    } catch (IOException e) {
      throw IoFailures.unavailable("keep a loader of " + widget + "@" + version, e);
    }
  }

  /**
   * The text of that name, or empty. Throws StoreException CORRUPT where its bytes are not those
   * that were kept.
   */
  public Optional<byte[]> find(WidgetName widget, Version version, String name) {
    try {
      return read(StoreLayout.loader(widget, version, name));
    } catch (IOException e) {
      throw IoFailures.unavailable("read a loader of " + widget + "@" + version, e);
    }
  }

  /** By its key; verified by its name. */
  Optional<byte[]> read(String key) throws IOException {
    Optional<byte[]> text = objects.bytes(key);
    if (text.isPresent() && !name(text.get()).equals(StoreLayout.loaderName(key))) {
      throw new StoreException(
          Code.CORRUPT,
          StoreLayout.loaderTitle(key)
              + " is damaged: expected its name as SHA-256, found "
              + name(text.get()));
    }
    return text;
  }
}
