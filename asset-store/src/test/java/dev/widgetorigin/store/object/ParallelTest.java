package dev.widgetorigin.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {
  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 500})
  void each_ofHowManyThreads_doesAllOnce(int threads) throws IOException {
    Queue<Integer> done = new ConcurrentLinkedQueue<>();

    Parallel.each(threads, numbers(100), done::add);

    assertThat(done).containsExactlyInAnyOrderElementsOf(numbers(100));
  }

  @Test
  void each_oneThread_keepsTheOrderAndTheThread() throws IOException {
    Queue<Integer> done = new ConcurrentLinkedQueue<>();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();

    Parallel.each(
        1,
        numbers(100),
        each -> {
          done.add(each);
          threads.add(Thread.currentThread());
        });

    assertThat(done).containsExactlyElementsOf(numbers(100));
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  /** Each waits for another, so fewer than two at a time would never end. */
  @Test
  void each_severalThreads_areAtWorkTogether() throws IOException {
    CyclicBarrier together = new CyclicBarrier(2);

    Parallel.each(
        2,
        numbers(10),
        each -> {
          try {
            together.await(1, TimeUnit.MINUTES);
          } catch (Exception e) {
            throw new IOException(e);
          }
        });

    assertThat(together.isBroken()).isFalse();
  }

  @Test
  void each_oneFails_beginsNoOther() {
    Queue<Integer> done = new ConcurrentLinkedQueue<>();

    assertThatThrownBy(
            () ->
                Parallel.each(
                    3,
                    numbers(1000),
                    each -> {
                      done.add(each);
                      throw new IOException("away");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("away");

    assertThat(done).hasSizeLessThanOrEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void each_error_isNotSwallowed(int threads) {
    assertThatThrownBy(
            () ->
                Parallel.each(
                    threads,
                    numbers(100),
                    each -> {
                      throw new StackOverflowError("deep");
                    }))
        .isInstanceOf(StackOverflowError.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void each_oneFails_endsWhenNothingRuns(int threads) {
    Set<Integer> running = ConcurrentHashMap.newKeySet();
    assertThatThrownBy(
            () ->
                Parallel.each(
                    threads,
                    numbers(500),
                    each -> {
                      running.add(each);
                      try {
                        if (each == 3) {
                          throw new IOException("disk full");
                        }
                      } finally {
                        running.remove(each);
                      }
                    }))
        .hasMessage("disk full");
    assertThat(running).isEmpty();
  }
}
