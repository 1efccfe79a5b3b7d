package dev.widgetorigin.origin.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.DownloadTally.Latency;
import dev.widgetorigin.store.widget.DownloadTally.OfWidget;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of how many widgets times are told apart, for names come from whoever asks. */
class WidgetTimesTest {
  private static final int MOST = DownloadTally.MOST_WIDGETS;
  private static final long MILLISECOND = 1_000_000;

  private final WidgetTimes times = new WidgetTimes();

  private static WidgetName widget(int i) {
    return WidgetName.parse("widget-" + i);
  }

  @Test
  void number_ofOneWidget_staysTheSame() {
    assertThat(times.number(widget(1))).isEqualTo(times.number(widget(1))).isNotNegative();
    assertThat(times.number(widget(2))).isNotEqualTo(times.number(widget(1)));
    assertThat(times.number(null)).isEqualTo(WidgetTimes.NONE);
  }

  @Test
  void number_beyondTheMost_isNoneAndForgotten() {
    for (int i = 0; i < MOST; i++) {
      assertThat(times.number(widget(i))).isBetween(0, MOST - 1);
    }
    for (int i = MOST; i < MOST + 100; i++) {
      assertThat(times.number(widget(i))).isEqualTo(WidgetTimes.NONE);
      times.record(times.number(widget(i)), Durations.bucket(MILLISECOND));
    }
    // Those that came first go on being told apart.
    times.record(times.number(widget(0)), Durations.bucket(MILLISECOND));
    times.record(times.number(widget(MOST - 1)), Durations.bucket(3600 * 1000 * MILLISECOND));

    List<OfWidget> totals = times.totals();
    assertThat(totals).hasSize(MOST);
    assertThat(totals)
        .filteredOn(each -> !each.latency().isEmpty())
        .containsExactlyInAnyOrder(
            new OfWidget(widget(0), List.of(new Latency(1000, 1))),
            new OfWidget(widget(MOST - 1), List.of(new Latency(0, 1))));
    // What is written of it is a tally that can be read again.
    assertThat(tally(totals).ofWidgets()).hasSize(MOST);
  }

  private static DownloadTally tally(List<OfWidget> totals) {
    return new DownloadTally(
        LocalDate.of(2026, 11, 29), "node-1", 1, false, List.of(), List.of(), totals);
  }

  @Test
  void number_askedForByManyThreads_isGivenToTheMostAndNoMore() {
    int[] numbers =
        IntStream.range(0, 4 * MOST)
            .parallel()
            .map(i -> times.number(widget(i % (2 * MOST))))
            .toArray();
    assertThat(IntStream.of(numbers).filter(each -> each != WidgetTimes.NONE).distinct().count())
        .isEqualTo(MOST);
    assertThat(IntStream.of(numbers).max().orElse(0)).isEqualTo(MOST - 1);
    assertThat(times.totals()).hasSize(MOST);
  }
}
