package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import java.util.List;
import java.util.Map;

/**
 * The answers to {@code npm audit}: this registry knows of no advisories. What a client sends, the
 * list of its packages, is not read.
 */
final class NpmAudit {
  /** Far more than the compressed package list of a large project. */
  static final long CONTENT = 4L << 20;

  private NpmAudit() {}

  /** By package name; npm 7 and newer, yarn 4. */
  static ApiAnswer bulk(ApiCall call) {
    return ApiAnswer.json(200, Map.of());
  }

  /** A whole report; npm 6, yarn 1, pnpm. */
  static ApiAnswer quick(ApiCall call) {
    Map<String, Object> found =
        Map.of("info", 0, "low", 0, "moderate", 0, "high", 0, "critical", 0);
    return ApiAnswer.json(
        200,
        Map.of(
            "actions",
            List.of(),
            "advisories",
            Map.of(),
            "muted",
            List.of(),
            "metadata",
            Map.of(
                "vulnerabilities",
                found,
                "dependencies",
                0,
                "devDependencies",
                0,
                "optionalDependencies",
                0,
                "totalDependencies",
                0)));
  }
}
