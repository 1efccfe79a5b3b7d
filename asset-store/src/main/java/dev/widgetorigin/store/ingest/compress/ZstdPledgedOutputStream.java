package dev.widgetorigin.store.ingest.compress;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictContentType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * One zstd frame (RFC 8878) whose header states the content size, with a window of at most 8 MiB:
 * browsers refuse a frame that asks for more. zstd-jni's own stream can state no size.
 */
final class ZstdPledgedOutputStream extends OutputStream {
  static final int MAX_WINDOW_LOG = 23;

  private final OutputStream out;
  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private final ByteBuffer source;
  private final ByteBuffer target;
  private final byte[] copy;
  private boolean closed;

  ZstdPledgedOutputStream(OutputStream out, long size, int level) {
    this(out, size, level, null);
  }

  /**
   * The same with a dictionary.
   *
   * @param dictionary any bytes, or null; they are taken as they are, and the frame does not name
   *     them
   */
  ZstdPledgedOutputStream(OutputStream out, long size, int level, byte[] dictionary) {
    this.out = out;
    int buffer = Codec.bufferFor(size);
    source = ByteBuffer.allocateDirect(buffer);
    target = ByteBuffer.allocateDirect(buffer);
    copy = new byte[buffer];
    context.setLevel(level).setContentSize(true).setChecksum(false);
    // A smaller size lowers the window by itself; a set one would stand.
    if (size > 1L << MAX_WINDOW_LOG) {
      context.setWindowLog(MAX_WINDOW_LOG);
    }
    if (dictionary != null) {
      context.setDictID(false).loadDict(dictionary, ZstdDictContentType.RAW_CONTENT);
    }
    context.setPledgedSrcSize(size);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int n = Math.min(length - done, source.remaining());
      source.put(bytes, offset + done, n);
      done += n;
      if (!source.hasRemaining()) {
        source.flip();
        while (source.hasRemaining()) {
          compress(EndDirective.CONTINUE);
        }
        source.clear();
      }
    }
  }

  private boolean compress(EndDirective directive) throws IOException {
    target.clear();
    boolean done = context.compressDirectByteBufferStream(target, source, directive);
    target.flip();
    int n = target.remaining();
    target.get(copy, 0, n);
    out.write(copy, 0, n);
    return done;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (context;
        out) {
      source.flip();
      boolean done = false;
      while (!done) {
        done = compress(EndDirective.END);
      }
    }
  }
}
