package dev.widgetorigin.store.blob;

import dev.widgetorigin.store.BlobStore.Arriving;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Copies of blobs and manifests, which may be lost. Thread-safe. */
public interface ContentCache {
  /** Keeps nothing: where objects are near. */
  ContentCache NONE =
      new ContentCache() {
        @Override
        public Optional<Content> read(Digest digest, Fetch fetch, Arriving arriving)
            throws IOException {
          return fetch.fetch();
        }

        @Override
        public Optional<Content> peek(Digest digest) {
          return Optional.empty();
        }

        @Override
        public boolean near(Digest digest) {
          return true;
        }

        @Override
        public boolean forget(Digest digest) {
          return false;
        }
      };

  /** Asks for the bytes where they are kept for good. */
  @FunctionalInterface
  interface Fetch {
    Optional<Content> fetch() throws IOException;
  }

  /** Tells nobody. */
  Arriving UNSEEN =
      new Arriving() {
        @Override
        public void began(Path file) {}

        @Override
        public void has(long bytes) {}
      };

  /**
   * The copy, or what is fetched. May block.
   *
   * @param arriving is told where this call makes a copy
   */
  Optional<Content> read(Digest digest, Fetch fetch, Arriving arriving) throws IOException;

  /** The same unseen. */
  default Optional<Content> read(Digest digest, Fetch fetch) throws IOException {
    return read(digest, fetch, UNSEEN);
  }

  /** The copy, or empty where there is none; nothing is fetched. */
  Optional<Content> peek(Digest digest) throws IOException;

  /**
   * Whether a read would be one of this node's disk, and not wait for anybody. May hash a copy that
   * this process has not read yet.
   */
  boolean near(Digest digest) throws IOException;

  /** Drops the copy; true where there was one. */
  boolean forget(Digest digest);
}
