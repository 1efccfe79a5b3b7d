package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.resolver.WidgetName;
import java.util.List;

/**
 * One version: its files, and tags to copy.
 *
 * @param rolling whether it is being rolled out
 * @param rollout starts that; null where it is not staged, or another version is rolled out
 */
record VersionPage(Doc version, boolean rolling, Act rollout, List<Act> acts, List<Tag> tags)
    implements Page.Shown {
  /**
   * Something to copy into a page.
   *
   * @param purpose what it is for
   */
  record Tag(String id, String title, String purpose, String text) {}

  static VersionPage of(Visit visit) {
    WidgetName name = visit.widget();
    String path = Visit.path(name);
    Doc version = visit.get(path + "/versions/" + Escape.segment(visit.parts().get("version")));
    Doc widget = visit.get(path + "?limit=1");
    Doc rollout = widget.at("rollout");
    boolean rolling = rollout.text("version").equals(version.text("version"));
    boolean startable = version.text("state").equals("staged") && !rollout.has("version");
    return new VersionPage(
        version,
        rolling,
        startable ? RolloutPage.start(visit, name, version.text("version")) : null,
        WidgetPage.acts(visit, name, version),
        tags(visit.around().delivery().apply(visit.request()), version, widget));
  }

  private static List<Tag> tags(String base, Doc version, Doc widget) {
    String entry = version.text("entry");
    Doc file =
        version.list("files").stream()
            .filter(each -> each.text("path").equals(entry))
            .findFirst()
            .orElse(null);
    if (file == null) {
      return List.of();
    }
    String name = version.text("widget");
    String major = version.text("version").replaceFirst("\\..*", "");
    return List.of(
        new Tag(
            "tag-exact",
            "Exact, checked",
            "These bytes for ever. The browser refuses any others.",
            tag(entry, base + file.text("url"), file.text("integrity"))),
        alias("%s/%s/v%s/%s".formatted(base, name, major, entry), entry, major, widget),
        new Tag(
            "tag-loader",
            "Loader",
            "Falls back to other sites, and takes part in rollouts.",
            "<script src=\"%s/-/loader/%s/v%s.js\" async></script>".formatted(base, name, major)),
        new Tag(
            "tag-import-map",
            "Import map",
            "The modules of this version by name, each with its hash: what this URL answers goes"
                + " into <script type=\"importmap\">.",
            "%s/-/importmap/%s/v%s.json".formatted(base, name, version.text("version"))));
  }

  private static Tag alias(String url, String entry, String major, Doc widget) {
    List<String> keys = widget.at("settings").at("signing").texts("keys");
    String integrity = String.join(" ", keys.stream().map(key -> "ed25519-" + key).toList());
    return new Tag(
        "tag-alias",
        keys.isEmpty() ? "Alias" : "Alias, signed",
        keys.isEmpty()
            ? "Every release of " + major + ".x, without touching the page."
            : "Every release of " + major + ".x that your key has signed.",
        tag(entry, url, integrity));
  }

  private static String tag(String entry, String url, String integrity) {
    String check = integrity.isEmpty() ? "" : " integrity=\"" + integrity + "\"";
    return entry.endsWith(".css")
        ? "<link rel=\"stylesheet\" href=\"%s\"%s crossorigin=\"anonymous\">".formatted(url, check)
        : "<script %ssrc=\"%s\"%s crossorigin=\"anonymous\"></script>"
            .formatted(entry.endsWith(".mjs") ? "type=\"module\" " : "", url, check);
  }

  String name() {
    return version.text("widget");
  }

  @Override
  public String title() {
    return name() + " " + version.text("version");
  }
}
