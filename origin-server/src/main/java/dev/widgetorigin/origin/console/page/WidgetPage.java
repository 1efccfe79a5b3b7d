package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.part.Act;
import dev.widgetorigin.origin.console.part.Chart;
import dev.widgetorigin.origin.console.part.Words;
import dev.widgetorigin.resolver.WidgetName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One widget: what its aliases answer and why, and its versions. */
record WidgetPage(
    Doc widget,
    List<Alias> aliases,
    List<Version> versions,
    int more,
    List<String> servable,
    List<Switch> switches,
    Act off,
    Chart chart)
    implements Page.Shown {
  private static final int VERSIONS = 20;
  private static final int MOST_VERSIONS = 200;
  private static final int CHOICES = 100;

  /**
   * What one alias or channel answers.
   *
   * @param wentBack whether a rollback put it, or the alias that it follows, where it is
   * @param letGo lifts its pin; null where it has none
   * @param acts forms without a choice
   * @param choose pins or moves it to a version that is chosen
   */
  record Alias(
      Doc line,
      String since,
      boolean channel,
      boolean wentBack,
      Act letGo,
      List<Act> acts,
      Act choose) {
    String name() {
      return line.text("alias");
    }
  }

  /**
   * One version.
   *
   * @param size of all its files; negative where it is not known
   * @param change against the version before; empty where that is not known
   */
  record Version(
      Doc release, long size, String change, String publisher, long downloads, List<Act> acts) {}

  /** Something that is switched off. */
  record Switch(Doc off, Act on) {}

  static WidgetPage of(Visit visit) {
    WidgetName name = visit.widget();
    Doc widget = visit.get(Visit.path(name));
    List<Doc> releases = widget.list("versions");
    int shown = visit.query().fields().containsKey("all") ? MOST_VERSIONS : VERSIONS;
    return new WidgetPage(
        widget,
        aliases(visit, name, widget),
        versions(visit, name, releases, shown),
        Math.max(0, releases.size() - shown),
        servable(releases),
        switches(visit, name, widget),
        visit.act("off", name),
        Chart.of(visit.find(Visit.path(name) + "/stats?by=day&days=30").orElse(Doc.NOTHING)));
  }

  private static List<String> servable(List<Doc> releases) {
    return releases.stream()
        .filter(each -> List.of("released", "deprecated").contains(each.text("state")))
        .map(each -> each.text("version"))
        .limit(CHOICES)
        .toList();
  }

  private static List<Alias> aliases(Visit visit, WidgetName name, Doc widget) {
    List<Alias> list = new ArrayList<>();
    for (Doc line : widget.list("aliases")) {
      String alias = line.text("alias");
      boolean channel = line.text("kind").equals("channel");
      List<Act> acts = new ArrayList<>();
      if (line.has("follows")) {
        boolean held = line.at("follows").has("hold");
        acts.add(visit.act(held ? "resume" : "hold", name, "alias", alias));
      }
      Act choose = visit.act(channel ? "move" : "pin", name, "alias", alias, "version", "VERSION");
      choose.fields().remove("version");
      list.add(
          new Alias(
              line,
              Overview.since(widget, line),
              channel,
              wentBack(widget, line),
              line.has("pin") ? visit.act("unpin", name, "alias", alias) : null,
              acts,
              line.has("follows") ? null : choose));
    }
    return list;
  }

  private static boolean wentBack(Doc widget, Doc line) {
    String holder = line.has("pin") ? line.text("alias") : line.at("held").text("by");
    return widget.list("aliases").stream()
        .anyMatch(each -> each.text("alias").equals(holder) && each.at("pin").flag("rollback"));
  }

  private static List<Version> versions(
      Visit visit, WidgetName name, List<Doc> releases, int shown) {
    Map<String, Long> downloads = new LinkedHashMap<>();
    visit
        .find(Visit.path(name) + "/stats?by=version&days=30")
        .ifPresent(
            stats ->
                stats
                    .list("rows")
                    .forEach(row -> downloads.put(row.text("version"), Chart.count(row))));
    List<Version> list = new ArrayList<>();
    int count = Math.min(shown, releases.size());
    // One more than is shown: the last one's size is compared with it.
    List<Doc> manifests = new ArrayList<>();
    for (Doc release : releases.subList(0, Math.min(count + 1, releases.size()))) {
      String path = Visit.path(name) + "/versions/" + Escape.segment(release.text("version"));
      manifests.add(visit.find(path).orElse(Doc.NOTHING));
    }
    for (int i = 0; i < count; i++) {
      Doc release = releases.get(i);
      long size = size(manifests.get(i));
      long before = i + 1 < manifests.size() ? size(manifests.get(i + 1)) : -1;
      list.add(
          new Version(
              release,
              size,
              size < 0 || before < 0 ? "" : Words.change(before, size),
              manifests.get(i).text("publishedBy"),
              downloads.getOrDefault(release.text("version"), 0L),
              acts(visit, name, release)));
    }
    return list;
  }

  /** The actions that a version's state allows. */
  static List<Act> acts(Visit visit, WidgetName name, Doc release) {
    List<String> actions = new ArrayList<>();
    switch (release.text("state")) {
      case "staged" -> actions.addAll(List.of("release", "yank"));
      case "released" -> actions.addAll(List.of("deprecate", "yank"));
      case "deprecated" -> actions.addAll(List.of("release", "yank"));
      case "yanked" -> actions.addAll(List.of("release", "deprecate"));
      default -> {}
    }
    if (release.has("channel") && release.text("state").equals("released")) {
      actions.add(0, "promote");
    }
    return actions.stream()
        .map(action -> visit.act(action, name, "version", release.text("version")))
        .toList();
  }

  /** Of all files; negative where they are not known. */
  private static long size(Doc manifest) {
    return manifest.has("files")
        ? manifest.list("files").stream().mapToLong(file -> file.number("size")).sum()
        : -1;
  }

  private static List<Switch> switches(Visit visit, WidgetName name, Doc widget) {
    return widget.list("switchedOff").stream()
        .map(off -> new Switch(off, visit.act("on", name, "channel", off.text("channel"))))
        .toList();
  }

  String name() {
    return widget.text("name");
  }

  @Override
  public String title() {
    return name();
  }
}
