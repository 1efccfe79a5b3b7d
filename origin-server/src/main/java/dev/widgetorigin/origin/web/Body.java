package dev.widgetorigin.origin.web;

import dev.widgetorigin.origin.web.file.OpenFile;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** A reply's content. Whoever sends a reply takes over one reference of its body. */
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

  /** A part of an open file; the writer lets go of the file, once. */
  record File(OpenFile file, long offset, long length) implements Body {
    @Override
    public void release() {
      file.release();
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
