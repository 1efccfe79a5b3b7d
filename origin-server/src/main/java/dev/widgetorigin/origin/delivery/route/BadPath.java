package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.origin.web.Problem;

/** A path that can never name a file. */
public record BadPath(Problem problem) implements ParsedPath {
  /**
   * What a path below {@code /-/} is answered with that names nothing: 400 where it is one that no
   * URL may have, such as {@code /-/loader/%2e%2e/x.js}; else {@code otherwise}. Pure.
   *
   * @param raw the path as it came
   */
  public static Problem problemOf(String raw, Problem otherwise) {
    return AssetPath.parse(raw) instanceof BadPath bad && bad.problem().status() == 400
        ? bad.problem()
        : otherwise;
  }
}
