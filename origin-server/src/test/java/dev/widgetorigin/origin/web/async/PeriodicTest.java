package dev.widgetorigin.origin.web.async;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a round throws, there is a next one. */
@Timeout(30)
final class PeriodicTest {
  static Stream<Supplier<Throwable>> thrown() {
    return Stream.of(
        () -> new IllegalStateException("a test"),
        () -> new OutOfMemoryError("a test"),
        Unspeakable::new);
  }

  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    @SuppressWarnings("unchecked") // erased: throws what it was given
    T unchecked = (T) thrown;
    throw unchecked;
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void surviving_taskThatThrows_doesNot(Supplier<Throwable> thrown) {
    Runnable task =
        Periodic.surviving("a test", () -> PeriodicTest.<RuntimeException>raise(thrown.get()));
    assertThatCode(task::run).doesNotThrowAnyException();
  }

  @Test
  void surviving_taskOfAScheduler_isRunAgain() throws InterruptedException {
    CountDownLatch third = new CountDownLatch(3);
    ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    try {
      var unused =
          scheduler.scheduleWithFixedDelay(
              Periodic.surviving(
                  "a test",
                  () -> {
                    third.countDown();
                    throw new Unspeakable();
                  }),
              0,
              1,
              TimeUnit.MILLISECONDS);
      third.await();
    } finally {
      scheduler.shutdownNow();
    }
  }
}
