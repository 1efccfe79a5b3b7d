package dev.widgetorigin.origin.delivery.body;

import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Blobs as files of this machine, from which the kernel can send. */
public final class LocalFiles {
  private static final int BUFFER = 64 * 1024;

  private LocalFiles() {}

  /**
   * The caller closes it. Throws StoreException MISSING where the blob was collected a moment ago.
   *
   * @param staging of the store, for a temporary file where the system's folder takes none
   */
  public static FileChannel open(Digest digest, Content content, Path staging) throws IOException {
    if (!(content instanceof Content.Region region) || region.offset() != 0) {
      return fetched(content, staging);
    }
    try {
      return FileChannel.open(region.file());
    } catch (NoSuchFileException collected) {
      throw new StoreException(
          StoreException.Code.MISSING, "blob " + digest + " is missing", collected);
    }
  }

  /** In a temporary file that goes with the channel: there was no room to keep a copy. */
  private static FileChannel fetched(Content content, Path staging) throws IOException {
    FileChannel channel = temporary(folders(staging));
    boolean whole = false;
    try (InputStream in = content.open()) {
      copy(in, channel, 0, content.size());
      whole = true;
      return channel;
    } finally {
      if (!whole) {
        channel.close();
      }
    }
  }

  /** These parts at their places in a temporary file, whose rest is a hole. */
  static FileChannel fetched(Content.Remote content, List<BlobReader.Part> parts, Path staging)
      throws IOException {
    FileChannel channel = temporary(folders(staging));
    boolean whole = false;
    try {
      // As long as the blob, for who reads more around a part.
      var unused = channel.write(ByteBuffer.allocate(1), content.size() - 1);
      for (BlobReader.Part part : parts) {
        try (InputStream in = content.fetch().open(part.offset(), part.length())) {
          copy(in, channel, part.offset(), part.length());
        }
      }
      whole = true;
      return channel;
    } finally {
      if (!whole) {
        channel.close();
      }
    }
  }

  /** The store's own disk comes last: a full one is why there was no room to keep a copy. */
  private static List<Path> folders(Path staging) {
    return List.of(Path.of(System.getProperty("java.io.tmpdir")), staging);
  }

  /** Goes with its channel. In the first folder that takes one: many a system's is read-only. */
  static FileChannel temporary(List<Path> folders) throws IOException {
    IOException refused = null;
    for (Path folder : folders) {
      try {
        return FileChannel.open(
            Files.createTempFile(folder, "widget-origin-", ".blob"),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
      } catch (IOException e) {
        refused = e;
      }
    }
    throw refused;
  }

  private static void copy(InputStream in, FileChannel to, long at, long length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    ReadableByteChannel from = Channels.newChannel(in);
    for (long copied = 0; copied < length; ) {
      buffer.clear().limit((int) Math.min(BUFFER, length - copied));
      int read = from.read(buffer);
      if (read < 0) {
        throw new EOFException("expected " + length + " bytes, found " + copied);
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        copied += to.write(buffer, at + copied);
      }
    }
  }
}
