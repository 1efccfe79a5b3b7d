package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Something to copy into a page, ready to be used as it is.
 *
 * @param purpose what it is for
 */
record Tag(String id, String title, String purpose, String text) {
  /** Markup as it is read, not one long line. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Those of a version; none where it has no entry file.
   *
   * @param base what URLs of files begin with
   */
  static List<Tag> of(String base, Doc version, Doc widget) {
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
    String alias = "%s/%s/v%s/".formatted(base, name, major) + PercentEncoding.encodePath(entry);
    String until = until(widget, major);
    List<Tag> tags = new ArrayList<>();
    tags.add(
        new Tag(
            "tag-exact",
            "Exact, checked",
            "These bytes for ever. The browser refuses any others.",
            tag(version, base + file.text("url"), file.text("integrity"))));
    tags.add(alias(version, alias, major, widget, until));
    if (loads(version, widget)) {
      tags.add(loader("%s/-/loader/%s/v%s.js".formatted(base, name, major), until));
    }
    if (version.flag("entryModule")) {
      tags.add(importMap(base, version));
    }
    return tags;
  }

  /**
   * Whether a loader could run the entry file: a module needs the setting that says so. Another
   * file may be named instead.
   */
  private static boolean loads(Doc version, Doc widget) {
    Doc loader = widget.at("settings").at("loader");
    String type = loader.at("attributes").text("type");
    return loader.has("script")
        || (!version.text("entry").endsWith(".css")
            && (!version.flag("entryModule") || type.equals("module")));
  }

  /** What a tag of an alias that answers nothing needs; empty where it answers. */
  private static String until(Doc widget, String major) {
    boolean answers =
        widget.list("aliases").stream()
            .anyMatch(each -> each.text("alias").equals("v" + major) && each.has("version"));
    return answers ? "" : " It answers nothing until a version of " + major + ".x is released.";
  }

  private static Tag loader(String url, String until) {
    return new Tag(
        "tag-loader",
        "Loader",
        "Falls back to other sites, and takes part in rollouts." + until,
        "<script src=\"" + url + "\" async></script>");
  }

  private static Tag alias(Doc version, String url, String major, Doc widget, String until) {
    List<String> keys = widget.at("settings").at("signing").texts("keys");
    String integrity = String.join(" ", keys.stream().map(key -> "ed25519-" + key).toList());
    return new Tag(
        "tag-alias",
        keys.isEmpty() ? "Alias" : "Alias, signed",
        (keys.isEmpty()
                ? "Every release of " + major + ".x, without touching the page."
                : "Every release of " + major + ".x that your key has signed.")
            + until,
        tag(version, url, integrity));
  }

  private static String tag(Doc version, String url, String integrity) {
    String source = url.replace("&", "&amp;");
    String check = integrity.isEmpty() ? "" : " integrity=\"" + integrity + "\"";
    return version.text("entry").endsWith(".css")
        ? "<link rel=\"stylesheet\" href=\"%s\"%s crossorigin=\"anonymous\">"
            .formatted(source, check)
        : "<script %ssrc=\"%s\"%s crossorigin=\"anonymous\"></script>"
            .formatted(version.flag("entryModule") ? "type=\"module\" " : "", source, check);
  }

  /** What {@code /-/importmap/…} answers of this version, in its tag. */
  private static Tag importMap(String base, Doc version) {
    String name = version.text("widget");
    String root = base + version.text("url");
    Map<String, String> imports = new LinkedHashMap<>();
    Doc modules = version.at("modules");
    for (String each : modules.json().propertyNames()) {
      imports.put(each, root + PercentEncoding.encodePath(modules.text(each)));
    }
    imports.put(name + "/", root);
    Map<String, String> integrity = new LinkedHashMap<>();
    for (Doc file : version.list("files")) {
      if (file.text("contentType").startsWith("text/javascript")) {
        integrity.put(base + file.text("url"), file.text("integrity"));
      }
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("imports", imports);
    map.put("integrity", integrity);
    return new Tag(
        "tag-import-map",
        "Import map",
        "The modules of this version by name, each with its hash. It stands before the first module"
            + " of the page, which can then import \""
            + name
            + "\".",
        // No text of a map ends a script: '<' is written as an escape.
        "<script type=\"importmap\">\n%s\n</script>"
            .formatted(JSON.writeValueAsString(map).replace("<", "\\u003c")));
  }
}
