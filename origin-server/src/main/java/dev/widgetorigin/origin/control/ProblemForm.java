package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.text.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** How problems are told to one kind of client. */
public interface ProblemForm {
  String contentType();

  String render(Problem problem);

  /** What is said of a path that no call has. */
  default String noSuchCall(String path) {
    return "There is no such call; see docs/api.md.";
  }

  /** Problem details (RFC 9457), with {@code errors} where there are several. */
  ProblemForm DETAILS =
      new ProblemForm() {
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
          return Json.ERRORS.writeValueAsString(json);
        }
      };
}
