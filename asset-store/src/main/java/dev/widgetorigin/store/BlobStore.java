package dev.widgetorigin.store;

import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import java.io.IOException;
import java.nio.file.Path;

/** Byte sequences by their SHA-256. Thread-safe; every method may block. */
public interface BlobStore {
  /**
   * Throws StoreException with code MISSING where there is none. What it answers may be collected
   * before it is opened, where nothing names it any more.
   */
  Content read(Digest digest) throws IOException;

  /**
   * Like {@link #read(Digest)}, and throws StoreException with code CORRUPT where the blob has not
   * the size its manifest says: bytes that are not there must not be promised in a Content-Length.
   */
  default Content read(Digest digest, long size) throws IOException {
    Content content = read(digest);
    if (content.size() == size) {
      return content;
    }
    throw new StoreException(
        StoreException.Code.CORRUPT,
        "blob " + digest + " is damaged: expected " + size + " bytes, found " + content.size());
  }

  /**
   * Is told of bytes that are being fetched from afar into a file of this node, by the thread that
   * reads them. They are not hashed yet. Throws nothing.
   */
  interface Arriving {
    /**
     * The file exists; it can be opened until the read ends, and read for as long as it is open.
     */
    void began(Path file);

    /** So many bytes from its beginning are in it. */
    void has(long bytes);
  }

  /**
   * Like {@link #read(Digest)}; where this call fetches a copy, {@code arriving} is told. When it
   * returns a {@link Content.Region}, what arrived is whole and has the right hash.
   */
  default Content read(Digest digest, Arriving arriving) throws IOException {
    return read(digest);
  }

  /**
   * The same without keeping a copy on this node: for whoever wants a part of a large blob. Its
   * bytes are as they were stored; nobody has hashed them.
   */
  default Content peek(Digest digest) throws IOException {
    return read(digest);
  }

  /**
   * Whether a read needs nothing but this node's disk. Where it does not, it may wait for a bucket
   * that is slow or silent.
   */
  default boolean near(Digest digest) {
    return true;
  }

  /**
   * What was read has wrong bytes. Where that was a copy that this node keeps, it is dropped; true
   * then: the next read is of other bytes.
   */
  default boolean suspect(Digest digest) {
    return false;
  }

  /**
   * Puts intact bytes where damaged or missing ones were, in one step, after checking their digest
   * (CORRUPT where it differs). Takes over {@code file}.
   */
  void replace(Digest digest, Path file) throws IOException;
}
