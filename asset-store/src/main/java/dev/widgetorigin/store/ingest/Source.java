package dev.widgetorigin.store.ingest;

import java.nio.file.Path;

/** Where a bundle comes from. */
public sealed interface Source {
  /**
   * A {@code .tgz}, {@code .tar} or {@code .zip} in a file that does not change while it is read.
   *
   * @param declaredType the Content-Type it came with, or null; only words a refusal, because the
   *     first bytes decide what it is
   */
  record Archive(Path file, String declaredType) implements Source {}

  /** A folder whose files become the bundle. Links are not followed. */
  record Folder(Path folder) implements Source {}

  static Source archive(Path file) {
    return new Archive(file, null);
  }

  static Source archive(Path file, String declaredType) {
    return new Archive(file, declaredType);
  }

  static Source folder(Path folder) {
    return new Folder(folder);
  }
}
