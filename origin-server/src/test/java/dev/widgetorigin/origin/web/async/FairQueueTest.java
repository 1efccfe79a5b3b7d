package dev.widgetorigin.origin.web.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

/** Whoever brings much work keeps nobody waiting who brings little. */
final class FairQueueTest {
  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private int refused;
  private final FairQueue queue = new FairQueue(threads::add, 8, 4, () -> refused++);

  private void bring(String client, String work) {
    queue.of(client).execute(() -> done.add(work));
  }

  private void runAll() {
    for (Runnable next = threads.poll(); next != null; next = threads.poll()) {
      next.run();
    }
  }

  @Test
  void of_manyOfOneClient_takeTurnsWithOthers() {
    bring("a", "a1");
    bring("a", "a2");
    bring("a", "a3");
    bring("b", "b1");
    bring("b", "b2");
    bring("c", "c1");
    threads.remove().run();
    bring("d", "d1");
    runAll();
    assertThat(done).containsExactly("a1", "b1", "c1", "a2", "d1", "b2", "a3");
  }

  @Test
  void of_moreThanHalfOfThePlaces_isRefusedToThatClientAlone() {
    for (int i = 0; i < 4; i++) {
      bring("a", "a" + i);
    }
    assertThatThrownBy(() -> bring("a", "a4"))
        .isInstanceOf(FairQueue.ShareTaken.class)
        .hasMessage("a has its share of the waiting work");
    assertThat(refused).isEqualTo(1);
    bring("b", "b0");
    threads.remove().run();
    bring("a", "a5");
    runAll();
    assertThat(done).containsExactly("a0", "b0", "a1", "a2", "a3", "a5");
  }

  @Test
  void of_threadsThatRefuse_leavesNothingBehind() {
    AtomicInteger room = new AtomicInteger(2);
    Executor full =
        work -> {
          if (room.getAndDecrement() <= 0) {
            throw new RejectedExecutionException("full");
          }
          threads.add(work);
        };
    FairQueue small = new FairQueue(full, 8, 4, () -> refused++);
    small.of("a").execute(() -> done.add("a1"));
    small.of("b").execute(() -> done.add("b1"));
    assertThatThrownBy(() -> small.of("a").execute(() -> done.add("a2"))).hasMessage("full");
    assertThatThrownBy(() -> small.of("c").execute(() -> done.add("c1"))).hasMessage("full");
    runAll();
    assertThat(done).containsExactly("a1", "b1");
    room.set(1);
    small.of("c").execute(() -> done.add("c2"));
    runAll();
    assertThat(done).containsExactly("a1", "b1", "c2");
  }

  @Test
  void of_allPlacesTaken_isRefusedToEverybody() {
    for (String client : List.of("a", "b")) {
      for (int i = 0; i < 4; i++) {
        bring(client, client + i);
      }
    }
    assertThatThrownBy(() -> bring("c", "c0"))
        .isInstanceOf(RejectedExecutionException.class)
        .isNotInstanceOf(FairQueue.ShareTaken.class);
    assertThat(refused).isZero();
    runAll();
    bring("c", "c1");
    runAll();
    assertThat(done).hasSize(9).endsWith("c1");
  }

  /** Alone it has as many threads as ever, and whoever comes need not wait until it is done. */
  @Test
  void of_clientWithMuchLongWork_leavesAThreadToOthers_andAllIsDone() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(3);
    FairQueue shared = new FairQueue(pool, 1000, 2, () -> {});
    CountDownLatch end = new CountDownLatch(1);
    Semaphore begun = new Semaphore(0);
    AtomicInteger ended = new AtomicInteger();
    for (int i = 0; i < 10; i++) {
      shared
          .of("much")
          .execute(
              () -> {
                begun.release();
                awaitQuietly(end);
                ended.incrementAndGet();
              });
    }
    assertThat(begun.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();

    CountDownLatch other = new CountDownLatch(2);
    shared.of("other").execute(other::countDown);
    shared.of("third").execute(other::countDown);
    assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(begun.availablePermits()).isZero();

    end.countDown();
    assertThat(begun.tryAcquire(8, 10, TimeUnit.SECONDS)).isTrue();
    // All have begun: nothing is to be handed to the threads any more.
    pool.shutdown();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ended).hasValue(10);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever the order in which work comes and ends: nothing is forgotten, none has too many. */
  @Test
  void of_manyClientsAndShortWork_isAllDoneWithinTheLimit() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    FairQueue shared = new FairQueue(pool, 1_000_000, 2, () -> {});
    AtomicInteger ran = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> clients = new ArrayList<>();
    for (int client = 0; client < 3; client++) {
      Executor of = shared.of("client " + client);
      AtomicInteger atOnce = new AtomicInteger();
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 3_000; i++) {
                  of.execute(
                      () -> {
                        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                        LockSupport.parkNanos(1_000);
                        atOnce.decrementAndGet();
                        ran.incrementAndGet();
                      });
                }
              });
      thread.start();
      clients.add(thread);
    }
    for (Thread client : clients) {
      client.join();
    }
    Awaitility.await().atMost(Duration.ofSeconds(30)).untilAtomic(ran, Matchers.equalTo(9_000));
    pool.shutdownNow();
    assertThat(most).hasValue(2);
  }

  /** Threads that are being stopped take nothing more; nothing is thrown at them for that. */
  @Test
  void of_threadsThatStop_endsQuietly() throws Exception {
    ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(2);
    FairQueue shared = new FairQueue(pool, 8, 1, () -> {});
    CountDownLatch end = new CountDownLatch(1);
    shared.of("a").execute(() -> awaitQuietly(end));
    shared.of("a").execute(() -> done.add("never"));
    CountDownLatch other = new CountDownLatch(1);
    shared.of("b").execute(other::countDown);
    assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
    // What the threads have been asked for is done before they stop.
    Awaitility.await().until(pool::getCompletedTaskCount, Matchers.equalTo(2L));
    pool.shutdown();
    end.countDown();
    assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(done).isEmpty();
  }

  @Test
  void of_manyThreads_runsAllOnce() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    FairQueue shared = new FairQueue(pool, 1_000_000, 3, () -> {});
    AtomicInteger ran = new AtomicInteger();
    List<Thread> clients = new ArrayList<>();
    for (int client = 0; client < 4; client++) {
      Executor of = shared.of("client " + client);
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  of.execute(ran::incrementAndGet);
                }
              });
      thread.start();
      clients.add(thread);
    }
    for (Thread client : clients) {
      client.join();
    }
    // Work that waited for its client's turn is given to the threads again: not after a stop.
    Awaitility.await().atMost(Duration.ofSeconds(30)).untilAtomic(ran, Matchers.equalTo(20_000));
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).hasValue(20_000);
  }
}
