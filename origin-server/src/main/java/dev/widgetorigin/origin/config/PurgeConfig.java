package dev.widgetorigin.origin.config;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.WebUrl;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which edges are told to forget what has changed, and where that is proved.
 *
 * @param targets each purged by itself: one that is down holds up no other
 * @param check base URLs as the public knows them, e.g. {@code https://cdn.example.com}: moved
 *     aliases are fetched through them until they are right
 * @param checkTimeout how long an edge may go on with the old answer before that is an alert
 */
public record PurgeConfig(
    List<PurgeTargetConfig> targets, List<String> check, Duration checkTimeout) {
  public static final PurgeConfig DEFAULTS =
      new PurgeConfig(List.of(), List.of(), Duration.ofMinutes(1));

  public PurgeConfig {
    Checks checks = new Checks();
    targets.stream()
        .collect(Collectors.groupingBy(PurgeTargetConfig::name, Collectors.counting()))
        .forEach(
            (name, count) ->
                checks.that(
                    count == 1,
                    "targets",
                    "a name of its own for each target (name: …)",
                    count + " called " + name));
    checks
        .each(
            "check",
            check,
            "a base URL such as https://cdn.example.com, without query or fragment",
            PurgeConfig::isBase)
        .that(check.stream().distinct().count() == check.size(), "check", "each URL once", "twice")
        .positive("checkTimeout", checkTimeout)
        .done();
  }

  /** What the headers of answers must have for a target to find them, and have not. */
  List<String> missingHeaders(List<String> tagHeaders) {
    return targets.stream()
        .filter(target -> target.tagHeader() != null)
        .filter(target -> tagHeaders.stream().noneMatch(target.tagHeader()::equalsIgnoreCase))
        .map(target -> target.tagHeader() + ", by which " + target.name() + " is purged")
        .distinct()
        .toList();
  }

  private static boolean isBase(String text) {
    return WebUrl.isBase(text) && !text.endsWith("/");
  }
}
