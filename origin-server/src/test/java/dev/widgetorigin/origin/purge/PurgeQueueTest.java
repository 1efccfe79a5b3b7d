package dev.widgetorigin.origin.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.purge.PurgeQueue.Item;
import dev.widgetorigin.origin.purge.PurgeQueue.Left;
import dev.widgetorigin.origin.purge.provider.LimitsTest;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import dev.widgetorigin.store.LowWaterMark;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told when: at once, once more, together, and after a failure again. */
final class PurgeQueueTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Item A = new Item(CHAT, "a");
  private static final Item B = new Item(CHAT, "b");

  private final PurgeQueue queue = new PurgeQueue(() -> 1.0);

  private static Position at(long sequence) {
    return new Position(sequence, "id" + sequence);
  }

  private void add(long sequence, long due, Item... items) {
    queue.add(List.of(items), at(sequence - 1), sequence, due);
  }

  @Test
  void item_isToldAtOnceAndOnceMoreFiveSecondsLater() {
    add(7, 0, A);

    assertThat(queue.take(0)).containsExactly(A);
    queue.done(List.of(A), 0);
    assertThat(queue.take(4 * SECOND)).isEmpty();
    assertThat(queue.untilDue(4 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    assertThat(queue.take(5 * SECOND)).containsExactly(A);
    queue.done(List.of(A), 5 * SECOND);
    assertThat(queue.size()).isZero();
  }

  @Test
  void itemsThatComeMeanwhile_areToldTogether() {
    add(1, 0, A);
    queue.take(0);
    add(2, SECOND, B);
    add(3, SECOND, A, B);
    queue.done(List.of(A), SECOND);

    assertThat(queue.take(SECOND)).containsExactly(B, A);
  }

  @Test
  void itemBeforeItIsVisible_waits() {
    add(1, 3 * SECOND, A);

    assertThat(queue.take(2 * SECOND)).isEmpty();
    assertThat(queue.untilDue(2 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    assertThat(queue.take(3 * SECOND)).containsExactly(A);
  }

  /** An import changes a widget many times a second: what it is cached as must not get old. */
  @Test
  void itemThatChangesAllTheTime_isToldAsSoonAsEachChangeIsVisible() {
    List<Long> told = new ArrayList<>();
    for (long now = 0; now < 20; now++) {
      add(now + 1, (now + 3) * SECOND, A);
      if (!queue.take(now * SECOND).isEmpty()) {
        told.add(now);
        queue.done(List.of(A), now * SECOND);
      }
    }

    assertThat(told).startsWith(3L).hasSizeGreaterThanOrEqualTo(6);
    queue.take(22 * SECOND);
    queue.done(List.of(A), 22 * SECOND);
    assertThat(queue.firstUntold()).isEqualTo(Long.MAX_VALUE);
    assertThat(queue.size()).as("the second telling").isEqualTo(1);
  }

  /** The later one must not be told with the earlier one: not every node may have seen it. */
  @Test
  void changeWhileAnotherWaits_isToldOnceMoreWhenItIsVisible() {
    add(1, 2 * SECOND, A);
    add(2, 3 * SECOND, A);
    assertThat(queue.take(2 * SECOND)).containsExactly(A);
    queue.done(List.of(A), 2 * SECOND);

    assertThat(queue.firstUntold()).isEqualTo(2);
    assertThat(queue.hasUnseen(2 * SECOND)).isTrue();
    assertThat(queue.untilDue(2 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    assertThat(queue.take(3 * SECOND)).containsExactly(A);
    queue.done(List.of(A), 3 * SECOND);
    assertThat(queue.firstUntold()).isEqualTo(Long.MAX_VALUE);
  }

  /** Nor must the earlier one wait for what the nodes have not seen yet. */
  @Test
  void changeThatAllNodesHaveSeen_waitsForNoneThatComesAfterIt() {
    add(1, 9 * SECOND, A);
    add(2, 10 * SECOND, A);
    queue.seenUntil(1, SECOND);

    assertThat(queue.take(SECOND)).containsExactly(A);
    queue.done(List.of(A), SECOND);
    assertThat(queue.firstUntold()).isEqualTo(2);
  }

  @Test
  void failures_pauseLongerEachTimeAndKeepEverything() {
    add(1, 0, A);
    long now = 0;
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
      assertThat(queue.take(now)).containsExactly(A);
      queue.failed(now, Duration.ZERO);
      assertThat(queue.untilDue(now)).isEqualTo(Duration.ofSeconds(seconds));
      assertThat(queue.take(now + seconds * SECOND - 1)).isEmpty();
      now += seconds * SECOND;
    }
    assertThat(queue.take(now)).containsExactly(A);
    queue.done(List.of(A), now);
    // What was told has ended the row of failures: the second telling fails for the first time.
    now += 5 * SECOND;
    assertThat(queue.take(now)).containsExactly(A);
    queue.failed(now, Duration.ZERO);
    assertThat(queue.untilDue(now)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void retryAfter_isWaitedFor() {
    add(1, 0, A);
    queue.take(0);
    queue.failed(0, Duration.ofSeconds(40));

    assertThat(queue.untilDue(0)).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void partlyDone_onlyTheRestIsToldAgain() {
    add(1, 0, A, B);
    queue.take(0);
    queue.done(List.of(A), 0);
    queue.failed(0, Duration.ZERO);

    assertThat(queue.take(SECOND)).containsExactly(B);
    assertThat(queue.firstUntold()).isEqualTo(1);
  }

  @Test
  void positions_stayBehindUntilTheSecondTelling() {
    add(5, 0, A);
    add(6, 0, B);
    assertThat(queue.oldest()).isEqualTo(at(4));
    queue.take(0);
    queue.done(List.of(A, B), 0);

    assertThat(queue.firstUntold()).isEqualTo(Long.MAX_VALUE);
    assertThat(queue.oldest()).isEqualTo(at(4));
    queue.take(5 * SECOND);
    queue.done(List.of(A), 5 * SECOND);
    assertThat(queue.oldest()).isEqualTo(at(5));
    queue.done(List.of(B), 5 * SECOND);
    assertThat(queue.oldest()).isNull();
  }

  @Test
  void cursor_isWrittenOnlyAsFarAsAllIsDone() throws IOException {
    List<Position> saved = new ArrayList<>();
    Cursor file =
        new Cursor() {
          @Override
          public Optional<Position> load() {
            return Optional.of(at(4));
          }

          @Override
          public void save(Position position) {
            saved.add(position);
          }
        };
    LowWaterMark cursor = new LowWaterMark(file, queue::oldest);
    cursor.load();
    add(5, 0, A);
    cursor.save(at(5));
    cursor.save(at(6));
    assertThat(saved).isEmpty();
    queue.take(0);
    queue.done(List.of(A), 0);
    cursor.update();
    assertThat(saved).isEmpty();
    queue.take(5 * SECOND);
    queue.done(List.of(A), 5 * SECOND);
    cursor.update();
    assertThat(saved).containsExactly(at(6));
  }

  @Test
  void changeOfAnotherNode_isLeftToItUntilItIsTold() {
    queue.leave(new Left("b", List.of(A, B), at(4), 5, 0));
    queue.leave(new Left("b", List.of(B), at(5), 6, 0));

    assertThat(queue.take(100 * SECOND)).isEmpty();
    assertThat(queue.oldest()).isEqualTo(at(4));
    assertThat(queue.firstUntold()).isEqualTo(5);
    assertThat(queue.size()).isEqualTo(3);
    queue.toldUntil(5);
    assertThat(queue.oldest()).isEqualTo(at(5));
    queue.toldUntil(7);
    assertThat(queue.hasLeft()).isFalse();
    assertThat(queue.oldest()).isNull();
  }

  @Test
  void changeOfANodeThatIsGone_isTakenOver() {
    queue.leave(new Left("b", List.of(A), at(4), 5, 0));
    queue.leave(new Left("c", List.of(B), at(5), 6, 0));

    queue.takeOver(change -> change.owner().equals("b"), 7 * SECOND);

    assertThat(queue.take(7 * SECOND)).containsExactly(A);
    assertThat(queue.oldest()).isEqualTo(at(4));
    assertThat(queue.waits(CHAT)).isTrue();
    queue.done(List.of(A), 7 * SECOND);
    assertThat(queue.take(12 * SECOND)).containsExactly(A);
  }

  @Test
  void changeThatAllNodesHaveSeen_isHeldBackNoLonger() {
    add(5, 2 * SECOND, A);
    add(6, 2 * SECOND, B);

    assertThat(queue.hasUnseen(SECOND)).isTrue();
    queue.seenUntil(5, SECOND);
    assertThat(queue.take(SECOND)).containsExactly(A);
    queue.seenUntil(6, SECOND);
    assertThat(queue.hasUnseen(SECOND)).isFalse();
    assertThat(queue.take(SECOND)).containsExactly(A, B);
  }

  @Test
  void cursorThatOtherNodesWrite_isNotPutBack() throws IOException {
    Position[] file = {at(4)};
    LowWaterMark cursor =
        new LowWaterMark(
            new Cursor() {
              @Override
              public Optional<Position> load() {
                return Optional.of(file[0]);
              }

              @Override
              public void save(Position position) {
                file[0] = position;
              }
            },
            queue::oldest);
    cursor.load();
    file[0] = at(9);

    assertThat(cursor.look()).contains(at(9));
    cursor.save(at(6));
    assertThat(file[0]).isEqualTo(at(9));
    cursor.save(at(10));
    assertThat(file[0]).isEqualTo(at(10));
    cursor.save(at(2));
    assertThat(file[0]).as("a follower that begins anew in another log").isEqualTo(at(2));
  }

  @Test
  void bucket_letsABurstThroughAndThenKeepsTheRate() {
    TokenBucket bucket = new TokenBucket(LimitsTest.limits(10, 2, 0.5), 0);

    assertThat(bucket.take(1, 0)).isZero();
    assertThat(bucket.take(1, 0)).isZero();
    assertThat(bucket.take(1, 0)).isEqualTo(2 * SECOND);
    assertThat(bucket.take(1, 4 * SECOND)).isZero();
  }
}
