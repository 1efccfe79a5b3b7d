package dev.widgetorigin.origin.web.async;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SteadyThreadTest {
  private final Object monitor = new Object();

  @Test
  void round_thatThrowsAnything_isFollowedByTheNext() throws Exception {
    AtomicInteger rounds = new AtomicInteger();
    AtomicReference<String> seen = new AtomicReference<>();
    AtomicReference<SteadyThread> self = new AtomicReference<>();
    CountDownLatch fourth = new CountDownLatch(1);
    try (SteadyThread thread =
        new SteadyThread(
            "test",
            "a test",
            monitor,
            () -> {
              switch (rounds.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("a test");
                case 2 -> throw new OutOfMemoryError("a test");
                case 3 -> {
                  seen.set(self.get().problem());
                  throw new InterruptedException("by mistake");
                }
                default -> {
                  fourth.countDown();
                  Thread.sleep(60_000);
                }
              }
            })) {
      self.set(thread);
      thread.start();
      fourth.await();
    }
    assertThat(seen).hasValue("the origin made a mistake: OutOfMemoryError");
  }

  @Test
  void close_wakesWhoWaitsOnTheMonitor() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    SteadyThread thread = new SteadyThread("test", "a test", monitor, () -> Thread.sleep(60_000));
    Thread other =
        new Thread(
            () -> {
              synchronized (monitor) {
                begun.countDown();
                while (!thread.isClosed()) {
                  try {
                    monitor.wait();
                  } catch (InterruptedException e) {
                    return;
                  }
                }
              }
            });
    thread.start();
    other.start();
    begun.await();

    thread.close();
    other.join();

    assertThat(thread.problem()).isNull();
  }
}
