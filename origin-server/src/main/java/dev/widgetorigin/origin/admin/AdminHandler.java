package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.audit.AuditLog;
import dev.widgetorigin.origin.auth.Access;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.control.ControlHandler;
import dev.widgetorigin.origin.control.ControlReplies;
import dev.widgetorigin.origin.control.ControlThreads;
import dev.widgetorigin.origin.web.Json;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.StandardHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Puts the control API together: {@code /-/api/v1/…}, problems as RFC 9457 has them. */
public final class AdminHandler {
  private static final JsonMapper JSON = Json.ERRORS;

  private AdminHandler() {}

  /**
   * @param own of {@link ApiRoutes}
   * @param more of other packages, such as rollouts; each path below {@code /-/api/v1/}
   */
  public static ControlHandler create(
      List<ApiRoute> own,
      List<ApiRoute> more,
      Access access,
      AuditLog audit,
      ControlThreads threads) {
    List<ApiRoute> routes = new ArrayList<>(own);
    routes.addAll(more);
    return new ControlHandler(
        routes, access, audit, threads, new ControlReplies(StandardHeaders.control(), FORM));
  }

  private static final ControlReplies.ProblemForm FORM =
      new ControlReplies.ProblemForm() {
        @Override
        public String contentType() {
          return "application/problem+json";
        }

        @Override
        public String render(Problem problem) {
          Map<String, Object> json = new LinkedHashMap<>();
          json.put("type", "about:blank");
          json.put("title", problem.title());
          json.put("status", problem.status());
          json.put("detail", problem.detail());
          if (!problem.errors().isEmpty()) {
            json.put("errors", problem.errors());
          }
          return JSON.writeValueAsString(json);
        }
      };
}
