package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.web.Problem;

/** What users of npm are told whose command has no meaning here, and what to do instead. Pure. */
final class NpmUnsupported {
  private static final String OWNERS =
      "this registry has no users, owners, teams or access levels: who may publish is said by the"
          + " scopes of tokens; see 'widget-origin token create --help'";

  /** Parts of paths, and the reason, the first that fits counts. */
  private static final String[][] REASONS = {
    {"/-/v1/search", "this registry has no search; 'widget-origin list' names all widgets"},
    {"/-/npm/v1/tokens", "npm cannot manage this registry's tokens; 'widget-origin token' does"},
    {"/-/npm/v1/user", OWNERS},
    {"/-/npm/v1/keys", "this registry does not sign packages"},
    {"/-/npm/v1/attestations", "this registry does not keep provenance of packages"},
    {"/-/user/", OWNERS},
    {"/-/org/", OWNERS},
    {"/-/team/", OWNERS},
    {"/access", OWNERS},
    {"/visibility", OWNERS},
    {"/collaborators", OWNERS},
    {
      "/-/stage",
      "npm stages nothing here; 'widget-origin publish --state staged' publishes a version for its"
          + " exact URL only, and 'widget-origin release' releases it"
    },
    {
      "/trust",
      "who may publish without a token is said by trusted-publishers in the origin's"
          + " configuration; see docs/continuous-delivery.md"
    },
    {"/-/_view/", "this registry keeps no stars"},
    {"/-/v1/login", "sign in with a token: npm login --auth-type=legacy, the token as password"},
  };

  private NpmUnsupported() {}

  static String reason(String path) {
    for (String[] each : REASONS) {
      if (path.contains(each[0])) {
        return each[1];
      }
    }
    return "this registry has no such call; docs/publishing.md names the npm commands that work";
  }

  static ApiAnswer call(ApiCall call) {
    return ApiAnswer.refused(Problem.of(404, "Not found", reason(call.request().path())));
  }

  static ApiAnswer user(ApiCall call) {
    return ApiAnswer.refused(Problem.of(404, "Not found", OWNERS));
  }
}
