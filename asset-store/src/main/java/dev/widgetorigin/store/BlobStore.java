package dev.widgetorigin.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Byte sequences by their SHA-256. Thread-safe; every method may block. */
public interface BlobStore {
  /** Throws StoreException with code MISSING where there is none. The caller closes it. */
  FileChannel open(Digest digest) throws IOException;

  /**
   * Like {@link #open(Digest)}, and throws StoreException with code CORRUPT where the blob has not
   * the size its manifest says: bytes that are not there must not be promised in a Content-Length.
   */
  default FileChannel open(Digest digest, long size) throws IOException {
    FileChannel channel = open(digest);
    if (channel.size() == size) {
      return channel;
    }
    long found = channel.size();
    channel.close();
    throw new StoreException(
        StoreException.Code.CORRUPT,
        "blob " + digest + " is damaged: expected " + size + " bytes, found " + found);
  }

  /**
   * Puts intact bytes where damaged or missing ones were, in one step, after checking their digest
   * (CORRUPT where it differs). Takes over {@code file}.
   */
  void replace(Digest digest, Path file) throws IOException;
}
