package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.StagedBlob;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bundle with its variants: what {@code Store.publish} needs.
 *
 * @param files by path, in path order
 * @param blobs originals and variants, each digest once; the files are in the unpacked bundle's
 *     folder and go when it is closed
 * @param lightened paths of files that were not compressed as well as it can be done, because that
 *     would have taken too long; in path order
 */
public record CompressedBundle(
    Map<String, AssetEntry> files, List<StagedBlob> blobs, List<String> lightened) {
  /**
   * The same with second names of the originals in place of the first: a publish deletes the files
   * that it is given, and these originals are needed once more. Copies, where the file system has
   * no hard links.
   */
  public CompressedBundle keepingOriginals(UnpackedBundle bundle) throws IOException {
    Set<Path> originals = new HashSet<>();
    bundle.files().forEach(file -> originals.add(file.file()));
    List<StagedBlob> kept = new ArrayList<>();
    for (StagedBlob blob : blobs) {
      kept.add(
          originals.contains(blob.file())
              ? new StagedBlob(blob.digest(), secondName(blob.file()))
              : blob);
    }
    return new CompressedBundle(files, List.copyOf(kept), lightened);
  }

  /** The same, each file with the signatures that it has there. */
  public CompressedBundle signedAs(Map<String, AssetEntry> others) {
    Map<String, AssetEntry> signed = new LinkedHashMap<>();
    files.forEach(
        (path, file) -> signed.put(path, file.withSignatures(others.get(path).signatures())));
    return new CompressedBundle(Collections.unmodifiableMap(signed), blobs, lightened);
  }

  private static Path secondName(Path file) throws IOException {
    Path second = file.resolveSibling(file.getFileName() + ".kept");
    try {
      return Files.createLink(second, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      return Files.copy(file, second);
    }
  }
}
