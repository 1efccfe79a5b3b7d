package dev.widgetorigin.store.object.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.util.function.LongFunction;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.Abortable;

/**
 * A stream of known length, which fails where it ends early or breaks. Closed before its end it
 * gives up the connection instead of reading what nobody wants. Not thread-safe.
 */
final class WholeStream extends FilterInputStream {
  private final Abortable connection;
  private final LongFunction<IOException> cut;
  private long left;

  WholeStream(ResponseInputStream<?> in, long length, LongFunction<IOException> cut) {
    super(in);
    this.connection = in;
    this.left = length;
    this.cut = cut;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (left == 0 && length > 0) {
      return -1;
    }
    try {
      int read = in.read(into, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw cut.apply(left);
      }
      left -= read;
      return read;
    } catch (SdkException e) {
      throw broken(e);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    try {
      long skipped = in.skip(Math.min(count, left));
      left -= skipped;
      return skipped;
    } catch (SdkException e) {
      throw broken(e);
    }
  }

  /** The client says in its own way that time is up, or that the bytes are wrong. */
  private IOException broken(SdkException e) {
    IOException failure = cut.apply(left);
    failure.initCause(e);
    return failure;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void close() throws IOException {
    if (left > 0) {
      connection.abort();
    } else {
      super.close();
    }
  }
}
