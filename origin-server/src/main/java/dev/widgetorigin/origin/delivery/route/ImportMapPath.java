package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.origin.web.Problem;

/**
 * The URL of an import map: {@code /-/importmap/{widget}/{selector}.json}, e.g. {@code
 * /-/importmap/@acme/chat/v1.2.json}.
 */
public final class ImportMapPath {
  public static final String PREFIX = "/-/importmap/";

  private static final String SUFFIX = ".json";

  private ImportMapPath() {}

  /** The path of the version's root, or what is wrong. Never throws. */
  public static ParsedPath parse(String raw) {
    if (!raw.startsWith(PREFIX) || !raw.endsWith(SUFFIX)) {
      return malformed();
    }
    String rest = raw.substring(PREFIX.length() - 1, raw.length() - SUFFIX.length());
    ParsedPath parsed = AssetPath.parse(rest);
    if (parsed instanceof AssetPath path
        && (path.kind() != AssetPath.Kind.ENTRY || path.namesWidgetOnly())) {
      return malformed();
    }
    return parsed;
  }

  private static BadPath malformed() {
    return new BadPath(
        Problem.of(
            404,
            "Not found",
            "Expected /-/importmap/{widget}/{selector}.json, e.g. /-/importmap/chat/v1.json."));
  }
}
