package dev.widgetorigin.origin.loader;

import dev.widgetorigin.origin.loader.LoaderTemplates.Switch;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutPlan;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Makes a loader's JavaScript of its data. Pure; thread-safe. */
final class LoaderScript {
  static final int TIMEOUT_MILLIS = 4000;
  static final int WATCH_MILLIS = 10_000;

  private static final List<String> SELF = List.of("self");

  /** Names so short that the minifier may use them itself. */
  private static final int SHORT = 2;

  /** In ES5: it stands in for loaders of every template. */
  private static final String OFF =
      "(function(){var k=WL_KEY,p=window[k],s=p&&p.ok;if(!p||s){"
          + "if(p)p.ok=0;else{p=window[k]=new Promise(function(r){s=r});p.catch(String)}"
          + "document.dispatchEvent(new CustomEvent(\"widget:off\","
          + "{detail:{name:WL_NAME,off:true},bubbles:1}));"
          + "s(Promise.reject({off:true}))}})();";

  private final LoaderTemplates templates = new LoaderTemplates();

  /** A loader as a classic script: it finds out by itself where it came from. */
  String classic(LoaderData data) {
    return render(data, "document.currentScript", "document.currentScript.src.split(\"/-/\")[0]");
  }

  /** The same as an ES module, whose default export is the promise of the widget's global. */
  String module(LoaderData data) {
    return render(
            data,
            "document.querySelector(\"script[nonce]\")||document.head",
            "import.meta.url.split(\"/-/\")[0]")
        + "export default window["
        + text("wl:" + data.widget())
        + "];";
  }

  /**
   * The same to be pasted into a page, so that the page does not depend on where loaders come from.
   *
   * @param origin e.g. {@code //cdn.example.com}
   */
  String snippet(LoaderData data, String origin) {
    return "<script>"
        + render(data.frozen(), "document.currentScript", text(origin))
        + "</script>\n";
  }

  /**
   * What stands in for the loader of a widget that is switched off: loads nothing, rejects the
   * widget's promise with {@code {off: true}} and sends {@code widget:off}. A loader that waits for
   * the one of another channel hands its promise over, as to any loader.
   */
  String switchedOff(WidgetName widget) {
    return OFF.replace("WL_KEY", text("wl:" + widget)).replace("WL_NAME", text(widget.toString()));
  }

  /** The same as an ES module. */
  String switchedOffModule(WidgetName widget) {
    return switchedOff(widget) + "export default window[" + text("wl:" + widget) + "];";
  }

  private String render(LoaderData data, String tag, String self) {
    Rollout rollout = data.rollout();
    RolloutPlan.Sites byRule = rollout == null ? null : rollout.plan().sites();
    String sites = weights(byRule, Function.identity());
    String rules = rules(byRule, data.quarantined());
    List<String> attributes = attributes(data.settings().attributes());
    Map<String, String> values = values(data, tag, self);
    values.put("WL_SITES", "{" + sites + "}");
    values.put("WL_RULES", "{" + rules + "}");
    Set<Switch> on = EnumSet.noneOf(Switch.class);
    if (rollout != null) {
      putRollout(values, data, rollout);
      on.add(Switch.ROLLOUT);
    }
    switchOn(on, Switch.WATCH, rollout != null && watchMillis(data) > 0);
    switchOn(on, Switch.CHANNELS, !data.channels().isEmpty());
    switchOn(on, Switch.STYLES, styled(data.stable()) || styled(data.canary()));
    switchOn(on, Switch.ATTRIBUTES, !attributes.isEmpty());
    switchOn(on, Switch.SITES, !sites.isEmpty());
    switchOn(on, Switch.RULES, !rules.isEmpty());
    switchOn(on, Switch.HELD, !data.quarantined().isEmpty());
    return templates.get(data.template()).render(on, values, attributes);
  }

  /** What every loader needs, by its name in the template. */
  private static Map<String, String> values(LoaderData data, String tag, String self) {
    WidgetSettings.Loader settings = data.settings();
    Map<String, String> values = new HashMap<>();
    values.put("WL_NAME", text(data.widget().toString()));
    values.put("WL_KEY", text("wl:" + data.widget()));
    values.put("WL_SELF", self);
    values.put("WL_TAG", tag);
    values.put("WL_BASES", bases(data.widget(), settings.bases(), self));
    values.put("WL_GLOBAL", global(settings.global(), "1"));
    values.put("WL_PRESENT", global(settings.global(), "0"));
    values.put(
        "WL_TIMEOUT",
        String.valueOf(
            settings.timeoutMillis() == null ? TIMEOUT_MILLIS : settings.timeoutMillis()));
    values.put("WL_STABLE", files("stable", data.stable(), AssetEntry::integrity));
    values.put("WL_USUAL", files("stable", data.stable(), LoaderScript::shortIntegrity));
    values.put("WL_STORE", store(settings.sticky()));
    values.put("WL_CHANNEL", channel(data));
    values.put(
        "WL_OUTCOMES",
        settings.outcomes() == null ? "" : text(slashless(settings.outcomes()) + "/-/outcome"));
    return values;
  }

  /** What a loader needs beside that while a version is rolled out. */
  private static void putRollout(Map<String, String> values, LoaderData data, Rollout rollout) {
    int watch = watchMillis(data);
    values.put("WL_FROM", text(from(data)));
    values.put("WL_CANARY", files("canary", data.canary(), AssetEntry::integrity));
    values.put("WL_OFFERED", files("canary", data.canary(), LoaderScript::shortIntegrity));
    values.put("WL_MARK", text(data.canary().version().toString()));
    values.put("WL_WEIGHT", String.valueOf(rollout.weight()));
    values.put("WL_WATCH", watch == WATCH_MILLIS ? "1E4" : String.valueOf(watch));
    values.put("WL_SALT", String.valueOf(rollout.plan().salt()));
  }

