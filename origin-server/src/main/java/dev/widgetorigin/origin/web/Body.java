package dev.widgetorigin.origin.web;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * A reply's content. Whoever sends a reply takes over one reference (or the open channel) of its
 * body.
 */
public sealed interface Body {
  Body EMPTY = new Empty();

  long length();

  /** Lets go of what the body holds, where it will not be sent. Once, instead of sending. */
  void release();

  record Empty() implements Body {
    @Override
    public long length() {
      return 0;
    }

    @Override
    public void release() {}
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

    @Override
    public void release() {
      bytes.release();
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

    @Override
    public void release() {
      try {
        close();
      } catch (IOException e) {
        // The bytes were only read; nothing is lost.
        LoggerFactory.getLogger(Body.class).debug("closing a file", e);
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

    @Override
    public void release() {
      parts.forEach(Body::release);
    }
  }
}
