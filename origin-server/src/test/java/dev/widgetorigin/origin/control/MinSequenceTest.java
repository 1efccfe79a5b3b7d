package dev.widgetorigin.origin.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Reads that wait for a change when the origin stops. */
final class MinSequenceTest {
  private final ControlThreads threads = new ControlThreads();
  private final CountDownLatch looked = new CountDownLatch(1);
  private final MinSequence minSequence =
      new MinSequence(() -> 0, this::lookForWhatNeverComes, threads);

  private boolean lookForWhatNeverComes(long sequence, Duration patience) {
    looked.countDown();
    LockSupport.parkNanos(patience.toNanos());
    return false;
  }

  /** Why it was refused. */
  private CompletableFuture<Problem> refusal() {
    CompletableFuture<Problem> refused = new CompletableFuture<>();
    CompletableFuture<Reply> replied = new CompletableFuture<>();
    minSequence.whenSeen(
        FakeRequest.of(Method.GET, "/chat", "X-Min-Sequence", "42"),
        replied::complete,
        problem -> {
          refused.complete(problem);
          return new Reply(problem.status(), HeaderBlock.builder().build(), Body.EMPTY);
        },
        responder -> refused.completeExceptionally(new AssertionError("went on")));
    return replied.thenCombine(refused, (reply, problem) -> problem);
  }

  private static void assertSaysThatItStops(Problem problem) {
    assertThat(problem.status()).isEqualTo(503);
    assertThat(problem.detail()).contains("is stopping").doesNotContain(" s.");
  }

  @Test
  void close_whileAReadWaits_answersIt() throws InterruptedException {
    CompletableFuture<Problem> refused = refusal();
    assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(refused).isNotDone();
    threads.close();
    assertSaysThatItStops(refused.orTimeout(20, TimeUnit.SECONDS).join());
  }

  @Test
  void whenSeen_afterTheEnd_isAnsweredAtOnce() {
    threads.close();
    CompletableFuture<Problem> refused = refusal();
    assertThat(refused).isDone();
    assertSaysThatItStops(refused.join());
  }
}
