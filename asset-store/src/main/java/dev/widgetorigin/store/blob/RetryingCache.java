package dev.widgetorigin.store.blob;

import dev.widgetorigin.store.BlobStore.Arriving;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.NoAnswerException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Copies whose originals are in a bucket that may fall silent. A fetch is retried for some seconds,
 * so that its client gets the bytes late and not an error. In a silence that lasts longer it is a
 * circuit breaker: one fetch at a time looks whether the bucket answers again, and all others fail
 * at once, because a caller that would wait in vain should learn that early. Thread-safe.
 */
public final class RetryingCache implements ContentCache {
  /** A silence up to that long is waited out. */
  static final Duration PATIENCE = Duration.ofSeconds(12);

  private static final Duration PAUSE = Duration.ofMillis(250);

  /**
   * Calls that had no answer, in nanoseconds.
   *
   * @param since when the oldest began
   * @param last when the newest ended
   */
  private record Silence(long since, long last) {}

  private final ContentCache cache;
  private final LongSupplier nanos;

  /** Null while the bucket answers. */
  private final AtomicReference<Silence> silence = new AtomicReference<>();

  /** Whether somebody looks if a long silence is over. */
  private final AtomicBoolean looking = new AtomicBoolean();

  public RetryingCache(ContentCache cache, LongSupplier nanos) {
    this.cache = cache;
    this.nanos = nanos;
  }

  @Override
  public Optional<Content> read(Digest digest, Fetch fetch, Arriving arriving) throws IOException {
    return cache.read(digest, () -> retried(fetch), arriving);
  }

  private Optional<Content> retried(Fetch fetch) throws IOException {
    while (lasts(silence.get()).compareTo(PATIENCE) < 0) {
      try {
        return answered(fetch);
      } catch (NoAnswerException e) {
        if (lasts(silence.get()).compareTo(PATIENCE) >= 0) {
          throw e;
        }
        pause(e);
      }
    }
    boolean alone = looking.compareAndSet(false, true);
    Silence now = silence.get();
    if (!alone && lasts(now).compareTo(PATIENCE) >= 0 && recent(now)) {
      throw new NoAnswerException(
          "the bucket has not answered for " + lasts(now).toSeconds() + " s");
    }
    try {
      return answered(fetch);
    } finally {
      if (alone) {
        looking.set(false);
      }
    }
  }

  /** Where nobody has asked for long, nobody knows that the bucket is still silent. */
  private boolean recent(Silence known) {
    return nanos.getAsLong() - known.last() < PATIENCE.toNanos();
  }

  private Optional<Content> answered(Fetch fetch) throws IOException {
    long begun = nanos.getAsLong();
    try {
      Optional<Content> found = fetch.fetch();
      silence.set(null);
      return found;
    } catch (NoAnswerException e) {
      long ended = nanos.getAsLong();
      Silence unused =
          silence.updateAndGet(known -> new Silence(known == null ? begun : known.since(), ended));
      throw e;
    }
  }

  private Duration lasts(Silence now) {
    return now == null ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - now.since());
  }

  private static void pause(NoAnswerException why) throws NoAnswerException {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw why;
    }
  }

  @Override
  public Optional<Content> peek(Digest digest) throws IOException {
    return cache.peek(digest);
  }

  @Override
  public boolean near(Digest digest) throws IOException {
    return cache.near(digest);
  }

  @Override
  public boolean forget(Digest digest) {
    return cache.forget(digest);
  }
}
