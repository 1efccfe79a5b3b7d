package dev.widgetorigin.origin.console.part;

import dev.widgetorigin.origin.console.call.Doc;
import java.util.ArrayList;
import java.util.List;

/**
 * A small graph of downloads a day, drawn as SVG by the template {@code chart}.
 *
 * @param bars oldest first
 * @param latency as the answer has it
 */
public record Chart(List<Bar> bars, long total, String note, Doc latency) {
  static final int HEIGHT = 48;

  /**
   * One day.
   *
   * @param y from the top, of {@link #HEIGHT}
   */
  record Bar(String day, long count, int x, int y) {}

  /** Of an answer of {@code stats?by=day}; null where there is none. */
  public static Chart of(Doc stats) {
    List<Doc> rows = stats.list("rows");
    long most = rows.stream().mapToLong(Chart::count).max().orElse(0);
    List<Bar> bars = new ArrayList<>();
    long total = 0;
    for (Doc row : rows) {
      long count = count(row);
      total += count;
      // A day with one download shows beside one with a million.
      int height = count == 0 ? 1 : Math.max(2, (int) Math.round(HEIGHT * (double) count / most));
      bars.add(new Bar(row.text("day"), count, bars.size() * 10, HEIGHT - height));
    }
    return new Chart(bars, total, stats.text("note"), stats.at("latency"));
  }

  public static long count(Doc row) {
    return row.number("origin") + row.number("edges");
  }

  int width() {
    return Math.max(1, bars.size()) * 10 - 3;
  }

  String summary() {
    return Words.count(total)
        + (total == 1 ? " download in " : " downloads in ")
        + bars.size()
        + " days";
  }

  /** How long answers took; empty where none was counted. */
  String times() {
    return latency.number("requests") == 0
        ? ""
        : "Half of the answers took at most %s, 99 %% at most %s (%s counted)."
            .formatted(
                within("p50Millis"), within("p99Millis"), Words.count(latency.number("requests")));
  }

  private String within(String field) {
    return latency.has(field) ? latency.text(field) + " ms" : "more than 10 s";
  }
}
