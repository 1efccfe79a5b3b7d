package dev.widgetorigin.origin.web.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whoever brings much work keeps nobody waiting who brings little. */
final class FairQueueTest {
  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final FairQueue queue = new FairQueue(threads::add, 8);

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
    FairQueue small = new FairQueue(full, 8);
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
  void of_manyThreads_runsAllOnce() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    FairQueue shared = new FairQueue(pool, 1_000_000);
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
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).hasValue(20_000);
  }
}
