package dev.widgetorigin.origin.publish;

import dev.widgetorigin.store.ingest.checks.Warning;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares a bundle's {@code package.json} with the name and version it is published as.
 *
 * <p>A difference is a warning, not an error: the URL decides, as with jsDelivr's GitHub addresses,
 * where tags and {@code package.json} often disagree, and tools that set versions from tags leave a
 * placeholder there.
 */
final class PackageNames {

  /** The longest name that may be published; a hostile one is as long as its file. */
  private static final int SHOWN = 214;

  private PackageNames() {}

  /** {@code packageJson} may be null. */
  static List<Warning> check(PublishOrder order, String packageJson) {
    List<Warning> warnings = new ArrayList<>();
    if (packageJson == null) {
      return warnings;
    }
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(packageJson);
    } catch (JacksonException e) {
      return warnings;
    }
    compare(warnings, "name", json.path("name").asString(""), order.widget().toString());
    compare(warnings, "version", json.path("version").asString(""), order.version().toString());
    return warnings;
  }

  /**
   * The description that installing goes by: the bundle's own, with the name and the version that
   * it is published as. pnpm installs no package that calls itself otherwise. The file in the
   * bundle stays as it is. {@code packageJson} may be null.
   */
  static String asPublished(PublishOrder order, String packageJson) {
    if (packageJson == null) {
      return null;
    }
    try {
      String name = order.widget().toString();
      String version = order.version().toString();
      if (!(JsonMapper.shared().readTree(packageJson) instanceof ObjectNode json)
          || (name.equals(json.path("name").asString(""))
              && version.equals(json.path("version").asString("")))) {
        return packageJson;
      }
      // Without line breaks: indenting could make a hundred times as much of a hostile one.
      return json.put("name", name).put("version", version).toString();
    } catch (JacksonException e) {
      return packageJson;
    }
  }

  private static void compare(List<Warning> warnings, String field, String says, String is) {
    if (!says.isEmpty() && !says.equals(is)) {
      warnings.add(
          new Warning(
              Warning.Code.PACKAGE_JSON,
              "package.json",
              "package.json has the " + field + " " + shown(says) + ", but is published as " + is));
    }
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
