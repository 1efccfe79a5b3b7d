package dev.widgetorigin.store.ingest.bundle;

import java.nio.file.Path;

/** Where a bundle comes from. */
public sealed interface BundleSource {
  /**
   * A {@code .tgz}, {@code .tar} or {@code .zip} in a file that does not change while it is read.
   *
   * @param declaredType the Content-Type it came with, or null; only words a refusal, because the
   *     first bytes decide what it is
   */
  record Archive(Path file, String declaredType) implements BundleSource {}

  /** A folder whose files become the bundle. Links are not followed. */
  record Folder(Path folder) implements BundleSource {}

  static BundleSource archive(Path file) {
    return new Archive(file, null);
  }

  static BundleSource archive(Path file, String declaredType) {
    return new Archive(file, declaredType);
  }

  static BundleSource folder(Path folder) {
    return new Folder(folder);
  }
}