  private static int watchMillis(LoaderData data) {
    Integer set = data.settings().watchMillis();
    return set == null ? WATCH_MILLIS : set;
  }

  private static void switchOn(Set<Switch> on, Switch which, boolean has) {
    if (has) {
      on.add(which);
    }
  }

  private static boolean styled(LoaderData.Files files) {
    return files != null && files.entries().size() > 1;
  }

  /**
   * {@code self} is where the loader came from; a base with {@code {version}} is used as it is; any
   * other is a delivery listener or a CDN in front of one.
   */
  private static String bases(WidgetName widget, List<String> bases, String self) {
    return (bases == null || bases.isEmpty() ? SELF : bases)
        .stream()
            .map(
                base ->
                    base.equals("self")
                        ? self + "+" + text("/" + widget + "/v*/")
                        : text(base(widget, base)))
            .collect(Collectors.joining(",", "[", "]"));
  }

  private static String base(WidgetName widget, String base) {
    String plain = slashless(base).replace("*", "%2A").replace("{widget}", widget.toString());
    return plain.contains("{version}")
        ? plain.replaceFirst("\\{version}", "*") + "/"
        : plain + "/" + widget + "/v*/";
  }

  private static String slashless(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** An expression that is true where the widget's script has run. */
  private static String global(String name, String none) {
    if (name == null) {
      return none;
    }
    int dot = name.indexOf('.');
    String first = dot < 0 ? name : name.substring(0, dot);
    // A top-level const or class is no property of window; typeof sees it too.
    String present =
        first.length() <= SHORT ? "window." + first : "typeof " + first + "!=\"undefined\"";
    StringBuilder path = new StringBuilder("(" + present);
    String root = first.length() <= SHORT ? "window." + first : first;
    int from = first.length();
    path.append("&&").append(root);
    while (from < name.length()) {
      int next = name.indexOf('.', from + 1);
      from = next < 0 ? name.length() : next;
      path.append("&&").append(root).append(name, first.length(), from);
    }
    return path.append(")").toString();
  }

  private static String store(String sticky) {
    return switch (sticky == null ? "local" : sticky) {
      case "session" -> "sessionStorage";
      case "none" -> "{}";
      default -> "localStorage";
    };
  }

  private static String channel(LoaderData data) {
    String names =
        data.channels().stream()
            .filter(name -> !name.equals(data.selector().alias()))
            .map(name -> name.replaceAll("[^A-Za-z0-9_-]", "\\\\$0"))
            .collect(Collectors.joining("|"));
    return names.isEmpty()
        ? "0"
        : "/[?&]widget_channel=(" + names + ")(&|$)/.exec(location.search)";
  }

  /** What {@code setAttribute} is called with, sorted by name. */
  private static List<String> attributes(Map<String, String> attributes) {
    return attributes == null
        ? List.of()
        : new TreeMap<>(attributes)
            .entrySet().stream()
                .map(each -> text(each.getKey()) + "," + text(each.getValue()))
                .toList();
  }

  /** The weight that a site has of its own: above every bucket, or below; empty without rules. */
  private static String weights(RolloutPlan.Sites sites, Function<String, String> name) {
    if (sites == null) {
      return "";
    }
    Map<String, String> weights = new LinkedHashMap<>();
    sites.in().forEach(site -> weights.put(name.apply(site), "1E4"));
    sites.out().forEach(site -> weights.put(name.apply(site), "-1"));
    return weights.entrySet().stream()
        .map(site -> text(site.getKey()) + ":" + site.getValue())
        .collect(Collectors.joining(","));
  }

  /** The same of names as reports have them; by hash where sites are held back, and with these. */
  private static String rules(RolloutPlan.Sites sites, List<String> quarantined) {
    if (quarantined.isEmpty()) {
      return weights(sites, SiteHash::encode);
    }
    Map<Integer, String> weights = new TreeMap<>();
    if (sites != null) {
      sites.in().forEach(site -> weights.put(SiteHash.hash(site), "1E4"));
      sites.out().forEach(site -> weights.put(SiteHash.hash(site), "-1"));
    }
    // Last: of two sites with one hash, the one that must not get the version decides.
    quarantined.forEach(site -> weights.put(SiteHash.hash(site), "-1"));
    return weights.entrySet().stream()
        .map(site -> site.getKey() + ":" + site.getValue())
        .collect(Collectors.joining(","));
  }

  /** The end of a report, which the site follows. */
  private static String from(LoaderData data) {
    return data.selector() instanceof Selector.Channel channel
        ? " channel=" + channel.alias() + " site="
        : " site=";
  }

  /** By SHA-256, whose 20 characters less are 17 bytes less of a compressed loader. */
  private static String shortIntegrity(AssetEntry entry) {
    return "sha256-" + Base64.getEncoder().encodeToString(entry.digest().toBytes());
  }

  private static String files(
      String cohort, LoaderData.Files files, Function<AssetEntry, String> integrity) {
    List<Object> list = new ArrayList<>();
    list.add(files.version().toString());
    list.add(cohort);
    files
        .entries()
        .forEach(
            entry -> {
              list.add(PercentEncoding.encodePath(entry.path()));
              list.add(integrity.apply(entry));
            });
    return json(list);
  }

  private static String text(String value) {
    return json(value);
  }

  /** JSON that may stand in a script of an HTML page. */
  private static String json(Object value) {
    return JsonMapper.shared()
        .writeValueAsString(value)
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
