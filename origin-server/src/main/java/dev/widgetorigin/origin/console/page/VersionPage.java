package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.part.Act;
import dev.widgetorigin.resolver.WidgetName;
import java.util.List;

/**
 * One version: its files, and tags to copy.
 *
 * @param rolling whether it is being rolled out
 * @param rollout starts that; null where it is not staged, or another version is rolled out
 */
record VersionPage(
    Doc version, boolean rolling, Act rollout, List<Act> acts, List<Tag> tags, List<FileRow> files)
    implements Page.Shown {
  static VersionPage of(Visit visit) {
    WidgetName name = visit.widget();
    String path = Visit.path(name);
    Doc version =
        visit.get(
            path + "/versions/" + Escape.segment(visit.parts().get("version")) + "?modules=true");
    Doc widget = visit.get(path + "?limit=1");
    Doc rollout = widget.at("rollout");
    boolean rolling = rollout.text("version").equals(version.text("version"));
    boolean startable = version.text("state").equals("staged") && !rollout.has("version");
    return new VersionPage(
        version,
        rolling,
        startable ? RolloutPage.start(visit, name, version.text("version")) : null,
        WidgetPage.acts(visit, name, version),
        Tag.of(visit.around().delivery().apply(visit.request()), version, widget),
        FileRow.of(visit, version, widget.list("versions")));
  }

  /** Whether browsers may get less than a whole file. */
  boolean deltas() {
    return files.stream().anyMatch(each -> !each.deltas().isEmpty());
  }

  String name() {
    return version.text("widget");
  }

  @Override
  public String title() {
    return name() + " " + version.text("version");
  }
}
