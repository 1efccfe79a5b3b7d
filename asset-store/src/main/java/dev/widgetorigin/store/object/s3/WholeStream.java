package dev.widgetorigin.store.object.s3;

import dev.widgetorigin.store.object.NoAnswerException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A stream of known length. Where it breaks off, the rest is asked for again; where it comes too
 * slowly, it fails: the deadlines of the SDK end with the head of the answer, so a bucket that
 * sends a byte now and then would hold its reader for days. Only time that a read has waited
 * counts, for a slow reader is not the bucket's fault. Closed before its end it gives up the
 * connection instead of reading what nobody wants. Not thread-safe.
 */
final class WholeStream extends InputStream {
  private static final Logger LOG = LoggerFactory.getLogger(WholeStream.class);

  /** The slowest network that is still of use, in bytes a second. */
  static final long SLOWEST = 256 << 10;

  /** So often it may break off before it has come further by {@link #FURTHER} bytes. */
  static final int BREAKS = 2;

  private static final long FURTHER = 256 << 10;

  /** Asks for the same object again, from an offset on, to its end. */
  @FunctionalInterface
  interface Rest {
    ResponseInputStream<GetObjectResponse> open(long offset, long length) throws IOException;
  }

  private final Duration grace;
  private final String object;
  private final long length;
  private final Rest rest;
  private ResponseInputStream<GetObjectResponse> in;
  private long left;
  private long waitedNanos;
  private int breaks;

  /** What was left when it broke off last. */
  private long leftAtBreak;

  /**
   * @param grace what reads may wait in all, before {@link #SLOWEST} is asked for
   * @param object in words, with its bucket
   */
  WholeStream(
      ResponseInputStream<GetObjectResponse> in,
      long length,
      Duration grace,
      String object,
      Rest rest) {
    this.in = in;
    this.grace = grace;
    this.object = object;
    this.length = length;
    this.rest = rest;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    while (true) {
      int read = -1;
      Exception why = null;
      long begun = System.nanoTime();
      try {
        read = in.read(into, offset, (int) Math.min(count, left));
      } catch (IOException | SdkException e) {
        // The client says in its own way that time is up, or that the bytes are wrong.
        why = e;
      }
      waitedNanos += System.nanoTime() - begun;
      if (read > 0) {
        left -= read;
        requireSpeed();
        return read;
      }
      again(why);
    }
  }

  private void requireSpeed() throws IOException {
    if (left > 0 && tooSlow()) {
      in.abort();
      throw new NoAnswerException(
          cut()
              + " in "
              + TimeUnit.NANOSECONDS.toSeconds(waitedNanos)
              + " s, which is too slow to wait for the rest");
    }
  }

  private boolean tooSlow() {
    long over = TimeUnit.NANOSECONDS.toMillis(waitedNanos) - grace.toMillis();
    return over > 0 && length - left < SLOWEST * over / 1000 + 1;
  }

  /**
   * @param why it broke off; null where it just ended
   */
  private void again(Exception why) throws IOException {
    in.abort();
    NoAnswerException broken =
        new NoAnswerException(cut() + (why == null ? "" : ": " + BucketFailures.words(why)), why);
    if (leftAtBreak - left >= FURTHER) {
      breaks = 0;
    }
    leftAtBreak = left;
    if (++breaks > BREAKS || tooSlow() || Thread.currentThread().isInterrupted()) {
      throw broken;
    }
    LOG.info("{}; the rest is asked for again", broken.getMessage());
    long begun = System.nanoTime();
    in = rest.open(length - left, left);
    waitedNanos += System.nanoTime() - begun;
    Long promised = in.response().contentLength();
    if (promised == null || promised != left) {
      // It would be other bytes than the ones that are left.
      throw broken;
    }
  }

  private String cut() {
    return "S3 sent " + (length - left) + " of " + length + " bytes of " + object;
  }

  @Override
  public void close() throws IOException {
    if (left > 0) {
      in.abort();
    } else {
      in.close();
    }
  }
}
