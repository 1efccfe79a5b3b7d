package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.Digest;
import java.util.Optional;

/**
 * Loaders that were promised to answer for ever, each by widget, version and the beginning of its
 * SHA-256: pages name them with an integrity hash, so no later settings, release or template may
 * change a byte. Nothing deletes them. Thread-safe; every method may block.
 */
public interface LoaderTexts {
  /** Hexadecimal digits of a name. */
  int NAME_LENGTH = 32;

  /** The name that these bytes are kept under, e.g. {@code 0f343b0931126a20f133d67c2b018a3b}. */
  static String name(byte[] text) {
    return Digest.sha256(text).toString().substring(0, NAME_LENGTH);
  }

  /**
   * Keeps the text; durable when it returns true. False where the version has too many already.
   * Throws StoreException UNAVAILABLE where the disk fails.
   */
  boolean keep(WidgetName widget, Version version, byte[] text);

  /**
   * The text of that name, or empty. Throws StoreException CORRUPT where its bytes are not those
   * that were kept.
   */
  Optional<byte[]> find(WidgetName widget, Version version, String name);
}
