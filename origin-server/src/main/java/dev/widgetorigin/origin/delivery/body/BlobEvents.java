package dev.widgetorigin.origin.delivery.body;

/** Hears of blobs that could not be read. Called on threads that read; must not block. */
public interface BlobEvents {
  BlobEvents NONE = new BlobEvents() {};

  /** Bytes that a manifest names are missing or wrong. */
  default void blobUnreadable() {}

  /** Missing bytes were asked of the peers. */
  default void peerFetch(boolean found) {}
}
