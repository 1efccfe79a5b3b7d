package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.part.Chart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All widgets at a glance, and what needs a person. */
record Overview(
    List<Row> rows, String next, List<Row> rollouts, List<Needs.Need> needs, Chart chart)
    implements Page.Shown {
  private static final int ROWS = 50;

  /**
   * One widget.
   *
   * @param latest what {@code latest} answers; empty for nothing
   * @param since when that began
   * @param downloads of today
   * @param most of any widget today
   * @param off what is switched off, in words; empty for nothing
   * @param rollout in short; empty for none
   */
  record Row(
      String name,
      String latest,
      String since,
      boolean pinned,
      long versions,
      long downloads,
      long most,
      String off,
      Doc rollout) {
    static final int WIDTH = 96;

    /** Of a bar that shows the downloads beside those of the busiest widget. */
    int bar() {
      return downloads == 0 ? 0 : Math.max(2, (int) (WIDTH * downloads / most));
    }

    boolean rolling() {
      return !rollout.text("version").isEmpty();
    }
  }

  static Overview of(Visit visit) {
    String after = visit.query().text("after");
    String query = "?limit=" + ROWS + (after.isEmpty() ? "" : "&after=" + Escape.segment(after));
    Doc widgets = visit.get("/widgets" + query);
    Map<String, Long> downloads = downloads(visit);
    long most = downloads.values().stream().mapToLong(each -> each).max().orElse(0);
    List<Row> rows = new ArrayList<>();
    List<Doc> found = new ArrayList<>();
    for (Doc each : widgets.list("widgets")) {
      Doc widget = visit.find(Visit.path(each.text("name")) + "?limit=1").orElse(Doc.NOTHING);
      found.add(widget);
      rows.add(row(each, widget, downloads.getOrDefault(each.text("name"), 0L), most));
    }
    return new Overview(
        rows,
        widgets.text("next"),
        rows.stream().filter(Row::rolling).toList(),
        Needs.of(visit, found),
        Chart.of(visit.find("/stats?by=day&days=14").orElse(Doc.NOTHING)));
  }

  private static Map<String, Long> downloads(Visit visit) {
    Map<String, Long> counts = new LinkedHashMap<>();
    visit
        .find("/stats?by=widget&days=1")
        .ifPresent(
            stats ->
                stats
                    .list("rows")
                    .forEach(row -> counts.put(row.text("widget"), Chart.count(row))));
    return counts;
  }

  private static Row row(Doc each, Doc widget, long downloads, long most) {
    Doc latest =
        widget.list("aliases").stream()
            .filter(alias -> alias.text("alias").equals("latest"))
            .findFirst()
            .orElse(Doc.NOTHING);
    return new Row(
        each.text("name"),
        each.text("latest"),
        since(widget, latest),
        latest.has("pin"),
        each.number("versions"),
        downloads,
        most,
        each.text("switchedOff"),
        widget.at("rollout"));
  }

  /**
   * Since when an alias answers what it does: since it was pinned, or since the version's state.
   */
  static String since(Doc widget, Doc alias) {
    if (alias.has("pin")) {
      return alias.at("pin").text("at");
    }
    String version = alias.text("version");
    return widget.list("versions").stream()
        .filter(each -> each.text("version").equals(version))
        .map(each -> each.text("since"))
        .findFirst()
        .orElse("");
  }

  @Override
  public String title() {
    return "Overview";
  }
}
