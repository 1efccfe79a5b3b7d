package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.store.WidgetSettings;
import dev.widgetorigin.store.WidgetSettings.AliasMode;
import dev.widgetorigin.store.WidgetSettings.Cors;
import dev.widgetorigin.store.WidgetSettings.SizeBudget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A widget's settings as JSON. What is absent or null is the origin's default; a PUT replaces all.
 *
 * <pre>
 * {"aliasMode": "serve", "cors": {"allowedOrigins": ["https://app.example.com"],
 *  "credentials": false}, "fallback": ["{path}", "dist/{path}"],
 *  "cacheControl": {"alias": "public, max-age=60"},
 *  "sizeBudget": {"maxScriptBytes": 500000, "error": true},
 *  "loader": {"bases": ["self", "https://cdn.example.com"], "global": "Chat"}}
 * </pre>
 */
final class SettingsJson {
  private static final Set<String> CACHE_CLASSES =
      Set.of(
          "exact", "exactDocument", "alias", "aliasCdn", "loader", "loaderCdn", "notFound", "gone");
  private static final Pattern ORIGIN =
      Pattern.compile("https?://(\\*\\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?");
  private static final int MAX_ITEMS = 100;

  /** Patterns are filled in for every missing file, with whatever long path a client asks for. */
  private static final int MAX_PATTERN = 200;

  private SettingsJson() {}

  /** Gathers problems in {@code fields}; the caller ends with {@code done()}. */
  static WidgetSettings read(JsonFields fields) {
    return new WidgetSettings(
        aliasMode(fields),
        cors(fields.object("cors")),
        fallback(fields),
        cacheControl(fields),
        sizeBudget(fields.object("sizeBudget")),
        LoaderJson.read(fields.object("loader")));
  }

  private static AliasMode aliasMode(JsonFields fields) {
    String text = fields.text("aliasMode");
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "serve" -> AliasMode.SERVE;
      case "redirect" -> AliasMode.REDIRECT;
      case "stub" -> AliasMode.STUB;
      default -> {
        fields.error("aliasMode", "expected serve, redirect or stub, found '" + text + "'");
        yield null;
      }
    };
  }

  static String text(AliasMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static Cors cors(JsonFields fields) {
    if (fields == null) {
      return null;
    }
    List<String> origins = fields.texts("allowedOrigins");
    boolean credentials = fields.flag("credentials", false);
    fields.noOthers();
    if (origins == null || origins.isEmpty() || origins.size() > MAX_ITEMS) {
      fields.error("allowedOrigins", "expected 1 to " + MAX_ITEMS + " origins, or [\"*\"]");
      return null;
    }
    for (String origin : origins) {
      if (!origin.equals("*") && !ORIGIN.matcher(origin).matches()) {
        fields.error(
            "allowedOrigins",
            "expected https://app.example.com, https://*.example.com or *, found '" + origin + "'");
      }
    }
    if (origins.contains("*") && (origins.size() > 1 || credentials)) {
      fields.error("allowedOrigins", "expected * alone and without credentials");
    }
    return new Cors(List.copyOf(origins), credentials);
  }

  private static List<String> fallback(JsonFields fields) {
    List<String> list = fields.texts("fallback");
    if (list == null) {
      return null;
    }
    if (list.isEmpty() || list.size() > 10) {
      fields.error("fallback", "expected 1 to 10 patterns");
    }
    for (String pattern : list) {
      boolean sound =
          pattern.length() <= MAX_PATTERN
              && pattern.split("\\{path}", -1).length == 2
              && !pattern.startsWith("/")
              && !List.of(pattern.split("/", -1)).contains("..")
              && pattern.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\');
      if (!sound) {
        fields.error(
            "fallback",
            "expected a relative path with one {path}, as dist/{path}, of at most "
                + MAX_PATTERN
                + " characters, found '"
                + pattern
                + "'");
      }
    }
    return List.copyOf(list);
  }

  private static Map<String, String> cacheControl(JsonFields fields) {
    Map<String, String> figures = fields.map("cacheControl");
    if (figures == null) {
      return null;
    }
    figures.forEach(
        (name, value) -> {
          if (!CACHE_CLASSES.contains(name)) {
            fields.error(
                "cacheControl",
                "expected one of " + CACHE_CLASSES.stream().sorted().toList() + ", found " + name);
          }
          boolean sound =
              !value.isBlank()
                  && value.length() <= 200
                  && value.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
          if (!sound || value.toLowerCase(Locale.ROOT).contains("s-maxage")) {
            fields.error(
                "cacheControl." + name,
                "expected a Cache-Control value without s-maxage, as public, max-age=60");
          }
        });
    return Map.copyOf(figures);
  }

  private static SizeBudget sizeBudget(JsonFields fields) {
    if (fields == null) {
      return null;
    }
    Long bytes = fields.number("maxScriptBytes", 1, 1L << 40);
    boolean error = fields.flag("error", false);
    if (bytes == null && !fields.has("maxScriptBytes")) {
      fields.error("maxScriptBytes", "expected a number of bytes, found nothing");
    }
    fields.noOthers();
    return bytes == null ? null : new SizeBudget(bytes, error);
  }

  /** Only what is set. */
  static Map<String, Object> write(WidgetSettings settings) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (settings.aliasMode() != null) {
      json.put("aliasMode", text(settings.aliasMode()));
    }
    if (settings.cors() != null) {
      json.put("cors", settings.cors());
    }
    if (settings.fallback() != null) {
      json.put("fallback", settings.fallback());
    }
    if (settings.cacheControl() != null) {
      json.put("cacheControl", settings.cacheControl());
    }
    if (settings.sizeBudget() != null) {
      json.put("sizeBudget", settings.sizeBudget());
    }
    if (settings.loader() != null) {
      json.put("loader", LoaderJson.write(settings.loader()));
    }
    return json;
  }
}
