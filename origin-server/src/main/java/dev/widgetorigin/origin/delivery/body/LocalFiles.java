package dev.widgetorigin.origin.delivery.body;

import dev.widgetorigin.store.Digest;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.object.Content;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Blobs as files of this machine, from which the kernel can send. */
public final class LocalFiles {
  private LocalFiles() {}

  /**
   * The caller closes it. Throws StoreException MISSING where the blob was collected a moment ago.
   */
  public static FileChannel open(Digest digest, Content content) throws IOException {
    if (!(content instanceof Content.Region region) || region.offset() != 0) {
      return fetched(content);
    }
    try {
      return FileChannel.open(region.file());
    } catch (NoSuchFileException collected) {
      throw new StoreException(
          StoreException.Code.MISSING, "blob " + digest + " is missing", collected);
    }
  }

  /** In a temporary file that goes with the channel: there was no room to keep a copy. */
  private static FileChannel fetched(Content content) throws IOException {
    Path file = Files.createTempFile("widget-origin-", ".blob");
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    boolean whole = false;
    try (InputStream in = content.open()) {
      long copied = channel.transferFrom(Channels.newChannel(in), 0, content.size());
      if (copied != content.size()) {
        throw new EOFException("expected " + content.size() + " bytes, found " + copied);
      }
      whole = true;
      return channel;
    } finally {
      if (!whole) {
        channel.close();
      }
    }
  }
}
