package dev.widgetorigin.store.blob;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.StagedBlob;
import dev.widgetorigin.store.object.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The bytes that a publish brings along, by digest. They stay until it has come to an end. */
public final class StagedContents {
  private final Map<Digest, Source> sources = new HashMap<>();
  private final List<Path> files = new ArrayList<>();

  public static StagedContents of(List<StagedBlob> blobs) {
    StagedContents staged = new StagedContents();
    for (StagedBlob blob : blobs) {
      staged.sources.putIfAbsent(blob.digest(), Source.of(blob.file()));
      staged.files.add(blob.file());
    }
    return staged;
  }

  /** In memory. */
  public static StagedContents of(Map<Digest, byte[]> contents) {
    StagedContents staged = new StagedContents();
    contents.forEach((digest, bytes) -> staged.sources.put(digest, Source.of(bytes)));
    return staged;
  }

  boolean has(Digest digest) {
    return sources.containsKey(digest);
  }

  /** Null where there is none. Throws StoreException CORRUPT where it has another size. */
  Source find(Digest digest, long size) throws IOException {
    Source source = sources.get(digest);
    if (source == null) {
      return null;
    }
    long found = size(source);
    if (found != size) {
      throw new StoreException(
          Code.CORRUPT, "staged blob " + digest + ": expected " + size + " bytes, found " + found);
    }
    return source;
  }

  private static long size(Source source) throws IOException {
    if (source instanceof Source.Staged file) {
      return Files.size(file.file());
    }
    ByteBuffer bytes = ((Source.Bytes) source).buffer();
    return bytes.remaining();
  }

  /** Deletes the files. */
  void discard() throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
