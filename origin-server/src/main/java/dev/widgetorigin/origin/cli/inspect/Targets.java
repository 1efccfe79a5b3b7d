package dev.widgetorigin.origin.cli.inspect;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * The frames of other sites and the workers that a page starts: each has a session of its own, in
 * which its requests are seen. They wait at their start until they are watched. Called by the
 * connection's thread.
 */
final class Targets implements AutoCloseable {
  private static final Map<String, ?> ATTACH =
      Map.of("autoAttach", true, "waitForDebuggerOnStart", true, "flatten", true);

  private final DevTools devTools;
  private final String context;
  private final Traffic traffic;
  private final Set<String> sessions = ConcurrentHashMap.newKeySet();

  /**
   * @param context of the browser, whose shared and service workers are those of the page
   */
  Targets(DevTools devTools, String context, Traffic traffic) {
    this.devTools = devTools;
    this.context = context;
    this.traffic = traffic;
  }

  /** Those that the page of this session starts from now on. */
  void watch(String page) {
    // Workers that pages share have no page that they belong to: the browser tells of them.
    devTools.listen("", this::told);
    devTools.call(
        null,
        "Target.setAutoAttach",
        Map.of(
            "autoAttach",
            true,
            "waitForDebuggerOnStart",
            true,
            "flatten",
            true,
            "filter",
            new Object[] {Map.of("type", "shared_worker"), Map.of("type", "service_worker")}));
    devTools.call(page, "Target.setAutoAttach", ATTACH);
  }

  /** Events of any session: others than those of targets are no matter of this. */
  void told(String method, JsonNode parameters) {
    if (!method.equals("Target.attachedToTarget")) {
      return;
    }
    String session = PageVisit.text(parameters, "sessionId");
    JsonNode target = parameters.path("targetInfo");
    if (context.equals(PageVisit.text(target, "browserContextId")) && sessions.add(session)) {
      devTools.listen(
          session,
          (name, values) -> {
            traffic.told(session, name, values);
            told(name, values);
          });
      devTools.send(session, "Network.enable", Map.of());
      devTools.send(session, "Runtime.enable", Map.of());
      devTools.send(session, "Runtime.setAsyncCallStackDepth", Map.of("maxDepth", 32));
      devTools.send(session, "Fetch.enable", PageVisit.ALL_REQUESTS);
      devTools.send(session, "Target.setAutoAttach", ATTACH);
    }
    devTools.send(session, "Runtime.runIfWaitingForDebugger", Map.of());
  }

  @Override
  public void close() {
    devTools.forget("");
    sessions.forEach(devTools::forget);
  }
}
