package dev.widgetorigin.store.object.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.Abortable;

/**
 * A stream of known length, which fails where it ends early or breaks, and where it comes too
 * slowly: the deadlines of the SDK end with the head of the answer, so a bucket that sends a byte
 * now and then would hold its reader for days. Only time that a read has waited counts, for a slow
 * reader is not the bucket's fault. Closed before its end it gives up the connection instead of
 * reading what nobody wants. Not thread-safe.
 */
final class WholeStream extends FilterInputStream {
  /** The slowest network that is still of use, in bytes a second. */
  static final long SLOWEST = 256 << 10;

  private final Abortable connection;
  private final Duration grace;
  private final LongFunction<IOException> cut;
  private final long length;
  private long left;
  private long waitedNanos;

  /**
   * @param grace what reads may wait in all, before {@link #SLOWEST} is asked for
   * @param cut what is thrown where so many bytes did not come
   */
  WholeStream(
      ResponseInputStream<?> in, long length, Duration grace, LongFunction<IOException> cut) {
    super(in);
    this.connection = in;
    this.grace = grace;
    this.length = length;
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
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    long begun = System.nanoTime();
    int read;
    try {
      read = in.read(into, offset, (int) Math.min(length, left));
    } catch (SdkException e) {
      throw broken(e);
    }
    if (read < 0) {
      throw cut.apply(left);
    }
    left -= read;
    waited(begun);
    return read;
  }

  private void waited(long begun) throws IOException {
    waitedNanos += System.nanoTime() - begun;
    long over = TimeUnit.NANOSECONDS.toMillis(waitedNanos) - grace.toMillis();
    if (left > 0 && over > 0 && length - left < SLOWEST * over / 1000 + 1) {
      connection.abort();
      IOException slow = cut.apply(left);
      throw new IOException(
          slow.getMessage()
              + " in "
              + TimeUnit.NANOSECONDS.toSeconds(waitedNanos)
              + " s, which is too slow to wait for the rest",
          slow);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    long begun = System.nanoTime();
    long skipped;
    try {
      skipped = in.skip(Math.min(count, left));
    } catch (SdkException e) {
      throw broken(e);
    }
    left -= skipped;
    waited(begun);
    return skipped;
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
