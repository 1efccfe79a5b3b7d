package dev.widgetorigin.store.ingest.bundle;

import java.nio.file.Path;

/**
 * A {@code .tgz}, {@code .tar} or {@code .zip} that a bundle comes in.
 *
 * @param file does not change while it is read
 * @param declaredType the Content-Type it came with, or null; only words a refusal, because the
 *     first bytes decide what it is
 */
public record BundleArchive(Path file, String declaredType) {
  public BundleArchive(Path file) {
    this(file, null);
  }
}
