package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.file.FileWindows;
import dev.widgetorigin.origin.web.file.OpenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;

/** Files that are open for one reply only. */
public final class OpenedFiles {
  private OpenedFiles() {}

  /** A part of it as content; the channel is closed afterwards. */
  public static Body part(FileChannel channel, long offset, long length) {
    return new Body.File(
        new OpenFile(channel, new FileWindows(offset + length), () -> close(channel)),
        offset,
        length);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
