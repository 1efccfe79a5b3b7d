package dev.widgetorigin.origin.rollout.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.RolloutConfig;
import dev.widgetorigin.origin.rollout.RolloutPlans;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.Tallies;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.RolloutTally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** How often a node asks its bucket, which costs a listing each time. */
class TallyExchangeTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final long MINUTE = NOON.getEpochSecond() / 60;
  private static final RolloutPlan PLAN = RolloutPlans.of("1.3.0", 500, 0, null, 2000);
  private static final Rollout.Active FIRST = new Rollout.Running(PLAN, 0, NOON, "");
  private static final Rollout.Active SECOND = new Rollout.Running(PLAN, 1, NOON, "");

  private Duration elapsed = Duration.ZERO;
  private final Bucket bucket = new Bucket();
  private final OutcomeWindows windows =
      OutcomeWindows.shared(RolloutConfig.DEFAULTS, () -> elapsed.toNanos(), "a", NOON);
  private final TallyExchange exchange =
      new TallyExchange(bucket, windows, () -> elapsed.toNanos(), "r");

  private final class Bucket implements Tallies {
    /** The minutes from which on something was read. */
    final List<Long> reads = new ArrayList<>();

    final List<RolloutTally> written = new ArrayList<>();
    int sweeps;
    boolean moreToSweep;

    /** Whether the next name is taken. */
    boolean taken;

    @Override
    public String key(RolloutTally tally) {
      return tally.node() + " " + tally.minute();
    }

    @Override
    public Optional<Kept> write(RolloutTally tally) {
      if (taken) {
        taken = false;
        throw new StoreException(StoreException.Code.CORRUPT, "something else has its name");
      }
      written.add(tally);
      return Optional.of(new Kept(key(tally), NOON.plus(elapsed), Optional.of(tally)));
    }

    @Override
    public List<Kept> read(RolloutTally.Step step, long from, Predicate<String> wanted) {
      reads.add(from);
      return List.of();
    }

    @Override
    public boolean sweep() {
      sweeps++;
      return moreToSweep;
    }
  }

  private void at(Duration time) {
    elapsed = time;
  }

  @Test
  void share_everySecond_readsEveryFiveSecondsAndEverythingEveryTenMinutes() {
    for (int second = 0; second <= 600; second++) {
      at(Duration.ofSeconds(second));
      exchange.share(CHAT, FIRST);
    }
    assertThat(bucket.reads).hasSize(121);
    assertThat(bucket.reads.get(0)).isZero();
    assertThat(bucket.reads.subList(1, 12)).containsOnly(MINUTE - 10);
    assertThat(bucket.reads.get(12)).as("the next minute").isEqualTo(MINUTE - 9);
    assertThat(bucket.reads.get(120)).isZero();
    assertThat(bucket.reads).filteredOn(from -> from == 0).hasSize(2);
  }

  @Test
  void share_ofTheNextStep_readsItAtOnceAndSweepsThatBefore() {
    exchange.share(CHAT, FIRST);
    exchange.tidy(false);
    assertThat(bucket.sweeps).as("after a start").isEqualTo(1);
    exchange.share(CHAT, FIRST);
    exchange.tidy(false);
    assertThat(bucket.reads).containsExactly(0L);
    assertThat(bucket.sweeps).isEqualTo(1);
    exchange.share(CHAT, SECOND);
    exchange.tidy(false);
    assertThat(bucket.reads).containsExactly(0L, 0L);
    assertThat(bucket.sweeps).isEqualTo(2);
  }

  @Test
  void share_ofARolloutThatHasNotBegun_asksForNothing() {
    exchange.share(CHAT, new Rollout.Pending(PLAN, ""));
    assertThat(bucket.reads).isEmpty();
    assertThat(bucket.written).isEmpty();
  }

  @Test
  void tidy_atEveryTick_sweepsEveryTenMinutesAndWhereSomethingIsLeft() {
    exchange.tidy(false);
    at(Duration.ofMinutes(10).minusNanos(1));
    exchange.tidy(false);
    assertThat(bucket.sweeps).isEqualTo(1);
    at(Duration.ofMinutes(10));
    bucket.moreToSweep = true;
    exchange.tidy(false);
    exchange.tidy(false);
    assertThat(bucket.sweeps).isEqualTo(3);
    bucket.moreToSweep = false;
    exchange.tidy(false);
    exchange.tidy(false);
    assertThat(bucket.sweeps).isEqualTo(4);
  }

  @Test
  void tidy_afterARollout_sweepsAtOnceAndForgetsWhatWasRead() {
    exchange.share(CHAT, FIRST);
    exchange.tidy(false);
    exchange.tidy(true);
    assertThat(bucket.sweeps).isEqualTo(2);
    exchange.share(CHAT, FIRST);
    assertThat(bucket.reads).containsExactly(0L, 0L);
  }

  @Test
  void share_whereTheNameIsTaken_goesUnderALaterOne() {
    windows.add(CHAT, FIRST, OutcomeReport.parse("chat@1.3.0 canary ok").orElseThrow(), 7);
    bucket.taken = true;
    exchange.share(CHAT, FIRST);
    assertThat(bucket.written).isEmpty();
    at(Duration.ofMinutes(1));
    exchange.share(CHAT, FIRST);
    assertThat(bucket.written).singleElement().extracting(RolloutTally::reports).isEqualTo(1L);
    assertThat(bucket.written.get(0).minute()).isGreaterThan(MINUTE);
  }
}
