package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All widgets at a glance, and what needs a person. */
record Overview(
    List<Row> rows, String next, List<Row> rollouts, Map<String, String> troubles, Chart chart)
    implements Page.Shown {
  private static final int ROWS = 50;

  /**
   * One widget.
   *
   * @param latest what {@code latest} answers; empty for nothing
   * @param since when that began
   * @param downloads of the last day
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
      String off,
      Doc rollout) {
    boolean rolling() {
      return !rollout.text("version").isEmpty();
    }
  }

  static Overview of(Visit visit) {
    String after = visit.query().text("after");
    String query = "?limit=" + ROWS + (after.isEmpty() ? "" : "&after=" + Escape.segment(after));
    Doc widgets = visit.get("/widgets" + query);
    Map<String, Long> downloads = downloads(visit);
    List<Row> rows = new ArrayList<>();
    for (Doc each : widgets.list("widgets")) {
      rows.add(row(visit, each, downloads.getOrDefault(each.text("name"), 0L)));
    }
    return new Overview(
        rows,
        widgets.text("next"),
        rows.stream().filter(Row::rolling).toList(),
        troubles(visit),
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

  private static Row row(Visit visit, Doc each, long downloads) {
    String name = each.text("name");
    Doc widget = visit.find(Visit.path(name) + "?limit=1").orElse(Doc.NOTHING);
    Doc latest =
        widget.list("aliases").stream()
            .filter(alias -> alias.text("alias").equals("latest"))
            .findFirst()
            .orElse(Doc.NOTHING);
    return new Row(
        name,
        each.text("latest"),
        since(widget, latest),
        latest.has("pin"),
        each.number("versions"),
        downloads,
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

  private static Map<String, String> troubles(Visit visit) {
    Map<String, String> all = new LinkedHashMap<>(visit.around().troubles().get());
    visit
        .find("/purge")
        .ifPresent(
            purge ->
                purge.list("targets").stream()
                    .filter(target -> target.has("failingSince"))
                    .forEach(
                        target ->
                            all.put(
                                "purging " + target.text("name"),
                                "has failed since %s: %s"
                                    .formatted(
                                        Words.day(target.text("failingSince")),
                                        target.text("problem")))));
    return all;
  }

  @Override
  public String title() {
    return "Overview";
  }
}
