package dev.widgetorigin.origin.purge;

import static dev.widgetorigin.origin.auth.Permission.RELEASE;

import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.control.ApiRoute;
import dev.widgetorigin.origin.control.JsonType;
import dev.widgetorigin.origin.purge.PurgeStatus.Host;
import dev.widgetorigin.origin.purge.PurgeStatus.Sighting;
import dev.widgetorigin.origin.purge.PurgeStatus.Target;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.head.PurgeTags;
import dev.widgetorigin.resolver.WidgetName;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The control API of purging.
 *
 * <pre>
 * GET  /-/api/v1/purge                 every edge and every public host
 * GET  /-/api/v1/widgets/{w}/purge     the same, and what was purged and seen of that widget
 * POST /-/api/v1/widgets/{w}/purge     {"tags": ["w-chat-a-latest"], "reason": "…"}, each optional
 * </pre>
 */
public final class PurgeCalls {
  private static final String PATH = "/-/api/v1/widgets/{widget}/purge";
  private static final int MOST_TAGS = 100;

  private final Purges purges;

  private PurgeCalls(Purges purges) {
    this.purges = purges;
  }

  /** Rows for the control API's table. */
  public static List<ApiRoute> routes(Purges purges) {
    PurgeCalls calls = new PurgeCalls(purges);
    return List.of(
        ApiRoute.look("/-/api/v1/purge", call -> calls.show(null)),
        ApiRoute.look(PATH, call -> calls.show(calls.known(call))),
        ApiRoute.change(Method.POST, PATH, RELEASE, "purge", calls::purge));
  }

  private WidgetName known(ApiCall call) {
    WidgetName widget = call.widget();
    if (!purges.knows(widget)) {
      throw ProblemException.of(404, "Not found", "There is no widget '" + widget + "'.");
    }
    return widget;
  }

  private ApiAnswer purge(ApiCall call) throws IOException {
    WidgetName widget = known(call);
    JsonType<List<String>> type =
        JsonType.list(
            JsonType.textThat("a tag of " + widget, tag -> isOf(widget, tag)), 1, MOST_TAGS);
    Wanted wanted = call.body(fields -> new Wanted(fields.get("tags", type), fields.reason()));
    List<String> tags =
        wanted.tags() == null
            ? List.of(PurgeTags.ofWidget(widget.toString()))
            : wanted.tags().stream().distinct().sorted().toList();
    long sequence =
        purges.ask(widget, tags, call.who(), call.because(wanted.reason()), call.precondition());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", sequence);
    json.put("widget", widget.toString());
    json.put("tags", tags);
    json.putAll(describe(purges.status(widget), true));
    return ApiAnswer.json(202, json).changed(sequence, "purge");
  }

  /**
   * What a call asks for.
   *
   * @param tags null for all of the widget
   */
  private record Wanted(List<String> tags, String reason) {}

  private static boolean isOf(WidgetName widget, String tag) {
    String own = PurgeTags.ofWidget(widget.toString());
    return tag.equals(own)
        || tag.equals(PurgeTags.ofRanges(widget.toString()))
        || tag.equals(PurgeTags.ofLoaders(widget.toString()))
        || (tag.matches("[a-z0-9._-]{1,120}")
            && (tag.startsWith(own + "-a-") || tag.startsWith(own + "-v-")));
  }

  private ApiAnswer show(WidgetName widget) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (widget != null) {
      json.put("widget", widget.toString());
    }
    json.putAll(describe(purges.status(widget), widget != null));
    return ApiAnswer.json(200, json);
  }

  private static Map<String, Object> describe(PurgeStatus status, boolean ofWidget) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("targets", status.targets().stream().map(each -> target(each, ofWidget)).toList());
    json.put("hosts", status.hosts().stream().map(PurgeCalls::host).toList());
    return json;
  }

  private static Map<String, Object> target(Target target, boolean ofWidget) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", target.name());
    json.put("type", target.type());
    json.put("promise", target.promise());
    json.put("sequence", target.sequence());
    json.put("waiting", target.waiting());
    json.put("requests", target.requests());
    json.put("failures", target.failures());
    json.put("failingSince", text(target.failingSince()));
    json.put("problem", target.problem());
    if (ofWidget) {
      json.put("purged", !target.widgetWaits());
      json.put("purgedAt", target.last() == null ? null : text(target.last().at()));
      json.put("items", target.last() == null ? List.of() : target.last().items());
    }
    return json;
  }

  private static Map<String, Object> host(Host host) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("url", host.url());
    json.put("host", host.host());
    json.put("sequence", host.sequence());
    json.put("aliases", host.seen().stream().map(PurgeCalls::sighting).toList());
    return json;
  }

  private static Map<String, Object> sighting(Sighting seen) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("widget", seen.widget().toString());
    json.put("alias", seen.alias());
    json.put("version", text(seen.expected()));
    json.put("off", seen.off());
    json.put("seen", seen.found());
    json.put("sequence", seen.sequence());
    json.put("changedAt", seen.changedAt().toString());
    json.put("right", seen.rightSince() != null);
    json.put("since", text(seen.rightSince()));
    json.put(
        "seconds",
        seen.rightSince() == null
            ? null
            : Duration.between(seen.changedAt(), seen.rightSince()).toMillis() / 1000.0);
    json.put("late", seen.late());
    json.put("problem", seen.problem());
    return json;
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }
}
