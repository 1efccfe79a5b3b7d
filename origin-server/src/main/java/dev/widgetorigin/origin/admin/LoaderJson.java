package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.store.WidgetSettings.Loader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The loader's part of a widget's settings as JSON.
 *
 * <pre>
 * {"bases": ["https://cdn.example.com", "self"], "global": "Chat", "script": "dist/chat.js",
 *  "styles": ["dist/chat.css"], "sticky": "local", "timeoutMillis": 4000,
 *  "attributes": {"type": "module"}, "outcomes": "https://origin.example.com"}
 * </pre>
 */
final class LoaderJson {
  private static final int MAX_ITEMS = 10;
  private static final Pattern GLOBAL = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]{0,99}");
  private static final Pattern ATTRIBUTE = Pattern.compile("[a-z][a-z0-9-]{0,49}");

  /** Set by the loader itself. */
  private static final Set<String> OWN_ATTRIBUTES =
      Set.of("src", "href", "rel", "integrity", "crossorigin", "nonce");

  private LoaderJson() {}

  /** Gathers problems in {@code fields}; null where the object is absent. */
  static Loader read(JsonFields fields) {
    if (fields == null) {
      return null;
    }
    List<String> bases = texts(fields, "bases");
    each(fields, "bases", bases, "self or an http or https URL without query", LoaderJson::isBase);
    String global = fields.text("global");
    check(
        fields,
        "global",
        global,
        "the name of a global variable",
        t -> GLOBAL.matcher(t).matches());
    String script = fields.text("script");
    check(fields, "script", script, "a path in the bundle", LoaderJson::isPath);
    List<String> styles = texts(fields, "styles");
    each(fields, "styles", styles, "paths in the bundle", LoaderJson::isPath);
    String sticky = fields.text("sticky");
    check(
        fields,
        "sticky",
        sticky,
        "local, session or none",
        text -> Set.of("local", "session", "none").contains(text));
    Long timeout = fields.number("timeoutMillis", 100, 60_000);
    Map<String, String> attributes = fields.map("attributes");
    if (attributes != null) {
      each(
          fields,
          "attributes",
          List.copyOf(attributes.keySet()),
          "names of attributes that the loader does not set itself, and no event handlers",
          name ->
              ATTRIBUTE.matcher(name).matches()
                  && !name.startsWith("on")
                  && !OWN_ATTRIBUTES.contains(name));
    }
    String outcomes = fields.text("outcomes");
    check(fields, "outcomes", outcomes, "an http or https URL without query", LoaderJson::isUrl);
    fields.noOthers();
    return new Loader(
        bases,
        global,
        script,
        styles,
        sticky,
        timeout == null ? null : (Integer) timeout.intValue(),
        attributes == null ? null : Map.copyOf(attributes),
        outcomes);
  }

  /** Only what is set. */
  static Map<String, Object> write(Loader loader) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bases", loader.bases());
    json.put("global", loader.global());
    json.put("script", loader.script());
    json.put("styles", loader.styles());
    json.put("sticky", loader.sticky());
    json.put("timeoutMillis", loader.timeoutMillis());
    json.put("attributes", loader.attributes());
    json.put("outcomes", loader.outcomes());
    json.values().removeIf(value -> value == null);
    return json;
  }

  private interface Rule {
    boolean holds(String text);
  }

  private static List<String> texts(JsonFields fields, String name) {
    List<String> texts = fields.texts(name);
    if (texts != null && texts.size() > MAX_ITEMS) {
      fields.error(name, "expected at most " + MAX_ITEMS);
    }
    return texts == null ? null : List.copyOf(texts);
  }

  private static void each(
      JsonFields fields, String name, List<String> texts, String expected, Rule rule) {
    if (texts != null) {
      texts.forEach(text -> check(fields, name, text, expected, rule));
    }
  }

  private static void check(
      JsonFields fields, String name, String text, String expected, Rule rule) {
    if (text != null && !rule.holds(text)) {
      fields.error(name, "expected " + expected + ", found '" + text + "'");
    }
  }

  private static boolean isBase(String text) {
    return text.equals("self")
        || isUrl(text.replace("{version}", "1.0.0").replace("{widget}", "widget"));
  }

  private static boolean isPath(String text) {
    return !text.isEmpty()
        && !text.startsWith("/")
        && !List.of(text.split("/", -1)).contains("..")
        && text.chars().allMatch(c -> c >= 0x20 && c != '\\');
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = new URI(text);
      return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
