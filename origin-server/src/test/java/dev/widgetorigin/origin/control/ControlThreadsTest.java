package dev.widgetorigin.origin.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who waits for whom among control calls. */
final class ControlThreadsTest {
  private static final Reply REPLY = new Reply(200, HeaderBlock.builder().build(), Body.EMPTY);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);

  private static Reply refused(Deferred.Failure failure) {
    return new Reply(failure.problem().status(), HeaderBlock.builder().build(), Body.EMPTY);
  }

  private CompletableFuture<Reply> call(ControlThreads threads, boolean slow, boolean changes) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    threads
        .calls("mine", slow, changes)
        .reply(reply::complete, ControlThreadsTest::refused, () -> REPLY);
    return reply;
  }

  private void occupy(ControlThreads threads, String client, boolean slow, boolean changes) {
    for (int i = 0; i < 100; i++) {
      threads
          .calls(client, slow, changes)
          .reply(
              unused -> {},
              ControlThreadsTest::refused,
              () -> {
                begun.countDown();
                await();
                return REPLY;
              });
    }
  }

  private void await() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @DisplayName("a hundred publishes, or a hundred installs, keep nobody else waiting")
  @ParameterizedTest(name = "slow {0}, changes {1} is not kept by slow {2}, changes {3}")
  @CsvSource({
    "true, false, true, true",
    "false, true, true, true",
    "false, false, true, true",
    "true, true, true, false",
    "false, true, true, false",
    "true, true, false, true",
    "true, false, false, false",
  })
  void calls_othersTakeAllTheirThreads_areAnswered(
      boolean slow, boolean changes, boolean theirsIsSlow, boolean theirsChanges)
      throws InterruptedException {
    try (ControlThreads threads = new ControlThreads()) {
      occupy(threads, "theirs", theirsIsSlow, theirsChanges);
      begun.await();

      assertThat(call(threads, slow, changes).orTimeout(20, TimeUnit.SECONDS).join().status())
          .isEqualTo(200);
      end.countDown();
    }
  }

  /** Whoever publishes one version must not wait for the end of another's forty. */
  @DisplayName("a hundred calls of one token keep no call of another waiting")
  @ParameterizedTest(name = "slow {0}, changes {1}")
  @CsvSource({"true, true", "true, false", "false, true"})
  void calls_oneTokenHasAllThreadsThatItMay_othersAreAnswered(boolean slow, boolean changes)
      throws InterruptedException {
    try (ControlThreads threads = new ControlThreads()) {
      occupy(threads, "theirs", slow, changes);
      begun.await();

      assertThat(call(threads, slow, changes).orTimeout(20, TimeUnit.SECONDS).join().status())
          .isEqualTo(200);
      end.countDown();
    }
  }

  @Test
  void calls_moreThanMayWait_areRefused() {
    try (ControlThreads threads = new ControlThreads()) {
      for (int i = 0; i < 6; i++) {
        occupy(threads, "theirs " + i, true, false);
      }
      // At once, not when a call that waits is given up.
      assertThat(call(threads, true, false).orTimeout(20, TimeUnit.SECONDS).join().status())
          .isEqualTo(503);
      end.countDown();
    }
  }

  /** Each takes as long as it takes, but a stranger's comes after one of them, not after all. */
  @Test
  void calls_oneTokenWithVeryMany_leavesPlacesToOthers_whoseTurnIsNext() throws Exception {
    try (ControlThreads threads = new ControlThreads()) {
      AtomicInteger refused = new AtomicInteger();
      AtomicInteger done = new AtomicInteger();
      for (int i = 0; i < 1000; i++) {
        threads
            .calls("theirs", true, true)
            .reply(
                reply -> refused.addAndGet(reply.status() == 503 ? 1 : 0),
                failure -> {
                  assertThat(failure).isEqualTo(Deferred.Failure.SHARE);
                  return refused(failure);
                },
                () -> {
                  await();
                  done.incrementAndGet();
                  return REPLY;
                });
      }
      int running = Math.max(2, Runtime.getRuntime().availableProcessors());
      assertThat(refused.get()).isBetween(1000 - 256 - running, 1000 - 256);

      CompletableFuture<Integer> before = new CompletableFuture<>();
      threads
          .calls("mine", true, true)
          .reply(
              unused -> {},
              ControlThreadsTest::refused,
              () -> {
                before.complete(done.get());
                return REPLY;
              });
      end.countDown();
      assertThat(before.get(20, TimeUnit.SECONDS)).isLessThan(64);
    }
  }
}
