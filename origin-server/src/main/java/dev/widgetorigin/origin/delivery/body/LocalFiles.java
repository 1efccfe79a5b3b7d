package dev.widgetorigin.origin.delivery.body;

import dev.widgetorigin.store.Digest;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.object.Content;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;

/** Blobs as files of this machine, from which the kernel can send. */
public final class LocalFiles {
  private LocalFiles() {}

  /**
   * The caller closes it. Throws StoreException MISSING where the blob was collected a moment ago.
   */
  public static FileChannel open(Digest digest, Content content) throws IOException {
    if (!(content instanceof Content.Region region) || region.offset() != 0) {
      throw new IOException("blob " + digest + " is not a local file of its own");
    }
    try {
      return FileChannel.open(region.file());
    } catch (NoSuchFileException collected) {
      throw new StoreException(
          StoreException.Code.MISSING, "blob " + digest + " is missing", collected);
    }
  }
}
