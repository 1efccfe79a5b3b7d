package dev.widgetorigin.origin.delivery.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.DamagedVersions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a version that cannot be read is tried again, by a clock and a thread of the test's own. */
final class BrokenVersionsTest {
  private static final WidgetName W = WidgetName.parse("w");
  private static final Version ONE = Version.parse("1.0.0");
  private static final Duration MILLI = Duration.ofMillis(1);

  private Instant now = Instant.parse("2026-11-21T09:00:00Z");
  private final DamagedVersions damaged = new DamagedVersions();
  private final List<String> tried = new ArrayList<>();
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean whole;
  private boolean full;

  private final BrokenVersions broken =
      new BrokenVersions(
          damaged,
          (name, version) -> {
            tried.add("all of " + name + " " + version);
            if (whole) {
              damaged.remove(name, version);
            }
            return whole;
          },
          () -> now,
          task -> {
            if (full) {
              throw new RejectedExecutionException("full");
            }
            waiting.add(task);
          });

  private void add(boolean readable) {
    broken.add(
        W,
        ONE,
        "blob 3f is missing",
        () -> {
          tried.add("what failed");
          return readable;
        });
  }

  /** Asks, and runs what that set off. */
  private boolean contains() {
    boolean contained = broken.contains(W, ONE);
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
    return contained;
  }

  @Test
  void add_isKnownToTheStoreAndChangesTheEpochOnce() {
    long before = broken.epoch();
    assertThat(contains()).isFalse();
    add(false);
    assertThat(contains()).isTrue();
    assertThat(broken.epoch()).isEqualTo(before + 1);
    add(false);
    assertThat(broken.epoch()).isEqualTo(before + 1);
    assertThat(damaged.find(W, ONE))
        .contains(new DamagedVersions.Entry(W, ONE, "blob 3f is missing", false, now));
    assertThat(broken.contains(W, Version.parse("1.0.1"))).isFalse();
  }

  @ParameterizedTest(name = "{0} ms after: tried {1}")
  @CsvSource({"0, false", "30000, false", "30001, true", "-1, true", "-86400000, true"})
  void contains_isTriedAgainAfterAWhileOrWhereTheClockWasPutBack(long millis, boolean again) {
    add(false);
    now = now.plusMillis(millis);
    assertThat(contains()).isTrue();
    assertThat(tried.isEmpty()).isEqualTo(!again);
  }

  @Test
  void contains_whileATryIsUnderWay_startsNoOther() {
    add(false);
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    for (int i = 0; i < 3; i++) {
      assertThat(broken.contains(W, ONE)).isTrue();
    }
    assertThat(waiting).hasSize(1);
    contains();
    assertThat(tried).containsExactly("what failed");
    contains();
    assertThat(tried).as("the next only after a while").hasSize(1);
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    contains();
    assertThat(tried).hasSize(2);
  }

  @Test
  void contains_whereTheExecutorIsFull_triesAtTheNextRequest() {
    add(false);
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    full = true;
    assertThat(contains()).isTrue();
    full = false;
    assertThat(contains()).isTrue();
    assertThat(tried).containsExactly("what failed");
  }

  @Test
  void retry_ofWhatFailedIsReadableButNotAll_staysBroken() {
    add(true);
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    contains();
    assertThat(tried).containsExactly("what failed", "all of w 1.0.0");
    assertThat(contains()).isTrue();
    tried.clear();
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    contains();
    assertThat(tried).as("in the same order").containsExactly("what failed", "all of w 1.0.0");
  }

  @Test
  void retry_whole_isWholeAgainAndForgotten() {
    add(true);
    whole = true;
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    assertThat(contains()).as("until it was tried").isTrue();
    assertThat(contains()).isFalse();

    // Broken once more: the first try is due a while after this, not after the one before.
    tried.clear();
    add(false);
    assertThat(contains()).isTrue();
    assertThat(tried).isEmpty();
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    contains();
    assertThat(tried).as("and it is what failed this time").containsExactly("what failed");
  }

  @ParameterizedTest(name = "a fault of ours: {0}")
  @ValueSource(booleans = {false, true})
  void retry_thatFails_isTriedAgainLater(boolean fault) {
    boolean[] failing = {true};
    broken.add(
        W,
        ONE,
        "blob 3f is missing",
        () -> {
          tried.add("what failed");
          if (failing[0] && fault) {
            throw new IllegalStateException("by intent");
          }
          if (failing[0]) {
            throw new StoreException(StoreException.Code.UNAVAILABLE, "the disk fails");
          }
          return true;
        });
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    assertThat(contains()).isTrue();
    contains();
    assertThat(tried).hasSize(1);
    failing[0] = false;
    whole = true;
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    contains();
    assertThat(tried)
        .as("what failed comes first again")
        .containsExactly("what failed", "what failed", "all of w 1.0.0");
    assertThat(contains()).isFalse();
  }

  /** A check found it, not a reader: there is nothing to read first. */
  @Test
  void contains_foundBySomebodyElse_isTriedAsAWholeAfterAWhile() {
    damaged.add(new DamagedVersions.Entry(W, ONE, "blob 3f is missing", false, now));
    assertThat(contains()).isTrue();
    assertThat(tried).isEmpty();
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    contains();
    assertThat(tried).containsExactly("all of w 1.0.0");
  }

  @Test
  void retry_madeWholeMeanwhile_isForgotten() {
    add(false);
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    broken.contains(W, ONE);
    damaged.remove(W, ONE);
    assertThat(contains()).isFalse();
    tried.clear();
    damaged.add(new DamagedVersions.Entry(W, ONE, "another", false, now));
    contains();
    now = now.plus(BrokenVersions.RETRY).plus(MILLI);
    contains();
    assertThat(tried).as("not what failed the first time").containsExactly("all of w 1.0.0");
  }
}
