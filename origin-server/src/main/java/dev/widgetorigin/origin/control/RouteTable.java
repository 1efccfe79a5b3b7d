package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Request;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of one kind of control calls, in order: the first that fits is meant. Immutable. */
final class RouteTable {
  /** What a request asks for. */
  sealed interface Match {
    /**
     * @param parts the named parts of the path, decoded
     */
    record Found(ApiRoute route, Map<String, String> parts) implements Match {
      boolean changes() {
        return route.change() != null;
      }

      /** The widget as the path spells it; empty where it names none. */
      String widget() {
        return parts.getOrDefault("widget", "");
      }

      /** The parts of the path but for the widget, and for a secret where there is one. */
      String target() {
        return parts.entrySet().stream()
            .filter(part -> !Set.of("widget", ApiCall.SECRET).contains(part.getKey()))
            .map(Map.Entry::getValue)
            .collect(Collectors.joining(" "));
      }
    }

    /** No row fits: 404, 405, or the answer to OPTIONS. */
    record None(ApiAnswer answer) implements Match {}
  }

  private final List<ApiRoute> routes;
  private final ProblemForm form;

  RouteTable(List<ApiRoute> routes, ProblemForm form) {
    this.routes = List.copyOf(routes);
    this.form = form;
  }

  Match find(Request request) {
    Method method = request.method() == Method.HEAD ? Method.GET : request.method();
    Set<String> allowed = new LinkedHashSet<>();
    for (ApiRoute route : routes) {
      Optional<Map<String, String>> parts = route.path().match(request.path());
      if (parts.isPresent() && route.method() == method) {
        return new Match.Found(route, parts.get());
      }
      if (parts.isPresent()) {
        allowed.add(route.method().name());
        if (route.method() == Method.GET) {
          allowed.add("HEAD");
        }
      }
    }
    return new Match.None(unrouted(request, allowed));
  }

  private ApiAnswer unrouted(Request request, Set<String> allowed) {
    if (allowed.isEmpty()) {
      return ApiAnswer.refused(Problem.of(404, "Not found", form.noSuchCall(request.path())));
    }
    String allow = String.join(", ", allowed) + ", OPTIONS";
    if (request.method() == Method.OPTIONS) {
      return ApiAnswer.bytes(204, "", new byte[0]).with("Allow", allow);
    }
    Problem problem = Problem.of(405, "Method not allowed", "This resource answers " + allow + ".");
    return ApiAnswer.refused(problem).with("Allow", allow);
  }
}
