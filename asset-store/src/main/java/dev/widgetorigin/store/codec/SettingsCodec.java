package dev.widgetorigin.store.codec;

import dev.widgetorigin.store.json.JsonIn;
import dev.widgetorigin.store.json.JsonOut;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A widget's settings as JSON; what is left out is the origin's default. */
final class SettingsCodec {
  private SettingsCodec() {}

  /** The object has been begun; ends it. */
  static void encode(JsonOut json, WidgetSettings settings) {
    json.field(
        "aliasMode", settings.aliasMode() == null ? null : JsonIn.text(settings.aliasMode()));
    if (settings.cors() != null) {
      json.begin("cors");
      texts(json, "allowedOrigins", settings.cors().allowedOrigins());
      json.field("credentials", settings.cors().credentials()).end();
    }
    texts(json, "fallback", settings.fallback());
    if (settings.cacheControl() != null) {
      json.begin("cacheControl");
      new TreeMap<>(settings.cacheControl()).forEach(json::field);
      json.end();
    }
    if (settings.sizeBudget() != null) {
      json.begin("sizeBudget")
          .field("maxScriptBytes", settings.sizeBudget().maxScriptBytes())
          .field("error", settings.sizeBudget().error())
          .end();
    }
    if (settings.loader() != null) {
      encode(json.begin("loader"), settings.loader());
    }
    if (settings.signing() != null) {
      json.begin("signing");
      texts(json, "keys", settings.signing().keys());
      json.field("required", settings.signing().required()).end();
    }
    json.field("deltas", settings.deltas() == null ? null : JsonIn.text(settings.deltas()));
    if (settings.publicVersions() != null) {
      json.field("publicVersions", settings.publicVersions());
    }
    json.end();
  }

  private static void encode(JsonOut json, WidgetSettings.Loader loader) {
    texts(json, "bases", loader.bases());
    json.field("global", loader.global()).field("script", loader.script());
    texts(json, "styles", loader.styles());
    json.field("sticky", loader.sticky()).field("timeoutMillis", loader.timeoutMillis());
    if (loader.attributes() != null) {
      json.begin("attributes");
      new TreeMap<>(loader.attributes()).forEach(json::field);
      json.end();
    }
    json.field("outcomes", loader.outcomes()).field("watchMillis", loader.watchMillis()).end();
  }

  private static void texts(JsonOut json, String name, List<String> texts) {
    if (texts != null) {
      json.array(name, texts, json::text);
    }
  }

  static WidgetSettings decode(JsonIn json) {
    var read =
        new Object() {
          WidgetSettings.AliasMode aliasMode;
          WidgetSettings.Cors cors;
          List<String> fallback;
          Map<String, String> cacheControl;
          WidgetSettings.SizeBudget sizeBudget;
          WidgetSettings.Loader loader;
          WidgetSettings.Signing signing;
          WidgetSettings.Deltas deltas;
          Boolean publicVersions;
        };
    json.object(
        name -> {
          switch (name) {
            case "aliasMode" -> read.aliasMode = json.constant(WidgetSettings.AliasMode.class);
            case "cors" -> read.cors = cors(json);
            case "fallback" -> read.fallback = texts(json);
            case "cacheControl" -> read.cacheControl = map(json);
            case "sizeBudget" -> read.sizeBudget = sizeBudget(json);
            case "loader" -> read.loader = loader(json);
            case "signing" -> read.signing = signing(json);
            case "deltas" -> read.deltas = json.constant(WidgetSettings.Deltas.class);
            case "publicVersions" -> read.publicVersions = json.flag();
            default -> throw json.unknown("setting", name);
          }
        });
    return new WidgetSettings(
        read.aliasMode,
        read.cors,
        read.fallback,
        read.cacheControl,
        read.sizeBudget,
        read.loader,
        read.signing,
        read.deltas,
        read.publicVersions);
  }

  private static WidgetSettings.Signing signing(JsonIn json) {
    var read =
        new Object() {
          List<String> keys;
          boolean required;
        };
    json.object(
        name -> {
          switch (name) {
            case "keys" -> read.keys = texts(json);
            case "required" -> read.required = json.flag();
            default -> throw json.unknown("setting", "signing." + name);
          }
        });
    return new WidgetSettings.Signing(json.required(read.keys, "signing.keys"), read.required);
  }

  private static List<String> texts(JsonIn json) {
    return List.copyOf(json.array(json::text));
  }

  private static Map<String, String> map(JsonIn json) {
    Map<String, String> map = new LinkedHashMap<>();
    json.object(name -> map.put(name, json.text()));
    return Collections.unmodifiableMap(map);
  }

  private static WidgetSettings.Cors cors(JsonIn json) {
    var read =
        new Object() {
          List<String> allowedOrigins;
          boolean credentials;
        };
    json.object(
        name -> {
          switch (name) {
            case "allowedOrigins" -> read.allowedOrigins = texts(json);
            case "credentials" -> read.credentials = json.flag();
            default -> throw json.unknown("setting", "cors." + name);
          }
        });
    return new WidgetSettings.Cors(read.allowedOrigins, read.credentials);
  }

  private static WidgetSettings.SizeBudget sizeBudget(JsonIn json) {
    var read =
        new Object() {
          long maxScriptBytes;
          boolean error;
        };
    json.object(
        name -> {
          switch (name) {
            case "maxScriptBytes" -> read.maxScriptBytes = json.number();
            case "error" -> read.error = json.flag();
            default -> throw json.unknown("setting", "sizeBudget." + name);
          }
        });
    return new WidgetSettings.SizeBudget(read.maxScriptBytes, read.error);
  }

  private static WidgetSettings.Loader loader(JsonIn json) {
    var read =
        new Object() {
          List<String> bases;
          String global;
          String script;
          List<String> styles;
          String sticky;
          Integer timeoutMillis;
          Map<String, String> attributes;
          String outcomes;
          Integer watchMillis;
        };
    json.object(
        name -> {
          switch (name) {
            case "bases" -> read.bases = texts(json);
            case "global" -> read.global = json.text();
            case "script" -> read.script = json.text();
            case "styles" -> read.styles = texts(json);
            case "sticky" -> read.sticky = json.text();
            case "timeoutMillis" -> read.timeoutMillis = json.integer();
            case "attributes" -> read.attributes = map(json);
            case "outcomes" -> read.outcomes = json.text();
            case "watchMillis" -> read.watchMillis = json.integer();
            default -> throw json.unknown("setting", "loader." + name);
          }
        });
    return new WidgetSettings.Loader(
        read.bases,
        read.global,
        read.script,
        read.styles,
        read.sticky,
        read.timeoutMillis,
        read.attributes,
        read.outcomes,
        read.watchMillis);
  }
}
