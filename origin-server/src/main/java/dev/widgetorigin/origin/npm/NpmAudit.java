package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.web.Problem;
import java.util.List;
import java.util.Map;

/**
 * The answers to {@code npm audit} and {@code npm audit signatures}: this registry knows of no
 * advisories, and signs nothing. What a client sends, the list of its packages, is not read.
 *
 * <p>npm itself would only say {@code found 0 vulnerabilities}, so a notice says what that means;
 * not where npm audits by the way, at each {@code npm install}.
 */
final class NpmAudit {
  /** Far more than the compressed package list of a large project. */
  static final long CONTENT = 4L << 20;

  private static final String NO_ADVISORIES =
      "this registry has no advisories, so it reports no vulnerabilities of any package; to audit"
          + " packages of another registry: npm audit --registry=URL";
  private static final String NO_SIGNATURES =
      "this registry does not sign packages, so 'npm audit signatures' skips those that come from"
          + " it; npm install checks the integrity of each tarball";

  private NpmAudit() {}

  /** By package name; npm 7 and newer, yarn 4. */
  static ApiAnswer bulk(ApiCall call) {
    return noticed(call, ApiAnswer.json(200, Map.of()), NO_ADVISORIES);
  }

  /** The keys by which signatures of packages are verified: there are none. */
  static ApiAnswer keys(ApiCall call) {
    Problem none = Problem.of(404, "Not found", NpmUnsupported.reason(call.request().path()));
    return noticed(call, ApiAnswer.refused(none), NO_SIGNATURES);
  }

  /** {@code npm-command} is in each request of npm: the command that its user typed. */
  private static ApiAnswer noticed(ApiCall call, ApiAnswer answer, String notice) {
    boolean asked = "audit".equals(call.request().header("npm-command"));
    return NpmNotice.on(answer, asked ? List.of(notice) : List.of());
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
