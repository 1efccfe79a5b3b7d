package dev.widgetorigin.origin.changes.json;

import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.origin.control.JsonType;
import dev.widgetorigin.store.signing.SignatureFile;
import dev.widgetorigin.store.signing.VerifyingKey;
import dev.widgetorigin.store.widget.WidgetSettings;
import dev.widgetorigin.store.widget.WidgetSettings.AliasMode;
import dev.widgetorigin.store.widget.WidgetSettings.Cors;
import dev.widgetorigin.store.widget.WidgetSettings.Deltas;
import dev.widgetorigin.store.widget.WidgetSettings.Signing;
import dev.widgetorigin.store.widget.WidgetSettings.SizeBudget;
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
 *  "loader": {"bases": ["self", "https://cdn.example.com"], "global": "Chat"},
 *  "signing": {"keys": ["JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="], "required": true},
 *  "deltas": "exact", "publicVersions": true}
 * </pre>
 *
 * <p>Pure.
 */
public final class SettingsJson {
  private static final List<String> CACHE_CLASSES =
      List.of(
          "exact", "exactDocument", "alias", "aliasCdn", "loader", "loaderCdn", "notFound", "gone");
  private static final Pattern ORIGIN =
      Pattern.compile("https?://(\\*\\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?");

  /** Patterns are filled in for every missing file, with whatever long path a client asks for. */
  private static final int MAX_PATTERN = 200;

  private static final JsonType<AliasMode> ALIAS_MODE =
      JsonType.oneOf(SettingsJson::text, List.of(AliasMode.values()));
  private static final JsonType<Deltas> DELTAS =
      JsonType.oneOf(SettingsJson::deltas, List.of(Deltas.values()));
  private static final JsonType<List<String>> ORIGINS =
      JsonType.list(
          JsonType.textThat(
              "https://app.example.com, https://*.example.com or *",
              text -> text.equals("*") || ORIGIN.matcher(text).matches()),
          1,
          100);
  private static final JsonType<List<String>> FALLBACK =
      JsonType.list(
          JsonType.textThat(
              "a relative path with one {path}, as dist/{path}, of at most "
                  + MAX_PATTERN
                  + " characters",
              SettingsJson::isPattern),
          1,
          10);
  private static final JsonType<String> CACHE_VALUE =
      JsonType.textThat(
          "a Cache-Control value without s-maxage, as public, max-age=60",
          SettingsJson::isCacheControl);
  private static final JsonType<Map<String, String>> CACHE_CONTROL =
      JsonType.object(fields -> fields.all(CACHE_CLASSES, CACHE_VALUE));
  private static final JsonType<List<String>> KEYS =
      JsonType.list(
          JsonType.textThat(
              "an Ed25519 public key of 32 bytes in Base64, as 'widget-origin keys show' prints it",
              SettingsJson::isKey),
          1,
          SignatureFile.MAX_KEYS);
  private static final JsonType<Long> SIZE = JsonType.whole(1, 1L << 40);

  private SettingsJson() {}

  /** What a client sent; problems are noted there, each with its field. */
  public static WidgetSettings read(JsonFields fields) {
    return new WidgetSettings(
        fields.get("aliasMode", ALIAS_MODE),
        fields.get("cors", JsonType.object(SettingsJson::cors)),
        fields.get("fallback", FALLBACK),
        fields.get("cacheControl", CACHE_CONTROL),
        fields.get("sizeBudget", JsonType.object(SettingsJson::sizeBudget)),
        fields.get("loader", LoaderJson.LOADER),
        fields.get("signing", JsonType.object(SettingsJson::signing)),
        fields.get("deltas", DELTAS),
        fields.get("publicVersions", JsonType.FLAG));
  }

  private static Signing signing(JsonFields fields) {
    List<String> keys = fields.required("keys", KEYS);
    boolean required = fields.get("required", JsonType.FLAG, false);
    if (keys != null && Set.copyOf(keys).size() < keys.size()) {
      fields.problem("keys", "expected each key once");
    }
    return new Signing(keys, required);
  }

  private static boolean isKey(String text) {
    try {
      VerifyingKey.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Cors cors(JsonFields fields) {
    List<String> origins = fields.required("allowedOrigins", ORIGINS);
    boolean credentials = fields.get("credentials", JsonType.FLAG, false);
    if (origins != null && origins.contains("*") && (origins.size() > 1 || credentials)) {
      fields.problem("allowedOrigins", "expected * alone and without credentials");
    }
    return new Cors(origins, credentials);
  }

  private static SizeBudget sizeBudget(JsonFields fields) {
    Long bytes = fields.required("maxScriptBytes", SIZE);
    boolean error = fields.get("error", JsonType.FLAG, false);
    return bytes == null ? null : new SizeBudget(bytes, error);
  }

  private static boolean isPattern(String text) {
    return text.length() <= MAX_PATTERN
        && text.split("\\{path}", -1).length == 2
        && !text.startsWith("/")
        && !List.of(text.split("/", -1)).contains("..")
        && text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\');
  }

  private static boolean isCacheControl(String text) {
    return !text.isBlank()
        && text.length() <= 200
        && text.chars().allMatch(c -> c >= 0x20 && c < 0x7f)
        && !text.toLowerCase(Locale.ROOT).contains("s-maxage");
  }

  /** {@code serve}, {@code redirect} or {@code stub}. */
  public static String text(AliasMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static String deltas(Deltas deltas) {
    return deltas.name().toLowerCase(Locale.ROOT);
  }

  /** Only what is set. */
  public static Map<String, Object> write(WidgetSettings settings) {
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
    if (settings.signing() != null) {
      json.put("signing", settings.signing());
    }
    if (settings.publicVersions() != null) {
      json.put("publicVersions", settings.publicVersions());
    }
    if (settings.deltas() != null) {
      json.put("deltas", deltas(settings.deltas()));
    }
    return json;
  }
}
