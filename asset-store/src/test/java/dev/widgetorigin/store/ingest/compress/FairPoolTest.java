package dev.widgetorigin.store.ingest.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.store.Unspeakable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class FairPoolTest {
  private final List<String> order = new CopyOnWriteArrayList<>();

  @Test
  void execute_laneBehindALongTask_beginsAtOnce() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try (FairPool pool = new FairPool(2, "test")) {
      FairPool.Lane large = pool.lane();
      for (int i = 0; i < 100; i++) {
        large.execute(() -> await(gate));
      }
      pool.lane().execute(done::countDown);
      done.await();
      gate.countDown();
    }
  }

  @Test
  void execute_taskThatThrows_leavesItsThreadToOthers() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (FairPool pool = new FairPool(1, "test")) {
      FairPool.Lane lane = pool.lane();
      for (int i = 0; i < 5; i++) {
        lane.execute(
            () -> {
              throw new OutOfMemoryError("a test");
            });
        lane.execute(
            () -> {
              throw new Unspeakable();
            });
      }
      lane.execute(done::countDown);
      done.await();
    }
  }

  @Test
  void execute_severalLanes_takeTurnsAndKeepTheirOrder() throws Exception {
    CountDownLatch held = new CountDownLatch(2);
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(6);
    try (FairPool pool = new FairPool(1, "test")) {
      // Holds both threads until all is queued, and one of them until all is done.
      pool.lane().execute(() -> hold(held, gate));
      pool.lane().execute(() -> hold(held, other));
      held.await();
      FairPool.Lane a = pool.lane();
      FairPool.Lane b = pool.lane();
      FairPool.Lane c = pool.lane();
      for (int i = 1; i <= 3; i++) {
        add(a, "a" + i, done);
      }
      add(b, "b1", done);
      add(b, "b2", done);
      add(c, "c1", done);
      gate.countDown();
      done.await();
      other.countDown();
    }
    assertThat(order).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
  }

  @Test
  void execute_oneLane_usesNoMoreThanItsThreads() throws Exception {
    CountDownLatch held = new CountDownLatch(2);
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try (FairPool pool = new FairPool(2, "test")) {
      FairPool.Lane lane = pool.lane();
      lane.execute(() -> hold(held, gate));
      lane.execute(() -> hold(held, gate));
      held.await();
      lane.execute(() -> order.add("third"));
      // A free thread has looked at the queue by the time it has run this.
      pool.lane().execute(done::countDown);
      done.await();
      assertThat(order).isEmpty();
      gate.countDown();
    }
  }

  @Test
  void close_tasksThatWait_areRunAndNewOnesRefused() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(3);
    FairPool pool = new FairPool(1, "test");
    FairPool.Lane lane = pool.lane();
    lane.execute(() -> hold(done, gate));
    lane.execute(done::countDown);
    lane.execute(done::countDown);
    pool.close();
    assertThatThrownBy(() -> lane.execute(() -> order.add("late")))
        .isInstanceOf(RejectedExecutionException.class);
    gate.countDown();
    done.await();
    assertThat(order).isEmpty();
  }

  private void add(FairPool.Lane lane, String name, CountDownLatch done) {
    lane.execute(
        () -> {
          order.add(name);
          done.countDown();
        });
  }

  private static void hold(CountDownLatch held, CountDownLatch gate) {
    held.countDown();
    await(gate);
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
