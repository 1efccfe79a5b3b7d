package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import java.util.List;

/** Finds the file of a bundle that a path means. */
public final class FileFinder {
  private static final String PLACEHOLDER = "{path}";

  private FileFinder() {}

  /**
   * The entry file, the file itself or the first of the fallback list that exists, or a directory's
   * {@code index.html}; null where there is none.
   *
   * @param fallback patterns such as {@code dist/{path}}, tried in order
   */
  public static AssetEntry find(Manifest manifest, AssetPath path, List<String> fallback) {
    return switch (path.kind()) {
      case ENTRY -> manifest.entry() == null ? null : manifest.files().get(manifest.entry());
      case DIRECTORY ->
          manifest.files().get(path.file().isEmpty() ? "index.html" : path.file() + "/index.html");
      case FILE -> file(manifest, path.file(), fallback);
    };
  }

  private static AssetEntry file(Manifest manifest, String file, List<String> fallback) {
    AssetEntry itself = manifest.files().get(file);
    if (itself != null) {
      return itself;
    }
    for (String pattern : fallback) {
      AssetEntry found = manifest.files().get(pattern.replace(PLACEHOLDER, file));
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
