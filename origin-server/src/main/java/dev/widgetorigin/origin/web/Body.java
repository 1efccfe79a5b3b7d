package dev.widgetorigin.origin.web;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * A reply's content. Whoever sends a reply takes over one reference (or the open channel) of its
 * body.
 */
public sealed interface Body {
  Body EMPTY = new Empty();

  long length();

  record Empty() implements Body {
    @Override
    public long length() {
      return 0;
    }
  }

  /**
   * Bytes in memory; the writer sends {@code bytes.duplicate()} and releases one reference
   * afterwards.
   */
  record Memory(ByteBuf bytes) implements Body {
    @Override
    public long length() {
      return bytes.readableBytes();
    }
  }

  /**
   * A part of an open file; the writer closes it, once.
   *
   * @param closed runs when it is closed, on whatever thread does it
   */
  record File(FileChannel channel, long offset, long length, Runnable closed)
      implements Body, Closeable {
    public File(FileChannel channel, long offset, long length) {
      this(channel, offset, length, () -> {});
    }

    @Override
    public void close() throws IOException {
      try {
        channel.close();
      } finally {
        closed.run();
      }
    }
  }

  /** One after the other: multipart/byteranges. */
  record Sequence(List<Body> parts) implements Body {
    @Override
    public long length() {
      long sum = 0;
      for (Body part : parts) {
        sum += part.length();
      }
      return sum;
    }
  }
}
