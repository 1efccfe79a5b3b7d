package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.MappedPath;
import java.util.List;
import java.util.Map;

/**
 * How files are found and tagged.
 *
 * @param fallback the default fallback list
 * @param mappedPaths absolute path to {@code widget@selector/path}; both may end in {@code /*}
 * @param tagHeaders which purge-tag headers are sent: {@code Surrogate-Key}, {@code Cache-Tag}…
 * @param peers base URLs of other origins to ask for missing bytes by digest
 * @param deltas which URLs answer how a file differs from an earlier one, where a widget does not
 *     say
 * @param deltaVersions from how many versions before it a new version gets deltas, at most
 */
public record DeliveryConfig(
    List<String> fallback,
    Map<String, String> mappedPaths,
    List<String> tagHeaders,
    List<String> peers,
    DeltaUrls deltas,
    int deltaVersions) {
  private static final int MOST_VERSIONS = 10;

  public static final DeliveryConfig DEFAULTS =
      new DeliveryConfig(
          List.of("{path}", "dist/{path}", "{path}.js", "{path}/index.html"),
          Map.of(),
          List.of("Surrogate-Key", "Cache-Tag"),
          List.of(),
          DeltaUrls.EXACT,
          3);

  public DeliveryConfig {
    new Checks()
        .each("fallback", fallback, "a pattern with {path}", each -> each.contains("{path}"))
        .all(mappedPaths, DeliveryConfig::check)
        .each(
            "tagHeaders",
            tagHeaders,
            "a header name such as Surrogate-Key",
            each -> each.matches("[A-Za-z0-9-]{1,64}"))
        .each(
            "peers",
            peers,
            "a base URL such as https://origin-b.example.com",
            each -> each.matches("https?://[^/\\s]+(/[^\\s]*)?"))
        .range("deltaVersions", deltaVersions, 1, MOST_VERSIONS)
        .done();
  }

  private static void check(Checks checks, String path, String target) {
    String ofPath = MappedPath.problemOfPath(path);
    String wrong = ofPath == null ? MappedPath.problemOfTarget(path, target) : ofPath;
    checks.that(wrong == null, "mappedPaths", wrong, "\"" + path + ": " + target + "\"");
  }
}
