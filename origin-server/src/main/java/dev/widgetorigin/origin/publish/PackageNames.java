package dev.widgetorigin.origin.publish;

import dev.widgetorigin.store.ingest.checks.Warning;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
