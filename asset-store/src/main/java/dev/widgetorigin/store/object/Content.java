package dev.widgetorigin.store.object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of an object: in memory, a region of a local file, or far away. Thread-safe. */
public sealed interface Content {
  /** In bytes. */
  long size();

  /**
   * From its first byte to its last. Throws NoSuchFileException where the object was deleted since;
   * once opened, it can be read to its end.
   */
  InputStream open() throws IOException;

  /** All of it. For small objects. */
  default byte[] bytes() throws IOException {
    if (size() > Integer.MAX_VALUE - 8) {
      throw new IOException("an object of " + size() + " bytes is too large to hold in memory");
    }
    try (InputStream in = open()) {
      return in.readNBytes((int) size());
    }
  }

  /** Nobody changes the array. */
  record Memory(byte[] array) implements Content {
    @Override
    public long size() {
      return array.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(array);
    }

    @Override
    public byte[] bytes() {
      return array.clone();
    }
  }

  /** So many bytes of a file, from an offset on. */
  record Region(Path file, long offset, long size) implements Content {
    @Override
    public InputStream open() throws IOException {
      InputStream in = Files.newInputStream(file);
      boolean opened = false;
      try {
        in.skipNBytes(offset);
        opened = true;
        return new BoundedInputStream(in, size);
      } finally {
        if (!opened) {
          in.close();
        }
      }
    }
  }

  /** Bytes that are fetched when they are asked for, as from a bucket. */
  record Remote(long size, Fetch fetch) implements Content {
    /** Fetches a part, which lies within the object. The caller closes the stream. */
    @FunctionalInterface
    public interface Fetch {
      InputStream open(long offset, long length) throws IOException;
    }

    @Override
    public InputStream open() throws IOException {
      return fetch.open(0, size);
    }
  }
}
