package dev.widgetorigin.origin.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.DownloadLog;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.DownloadTally.Count;
import dev.widgetorigin.store.widget.DownloadTally.Latency;
import dev.widgetorigin.store.widget.DownloadTally.OfWidget;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class DownloadRecorderTest {
  private Instant now = Instant.parse("2026-11-29T23:45:00Z");
  private long counted;
  private boolean away;
  private final List<String> written = new ArrayList<>();
  private final List<LocalDate> removedBefore = new ArrayList<>();

  /** What it writes is said in a line each. */
  private final class Log implements DownloadLog {
    final TreeMap<String, DownloadTally> all = new TreeMap<>();

    @Override
    public boolean has(DownloadTally tally) {
      return tally.equals(all.get(tally.writer() + tally.day()));
    }

    @Override
    public void write(DownloadTally tally) {
      if (away && this == log) {
        throw new StoreException(Code.UNAVAILABLE, "the bucket is away");
      }
      all.merge(
          tally.writer() + tally.day(),
          tally,
          (old, added) -> old.number() > added.number() ? old : added);
      long downloads = tally.counts().stream().mapToLong(Count::downloads).sum();
      long requests = tally.latency().stream().mapToLong(Latency::requests).sum();
      if (this == log) {
        written.add(
            "%s %s #%d: %d of %d requests"
                .formatted(tally.day(), tally.writer(), tally.number(), downloads, requests));
      }
    }

    @Override
    public void read(LocalDate from, LocalDate to, Consumer<DownloadTally> each) {
      List.copyOf(all.values()).forEach(each);
    }

    @Override
    public void remove(DownloadTally tally) {
      all.remove(tally.writer() + tally.day(), tally);
    }

    @Override
    public void removeBefore(LocalDate day) {
      all.values().removeIf(tally -> tally.day().isBefore(day));
      if (this == log) {
        removedBefore.add(day);
      }
    }
  }

  private final Log log = new Log();
  private final Log own = new Log();

  private final DownloadRecorder.Totals totals =
      new DownloadRecorder.Totals() {
        @Override
        public List<Count> downloads() {
          Version version = Version.parse("1.0.0");
          return counted == 0
              ? List.of()
              : List.of(new Count(WidgetName.parse("chat"), version, "script", counted, counted));
        }

        @Override
        public List<Latency> latency() {
          return List.of(new Latency(250, 2 * counted));
        }

        @Override
        public List<OfWidget> widgetLatency() {
          return List.of(
              new OfWidget(WidgetName.parse("chat"), List.of(new Latency(250, counted))));
        }
      };

  private DownloadRecorder recorder = recorder(null, "r1");

  private DownloadRecorder recorder(DownloadLog folder, String run) {
    return new DownloadRecorder(log, folder, totals, () -> now, "Node_1", run);
  }

  private void after(Duration time, long downloads) {
    now = now.plus(time);
    counted += downloads;
    recorder.tick();
  }

  @Test
  void tick_storeInTheOwnFolder_writesAllOfTheDayEveryTenSeconds() {
    after(Duration.ofSeconds(10), 3);
    after(Duration.ofSeconds(9), 4);
    assertThat(written).containsExactly("2026-11-29 node-1-r1 #1: 3 of 6 requests");
    assertThat(recorder.tally().counts()).hasSize(1);

    after(Duration.ofSeconds(1), 0);
    assertThat(written).hasSize(2).last().isEqualTo("2026-11-29 node-1-r1 #2: 7 of 14 requests");
    assertThat(removedBefore).containsExactly(LocalDate.parse("2026-08-31"));
  }

  @Test
  void tick_bucket_isWrittenEveryTenMinutes_andTheOwnFolderEveryTenSeconds() {
    recorder = recorder(own, "r1");
    for (int i = 0; i < 59; i++) {
      after(Duration.ofSeconds(10), 1);
    }
    assertThat(written).isEmpty();
    assertThat(own.all.get("node-1-r12026-11-29").counts().get(0).downloads()).isEqualTo(59);

    after(Duration.ofSeconds(10), 1);
    assertThat(written).containsExactly("2026-11-29 node-1-r1 #61: 60 of 120 requests");
    recorder.close();
    assertThat(own.all).isEmpty();
    assertThat(written).hasSize(1);
  }

  @Test
  void tick_processThatDied_isRecoveredByTheNext_whenTheBucketIsThere() {
    recorder = recorder(own, "r1");
    after(Duration.ofMinutes(10), 3);
    after(Duration.ofSeconds(10), 4);
    // Killed; the next one counts from 0.
    counted = 0;
    away = true;
    recorder = recorder(own, "r2");
    after(Duration.ofSeconds(10), 1);
    assertThat(written).hasSize(1);
    away = false;
    after(Duration.ofSeconds(10), 0);

    assertThat(written).hasSize(2).last().isEqualTo("2026-11-29 node-1-r1 #3: 7 of 14 requests");
    recorder.close();
    assertThat(own.all).isEmpty();
    assertThat(log.all.values())
        .extracting(tally -> tally.counts().get(0).downloads())
        .containsExactly(7L, 1L);
  }

  @Test
  void close_bucketAway_leavesItInTheOwnFolderForTheNext() {
    recorder = recorder(own, "r1");
    away = true;
    after(Duration.ofSeconds(10), 3);
    counted++;
    recorder.close();
    away = false;
    counted = 0;
    recorder = recorder(own, "r2");
    after(Duration.ofDays(1), 0);
    assertThat(written).containsExactly("2026-11-29 node-1-r1 #2: 4 of 8 requests");
    assertThat(own.all).isEmpty();
  }

  @Test
  void tick_nothingNew_writesNothing() {
    after(Duration.ofMinutes(10), 3);
    after(Duration.ofMinutes(3), 0);
    now = now.plus(Duration.ofSeconds(1));
    recorder.close();
    assertThat(written).hasSize(1);
  }

  @Test
  void tick_midnight_beginsAnotherDay() {
    after(Duration.ofMinutes(10), 3);
    after(Duration.ofMinutes(6), 2);
    after(Duration.ofMinutes(10), 1);

    assertThat(written)
        .containsExactly(
            "2026-11-29 node-1-r1 #1: 3 of 6 requests",
            "2026-11-29 node-1-r1 #2: 5 of 10 requests",
            "2026-11-30 node-1-r1 #3: 1 of 2 requests");
    assertThat(removedBefore)
        .containsExactly(LocalDate.parse("2026-08-31"), LocalDate.parse("2026-09-01"));
    assertThat(recorder.tally().ofWidgets())
        .containsExactly(new OfWidget(WidgetName.parse("chat"), List.of(new Latency(250, 1))));
  }

  @Test
  void tick_clockGoesBack_keepsTheDay() {
    after(Duration.ofMinutes(20), 1);
    after(Duration.ofDays(-1), 1);
    now = now.plus(Duration.ofDays(1));
    recorder.close();
    assertThat(written)
        .containsExactly(
            "2026-11-29 node-1-r1 #1: 1 of 2 requests", "2026-11-30 node-1-r1 #2: 1 of 2 requests");
  }

  @Test
  void tick_clockGoesBack_writesNoLater() {
    after(Duration.ofSeconds(10), 3);
    after(Duration.ofHours(-3), 4);
    assertThat(written).hasSize(2).last().isEqualTo("2026-11-29 node-1-r1 #2: 7 of 14 requests");
    after(Duration.ofSeconds(9), 1);
    assertThat(written).hasSize(2);
    after(Duration.ofSeconds(1), 0);
    assertThat(written).hasSize(3);
  }

  @Test
  void tick_bucketAndClockGoesBack_writesNoLater() {
    recorder = recorder(own, "r1");
    after(Duration.ofMinutes(10), 3);
    after(Duration.ofHours(-3), 4);
    assertThat(own.all.get("node-1-r12026-11-29").counts().get(0).downloads()).isEqualTo(7);
    assertThat(written).hasSize(2);
  }

  @Test
  void tick_storeAway_writesEachDayWhenItIsBack() {
    away = true;
    after(Duration.ofMinutes(10), 3);
    after(Duration.ofMinutes(10), 2);
    after(Duration.ofDays(1), 4);
    assertThat(written).isEmpty();

    away = false;
    after(Duration.ofMinutes(10), 1);
    assertThat(written)
        .containsExactly(
            "2026-11-29 node-1-r1 #1: 5 of 10 requests",
            "2026-11-30 node-1-r1 #2: 4 of 8 requests",
            "2026-12-01 node-1-r1 #3: 1 of 2 requests");
  }

  @Test
  void close_whatWasCountedLast_isWritten() {
    after(Duration.ofMinutes(1), 3);
    recorder.close();
    assertThat(written).containsExactly("2026-11-29 node-1-r1 #1: 3 of 6 requests");
  }
}
