package dev.widgetorigin.origin.web.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Work in another thread is answered exactly once, whatever becomes of it. */
final class DeferredTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration AT_ONCE = Duration.ofNanos(1);

  private static final Executor FULL =
      task -> {
        throw new RejectedExecutionException("full");
      };

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final List<Reply> replies = new CopyOnWriteArrayList<>();
  private final Executor direct = Runnable::run;

  DeferredTest() {
    timer.setRemoveOnCancelPolicy(true);
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  /** Work that begins when the test takes it from {@link #waiting}. */
  private Deferred waitingFor(Duration deadline, boolean reads) {
    return reads
        ? Deferred.within(deadline, waiting::add, timer)
        : Deferred.begunWithin(deadline, waiting::add, timer);
  }

  private static Reply status(int status) {
    return new Reply(status, HeaderBlock.builder().build(), Body.EMPTY);
  }

  private static Reply instead(Deferred.Failure failure) {
    return new Reply(
        failure.problem().status(),
        HeaderBlock.builder().add("Why", failure.name()).build(),
        Body.EMPTY);
  }

  private String only() {
    assertThat(replies).hasSize(1);
    return replies.get(0).status() + " " + replies.get(0).headers().get("Why");
  }

  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    @SuppressWarnings("unchecked") // erased: throws what it was given
    T unchecked = (T) thrown;
    throw unchecked;
  }

  @Test
  void reply_workAnswers_isSentAndNoDeadlineIsLeft() {
    Deferred.within(LONG, direct, timer)
        .reply(replies::add, DeferredTest::instead, () -> status(200));
    assertThat(only()).isEqualTo("200 null");
    assertThat(timer.getQueue()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "java.lang.IllegalStateException, 500 FAILED",
    "java.lang.OutOfMemoryError, 503 SHORT",
    "java.lang.StackOverflowError, 503 SHORT",
    "java.io.IOException, 500 FAILED",
    "java.util.concurrent.RejectedExecutionException, 503 BUSY",
  })
  void reply_workThrows_isAnsweredInstead(Class<? extends Throwable> thrown, String expected)
      throws ReflectiveOperationException {
    Throwable made = thrown.getConstructor().newInstance();
    Deferred.within(LONG, direct, timer)
        .reply(
            replies::add,
            DeferredTest::instead,
            () -> {
              DeferredTest.<RuntimeException>raise(made);
              return status(200);
            });
    assertThat(only()).isEqualTo(expected);
  }

  /** Where memory is short, the log cannot be told either; the client is, and at once. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void reply_workThrowsWhatTheLogCannotBeTold_isAnsweredAllTheSame(boolean reads) {
    waitingFor(LONG, reads)
        .reply(
            replies::add,
            DeferredTest::instead,
            () -> {
              throw new Unspeakable();
            });
    waiting.remove().run();
    assertThat(only()).isEqualTo("503 SHORT");
  }

  @Test
  void reply_refusalCannotBeMadeAndTheLogNotBeTold_lastResortIsSent() {
    Deferred.within(LONG, direct, timer)
        .reply(
            replies::add,
            failure -> {
              throw new Unspeakable();
            },
            () -> {
              throw new Unspeakable();
            });
    assertThat(only()).isEqualTo("503 null");
  }

  @Test
  void background_workThrowsWhatTheLogCannotBeTold_itsOwnerHearsOfIt() {
    List<Throwable> told = new CopyOnWriteArrayList<>();
    Deferred.background(
        direct,
        () -> {
          throw new Unspeakable();
        },
        told::add);
    assertThat(told).singleElement().isInstanceOf(Unspeakable.class);
  }

  @Test
  void reply_executorFull_isBusy() {
    Deferred.within(LONG, FULL, timer)
        .reply(replies::add, DeferredTest::instead, () -> status(200));
    assertThat(only()).isEqualTo("503 BUSY");
    assertThat(timer.getQueue()).isEmpty();
  }

  @Test
  void reply_executorOutOfThreads_isShort() {
    Executor broken =
        task -> {
          throw new OutOfMemoryError("unable to create native thread");
        };
    Deferred.within(LONG, broken, timer)
        .reply(replies::add, DeferredTest::instead, () -> status(200));
    assertThat(only()).isEqualTo("503 SHORT");
  }

  @Test
  void reply_refusalCannotBeMade_lastResortIsSent() {
    Deferred.within(LONG, direct, timer)
        .reply(
            replies::add,
            failure -> {
              throw new OutOfMemoryError("again");
            },
            () -> {
              throw new OutOfMemoryError("first");
            });
    assertThat(only()).isEqualTo("503 null");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void run_deadlinePassesBeforeWorkBegins_isLateAndNeverBegins(boolean reads) {
    boolean[] begun = {false};
    waitingFor(AT_ONCE, reads)
        .run(replies::add, DeferredTest::instead, responder -> begun[0] = true);
    await().until(() -> !replies.isEmpty());
    waiting.forEach(Runnable::run);
    assertThat(begun[0]).isFalse();
    assertThat(only()).isEqualTo("503 LATE");
  }

  /** No deadline passes before the latch is down: its thread waits for that. */
  private CountDownLatch heldTimer() {
    CountDownLatch latch = new CountDownLatch(1);
    timer.execute(
        () -> {
          try {
            latch.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return latch;
  }

  @Test
  void within_deadlinePassesWhileWorking_lateReplyIsGivenUpAndReleased() {
    CountDownLatch begun = heldTimer();
    ByteBuf bytes = Unpooled.buffer(8).writeInt(1);
    Deferred.within(AT_ONCE, direct, timer)
        .run(
            replies::add,
            DeferredTest::instead,
            responder -> {
              begun.countDown();
              await().until(() -> !replies.isEmpty());
              responder.send(new Reply(200, HeaderBlock.builder().build(), new Body.Memory(bytes)));
            });
    assertThat(only()).isEqualTo("503 LATE");
    assertThat(bytes.refCnt()).isZero();
  }

  @Test
  void begunWithin_deadlinePassesWhileWorking_isWaitedFor() {
    CountDownLatch begun = heldTimer();
    Deferred.begunWithin(AT_ONCE, direct, timer)
        .run(
            replies::add,
            DeferredTest::instead,
            responder -> {
              begun.countDown();
              await().until(() -> timer.getCompletedTaskCount() == 2);
              responder.send(status(201));
            });
    assertThat(only()).isEqualTo("201 null");
  }

  @Test
  void run_workThrowsAfterItsAnswer_answerStands() {
    Deferred.within(LONG, direct, timer)
        .run(
            replies::add,
            DeferredTest::instead,
            responder -> {
              responder.send(status(200));
              throw new IllegalStateException("too late to matter");
            });
    assertThat(only()).isEqualTo("200 null");
  }

  @Test
  void watched_nobodyAnswers_isLate() {
    Responder watched =
        Deferred.within(AT_ONCE, direct, timer).watched(replies::add, DeferredTest::instead);
    await().until(() -> !replies.isEmpty());
    watched.send(status(200));
    assertThat(only()).isEqualTo("503 LATE");
  }

  @ParameterizedTest
  @CsvSource({
    "java.lang.IllegalStateException",
    "java.lang.OutOfMemoryError",
    "java.io.IOException"
  })
  void background_workThrows_isToldOnce(Class<? extends Throwable> thrown)
      throws ReflectiveOperationException {
    Throwable made = thrown.getConstructor().newInstance();
    List<Throwable> told = new CopyOnWriteArrayList<>();
    Deferred.background(direct, () -> DeferredTest.<RuntimeException>raise(made), told::add);
    assertThat(told).containsExactly(made);
  }

  @Test
  void background_executorRefuses_isToldAndNothingIsRun() {
    List<Throwable> told = new CopyOnWriteArrayList<>();
    Deferred.background(FULL, () -> told.add(new AssertionError("run")), told::add);
    assertThat(told).hasSize(1).first().isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void background_workDone_tellsNobody() {
    List<String> done = new CopyOnWriteArrayList<>();
    Deferred.background(direct, () -> done.add("work"), thrown -> done.add("failed"));
    assertThat(done).containsExactly("work");
  }
}
