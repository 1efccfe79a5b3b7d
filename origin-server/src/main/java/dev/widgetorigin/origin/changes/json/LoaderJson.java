package dev.widgetorigin.origin.changes.json;

import dev.widgetorigin.origin.config.value.WebUrl;
import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.origin.control.JsonType;
import dev.widgetorigin.store.widget.WidgetSettings.Loader;
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
 *  "attributes": {"type": "module"}, "outcomes": "https://origin.example.com",
 *  "watchMillis": 10000}
 * </pre>
 */
final class LoaderJson {
  private static final Pattern GLOBAL = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]{0,99}");
  private static final Pattern ATTRIBUTE = Pattern.compile("[a-z][a-z0-9-]{0,49}");

  /** Set by the loader itself. */
  private static final Set<String> OWN_ATTRIBUTES =
      Set.of("src", "href", "rel", "integrity", "crossorigin", "nonce");

  private static final JsonType<List<String>> BASES =
      JsonType.list(
          JsonType.textThat("self or an http or https URL without query", LoaderJson::isBase),
          0,
          10);
  private static final JsonType<String> VARIABLE =
      JsonType.textThat("the name of a global variable", text -> GLOBAL.matcher(text).matches());
  private static final JsonType<String> PATH =
      JsonType.textThat("a path in the bundle", LoaderJson::isPath);
  private static final JsonType<List<String>> PATHS = JsonType.list(PATH, 0, 10);
  private static final JsonType<String> STICKY =
      JsonType.oneOf(text -> text, List.of("local", "session", "none"));
  private static final JsonType<Long> MILLIS = JsonType.whole(100, 60_000);

  /** Not longer than an hour: nobody would wait so long for a verdict. */
  private static final JsonType<Long> WATCH = JsonType.whole(0, 3_600_000);

  private static final JsonType<Map<String, String>> ATTRIBUTES =
      JsonType.object(LoaderJson::attributes);
  private static final JsonType<String> URL =
      JsonType.textThat("an http or https URL without query", WebUrl::isBase);

  static final JsonType<Loader> LOADER = JsonType.object(LoaderJson::read);

  private LoaderJson() {}

  private static Loader read(JsonFields fields) {
    List<String> bases = fields.get("bases", BASES);
    String global = fields.get("global", VARIABLE);
    String script = fields.get("script", PATH);
    List<String> styles = fields.get("styles", PATHS);
    String sticky = fields.get("sticky", STICKY);
    Long timeout = fields.get("timeoutMillis", MILLIS);
    Long watch = fields.get("watchMillis", WATCH);
    return new Loader(
        bases,
        global,
        script,
        styles,
        sticky,
        whole(timeout),
        fields.get("attributes", ATTRIBUTES),
        fields.get("outcomes", URL),
        whole(watch));
  }

  private static Integer whole(Long value) {
    return value == null ? null : (Integer) value.intValue();
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
    json.put("watchMillis", loader.watchMillis());
    json.values().removeIf(value -> value == null);
    return json;
  }

  private static Map<String, String> attributes(JsonFields fields) {
    fields.names().stream()
        .filter(name -> !isAttribute(name))
        .forEach(
            name ->
                fields.problem(
                    name,
                    "expected the name of an attribute that the loader does not set itself, and no"
                        + " event handler"));
    return fields.all(fields.names(), JsonType.TEXT);
  }

  private static boolean isAttribute(String name) {
    return ATTRIBUTE.matcher(name).matches()
        && !name.startsWith("on")
        && !OWN_ATTRIBUTES.contains(name);
  }

  private static boolean isBase(String text) {
    return text.equals("self")
        || WebUrl.isBase(text.replace("{version}", "1.0.0").replace("{widget}", "widget"));
  }

  private static boolean isPath(String text) {
    return !text.isEmpty()
        && !text.startsWith("/")
        && !List.of(text.split("/", -1)).contains("..")
        && text.chars().allMatch(c -> c >= 0x20 && c != '\\');
  }
}
