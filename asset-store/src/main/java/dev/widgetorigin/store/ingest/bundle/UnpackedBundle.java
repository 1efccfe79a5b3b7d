package dev.widgetorigin.store.ingest.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A validated bundle in a folder of its own, which {@link #close()} deletes with whatever is still
 * in it: originals, variants, and what a publish has not moved away.
 *
 * @param folder in the staging folder; files in it have generated names
 * @param files in path order
 * @param skipped paths that were left out: dot-files, and {@code node_modules} of a folder source
 * @param packageJson text of the bundle's {@code package.json}; null where there is none, or it is
 *     not a JSON object
 * @param entry path of the entry file, or null where there is none
 * @param signatures the file with the bundle's signatures, or null
 */
public record UnpackedBundle(
    Path folder,
    List<UnpackedFile> files,
    List<String> skipped,
    String packageJson,
    String entry,
    Path signatures)
    implements AutoCloseable {
  public UnpackedBundle {
    files = List.copyOf(files);
    skipped = List.copyOf(skipped);
  }

  /** May be called twice. */
  @Override
  public void close() throws IOException {
    deleteFolder(folder);
  }

  /** Deletes a folder that holds only files. */
  public static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
