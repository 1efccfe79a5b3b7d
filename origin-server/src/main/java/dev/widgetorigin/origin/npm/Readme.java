package dev.widgetorigin.origin.npm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The README of a version, as {@code npm view chat readme} shows it. npm sends it beside the
 * tarball as well, but it is in the bundle in any case, also where that came by another way.
 *
 * @param file e.g. {@code README.md}
 * @param text its first 64 kB, as npmjs has it
 */
record Readme(String file, String text) {
  static final int MOST_BYTES = 64 << 10;

  /** At the top of the bundle, in any case and of any type, as npm looks for it. */
  private static final Pattern NAME = Pattern.compile("(?i)readme(\\.[a-z0-9]+)?");

  private static final Pattern MARKDOWN = Pattern.compile("(?i).*\\.(md|markdown)");

  /** Empty where the version has none. Throws StoreException where its bytes are lost; blocks. */
  static Optional<Readme> of(Store store, Manifest manifest) {
    return manifest.files().values().stream()
        .filter(file -> NAME.matcher(file.path()).matches())
        .min(
            Comparator.comparing((AssetEntry file) -> !MARKDOWN.matcher(file.path()).matches())
                .thenComparing(AssetEntry::path))
        .map(file -> new Readme(file.path(), text(store, file)));
  }

  private static String text(Store store, AssetEntry file) {
    try (InputStream in = store.blobs().read(file.digest(), file.size()).open()) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      int end = Math.min(bytes.length, MOST_BYTES);
      // Not in the middle of a character.
      while (end > 0 && end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
        end--;
      }
      return new String(bytes, 0, end, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
