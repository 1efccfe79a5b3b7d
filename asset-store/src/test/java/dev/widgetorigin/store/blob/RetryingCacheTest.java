package dev.widgetorigin.store.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.NoAnswerException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short silence of a bucket is waited out, a long one is told at once. */
@Timeout(20)
class RetryingCacheTest {
  private static final Digest DIGEST = Digest.sha256(new byte[] {1});
  private static final Optional<Content> FOUND = Optional.of(new Content.Memory(new byte[] {1}));

  private final RetryingCache cache = new RetryingCache(ContentCache.NONE, this::now);
  private final Queue<Duration> silences = new ArrayDeque<>();
  private final AtomicLong nanos = new AtomicLong();
  private int calls;

  private long now() {
    return nanos.get();
  }

  /** Each call is silent for the next of these times, and then has no answer. */
  private Optional<Content> fetch() throws IOException {
    calls++;
    Duration silence = silences.poll();
    if (silence == null) {
      return FOUND;
    }
    nanos.addAndGet(silence.toNanos());
    throw new NoAnswerException("no answer in time");
  }

  private Optional<Content> read() throws IOException {
    return cache.read(DIGEST, this::fetch);
  }

  @Test
  void read_answersAtTheThirdTime_isFound() throws IOException {
    silences.add(Duration.ofSeconds(6));
    silences.add(Duration.ofSeconds(5));

    assertThat(read()).isEqualTo(FOUND);
    assertThat(calls).isEqualTo(3);
  }

  @Test
  void read_silentForLonger_failsAndOthersFailWithoutACall() throws Exception {
    silences.add(Duration.ofSeconds(6));
    silences.add(Duration.ofSeconds(6));
    assertThatThrownBy(this::read).isInstanceOf(NoAnswerException.class);
    assertThat(calls).isEqualTo(2);

    // One looks whether it is over; the others do not wait for that.
    CompletableFuture<Optional<Content>> answer = new CompletableFuture<>();
    CompletableFuture<Optional<Content>> looks = readAnswered(answer);
    assertThatThrownBy(this::read)
        .isInstanceOf(NoAnswerException.class)
        .hasMessage("the bucket has not answered for 12 s");
    assertThat(calls).isEqualTo(2);

    answer.complete(FOUND);
    assertThat(looks.get()).isEqualTo(FOUND);
    assertThat(read()).isEqualTo(FOUND);
    assertThat(calls).isEqualTo(3);
  }

  /** The fetch is answered when the test says so; it is under way when this returns. */
  private CompletableFuture<Optional<Content>> readAnswered(
      CompletableFuture<Optional<Content>> answer) throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Optional<Content>> looks =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return cache.read(
                    DIGEST,
                    () -> {
                      asked.countDown();
                      return answer.join();
                    });
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    asked.await();
    return looks;
  }

  /** A silence that ended when nobody asked is over for all who ask next, not for one of them. */
  @Test
  void read_nobodyHasAskedSinceALongSilence_isAnsweredForAll() throws Exception {
    silences.add(Duration.ofSeconds(12));
    assertThatThrownBy(this::read).isInstanceOf(NoAnswerException.class);
    nanos.addAndGet(Duration.ofHours(1).toNanos());

    CompletableFuture<Optional<Content>> answer = new CompletableFuture<>();
    CompletableFuture<Optional<Content>> first = readAnswered(answer);
    assertThat(read()).isEqualTo(FOUND);
    answer.complete(FOUND);
    assertThat(first.get()).isEqualTo(FOUND);
  }

  /** But where it goes on, the others learn that from the one that found out. */
  @Test
  void read_stillSilentAfterAWhile_failsAtOnceAgain() throws Exception {
    silences.add(Duration.ofSeconds(12));
    assertThatThrownBy(this::read).isInstanceOf(NoAnswerException.class);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    silences.add(Duration.ofSeconds(6));
    assertThatThrownBy(this::read).hasMessage("no answer in time");

    CompletableFuture<Optional<Content>> answer = new CompletableFuture<>();
    CompletableFuture<Optional<Content>> looks = readAnswered(answer);
    assertThatThrownBy(this::read).hasMessageStartingWith("the bucket has not answered for 36");
    answer.complete(FOUND);
    assertThat(looks.get()).isEqualTo(FOUND);
  }

  @Test
  void read_silentAgainLater_isWaitedOutAgain() throws IOException {
    silences.add(Duration.ofSeconds(11));
    assertThat(read()).isEqualTo(FOUND);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    silences.add(Duration.ofSeconds(11));
    assertThat(read()).isEqualTo(FOUND);
  }

  @Test
  void read_refused_failsAtOnce() {
    assertThatThrownBy(
            () ->
                cache.read(
                    DIGEST,
                    () -> {
                      calls++;
                      throw new IOException("403");
                    }))
        .hasMessage("403");
    assertThat(calls).isEqualTo(1);
  }
}
