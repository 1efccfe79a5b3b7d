package dev.widgetorigin.origin.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PenaltyQueueTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final PenaltyQueue turns = new PenaltyQueue(channel.eventLoop());
  private final List<String> had = new ArrayList<>();

  @BeforeEach
  void stopTheClock() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private PenaltyQueue.Client client(String name) {
    return () -> had.add(name);
  }

  /** A client that wants the next turn after each. */
  private PenaltyQueue.Client flooder(String name) {
    return new PenaltyQueue.Client() {
      @Override
      public void nextTurn() {
        had.add(name);
        turns.add(this);
      }
    };
  }

  private void pass(long millis) {
    for (int i = 0; i < millis; i++) {
      channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  @Test
  void one_hasATurnEveryTenMilliseconds() {
    turns.add(flooder("a"));
    pass(9);
    assertThat(had).isEmpty();
    pass(1);
    assertThat(had).containsExactly("a");
    pass(90);
    assertThat(had).hasSize(10);
  }

  @Test
  void few_haveOneEachInTenMilliseconds() {
    turns.add(flooder("a"));
    turns.add(flooder("b"));
    pass(100);
    // The first begins its wait alone.
    assertThat(had).hasSizeBetween(18, 20).startsWith("a", "b", "a", "b");
  }

  @Test
  void many_haveOneAMillisecondTogether() {
    for (int i = 0; i < 100; i++) {
      turns.add(flooder("client " + i));
    }
    pass(WAIT + 99);
    assertThat(had).hasSize(100).doesNotHaveDuplicates();
    pass(100);
    assertThat(had).hasSize(200);
  }

  private static final int WAIT = PenaltyQueue.WAIT_MILLIS;

  @Test
  void removed_hasNone_andTakesNobodysTime() {
    List<PenaltyQueue.Client> gone = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      gone.add(client("gone"));
    }
    gone.forEach(turns::add);
    turns.add(client("last"));
    gone.forEach(turns::remove);
    pass(WAIT);
    assertThat(had).containsExactly("last");
    pass(WAIT);
    turns.add(client("later"));
    pass(WAIT);
    assertThat(had).containsExactly("last", "later");
  }
}
