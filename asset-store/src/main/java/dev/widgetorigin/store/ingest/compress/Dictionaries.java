package dev.widgetorigin.store.ingest.compress;

import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.util.List;

/**
 * Which earlier files browsers may have, so that a new one can be sent as the difference (RFC
 * 9842). Thread-safe.
 */
@FunctionalInterface
public interface Dictionaries {
  /** Browsers have nothing. */
  Dictionaries NONE = path -> List.of();

  /** Of a file at that path: the one that most browsers have first, each digest once. */
  List<Dictionary> of(String path);

  /** Reads all bytes of one file; may block. */
  @FunctionalInterface
  interface Bytes {
    byte[] read() throws IOException;
  }

  /**
   * One earlier file.
   *
   * @param bytes what they are is not proven: whoever reads them compares the digest
   */
  record Dictionary(Digest digest, long size, Bytes bytes) {}
}
