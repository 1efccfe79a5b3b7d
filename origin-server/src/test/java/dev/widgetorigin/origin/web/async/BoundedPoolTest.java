package dev.widgetorigin.origin.web.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A system that has no thread to give is a refusal as any other, or a wait. */
final class BoundedPoolTest {
  private static final int WAITING = 2;

  /** Threads that the system still gives. */
  private final AtomicInteger left = new AtomicInteger();

  private final ExecutorService pool =
      BoundedPool.of(
          task -> {
            if (left.getAndDecrement() <= 0) {
              throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task, "bounded");
          },
          4,
          WAITING);

  private final CountDownLatch held = new CountDownLatch(1);

  @AfterEach
  void stop() {
    held.countDown();
    pool.shutdownNow();
  }

  private void hold() {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void execute_noThreadAtAll_isRefusedAndDoneLaterWhenAskedAgain() throws Exception {
    AtomicInteger done = new AtomicInteger();
    assertThatThrownBy(() -> pool.execute(done::incrementAndGet))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("unable to create native thread");

    left.set(1);
    CountDownLatch second = new CountDownLatch(1);
    pool.execute(second::countDown);
    assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(done).as("what was refused is not done").hasValue(0);
  }

  @Test
  void execute_noOtherThread_waitsForTheOneThatThereIs() throws Exception {
    left.set(1);
    pool.execute(this::hold);
    CountDownLatch done = new CountDownLatch(WAITING);
    for (int i = 0; i < WAITING; i++) {
      assertThatCode(() -> pool.execute(done::countDown)).doesNotThrowAnyException();
    }
    assertThatThrownBy(() -> pool.execute(done::countDown))
        .as("more than may wait")
        .isInstanceOf(RejectedExecutionException.class);
    held.countDown();
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
