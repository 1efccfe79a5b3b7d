package dev.widgetorigin.origin.web.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.Stoppable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
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

  @Test
  void close_lastIsDoneAfterTheRoundsAndIsNotInterrupted() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<String> ended = new AtomicReference<>();
    SteadyThread thread =
        new SteadyThread(
            "test",
            "a test",
            monitor,
            () -> {
              begun.countDown();
              Thread.sleep(60_000);
            },
            () -> ended.set(Thread.currentThread().isInterrupted() ? "interrupted" : "in peace"));
    thread.start();
    begun.await();
    assertThat(ended).hasValue(null);

    thread.close();
    assertThat(ended).hasValue("in peace");
  }

  @Test
  void stop_whileTheLastIsDone_doesNotInterruptIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch going = new CountDownLatch(1);
    AtomicReference<String> ended = new AtomicReference<>();
    SteadyThread thread =
        new SteadyThread(
            "test",
            "a test",
            monitor,
            () -> Thread.sleep(60_000),
            () -> {
              begun.countDown();
              try {
                going.await();
                ended.set("in peace");
              } catch (InterruptedException e) {
                ended.set("interrupted");
              }
            });
    thread.start();
    thread.stop();
    begun.await();
    thread.close(Duration.ofMillis(1));
    going.countDown();
    thread.close();
    assertThat(ended).hasValue("in peace");
  }

  /** What hangs is left behind, and one does not wait for it after the other. */
  @Test
  void closeAll_ofThreadsThatHang_takesTheTimeOfOne() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    int count = 20;
    CountDownLatch hanging = new CountDownLatch(count);
    List<SteadyThread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SteadyThread thread =
          new SteadyThread(
              "test",
              "a test",
              monitor,
              () -> {
                hanging.countDown();
                while (never.getCount() > 0) {
                  LockSupport.parkNanos(1_000_000);
                }
              });
      thread.start();
      threads.add(thread);
    }
    // One that has not begun yet ends at once.
    hanging.await();
    long begun = System.nanoTime();
    Stoppable.closeAll(threads, Duration.ofMillis(500));
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isBetween(Duration.ofMillis(500), Duration.ofMillis(500).multipliedBy(count - 1));
    assertThat(threads).allMatch(SteadyThread::isClosed);
    never.countDown();
    Stoppable.closeAll(threads, Duration.ofSeconds(20));
  }
}
