package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.changes.json.SettingsJson;
import dev.widgetorigin.origin.control.JsonFields;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.text.Json;
import dev.widgetorigin.store.widget.WidgetSettings;
import dev.widgetorigin.store.widget.WidgetSettings.Loader;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Some settings to change, and what becomes of those that hold: JSON Merge Patch (RFC 7396). What
 * is named is set, what is null has the origin's default again, and all else stays.
 *
 * <pre>
 * {"cors": {"allowedOrigins": ["https://app.example.com"]}, "loader": {"global": null}, "deltas": null}
 * </pre>
 *
 * <p>Other than in the RFC a name that there is not is refused where it is null, too: a slip of the
 * fingers must not pass for a change. Only in a group that is not set there is nothing to take
 * away, and nothing is looked at. Immutable.
 */
final class SettingsPatch {
  /** As much as a client could send at once: many small changes must not add up to more. */
  private static final int MOST = 256 * 1024;

  private final ObjectNode patch;

  SettingsPatch(ObjectNode patch) {
    this.patch = patch;
  }

  /** Throws ProblemException with all that would be wrong with the outcome. */
  WidgetSettings on(WidgetSettings now) {
    ObjectNode holds = Json.MAPPER.valueToTree(SettingsJson.write(now));
    ObjectNode merged = merge(holds, patch);
    if (merged.toString().length() > MOST) {
      throw ProblemException.invalid(
          List.of("settings: expected at most " + MOST + " characters of JSON in all"));
    }
    return withoutEmpty(JsonFields.read(merged, SettingsJson::read));
  }

  /** Nulls stay where they are: whoever reads the outcome takes them for absent. */
  private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> each : patch.properties()) {
      String name = each.getKey();
      if (each.getValue() instanceof ObjectNode inner) {
        boolean set = target.get(name) instanceof ObjectNode;
        ObjectNode old =
            set ? (ObjectNode) target.get(name) : JsonNodeFactory.instance.objectNode();
        ObjectNode merged = merge(old, inner);
        boolean nothing = !set && merged.valueStream().allMatch(JsonNode::isNull);
        target.set(name, nothing ? JsonNodeFactory.instance.nullNode() : merged);
      } else {
        target.set(name, each.getValue());
      }
    }
    return target;
  }

  /** A group of which nothing is left is none. */
  private static WidgetSettings withoutEmpty(WidgetSettings settings) {
    Map<String, String> cache = settings.cacheControl();
    return new WidgetSettings(
        settings.aliasMode(),
        settings.cors(),
        settings.fallback(),
        cache == null || cache.isEmpty() ? null : cache,
        settings.sizeBudget(),
        Loader.DEFAULTS.equals(settings.loader()) ? null : settings.loader(),
        settings.signing(),
        settings.deltas(),
        settings.publicVersions());
  }
}
