package dev.widgetorigin.origin.cli.inspect;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import dev.widgetorigin.origin.web.text.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One look at one bundle: opens the page, notes how it is, loads the bundle, and compares. */
final class Visit {
  private static final String PROBE = resource("probe.js");

  private final DevTools devTools;
  private final Subject subject;
  private final Page page;
  private final Observation observed = new Observation();
  private String session;

  Visit(DevTools devTools, Subject subject, Page page) {
    this.devTools = devTools;
    this.subject = subject;
    this.page = page;
  }

  /**
   * @param settle how long the bundle may work after it has loaded
   */
  Observation run(Duration settle) {
    String context =
        text(devTools.call(null, "Target.createBrowserContext", Map.of()), "browserContextId");
    try {
      JsonNode created =
          devTools.call(
              null,
              "Target.createTarget",
              Map.of("url", "about:blank", "browserContextId", context));
      session =
          text(
              devTools.call(
                  null,
                  "Target.attachToTarget",
                  Map.of("targetId", text(created, "targetId"), "flatten", true)),
              "sessionId");
      look(settle);
      return observed;
    } finally {
      devTools.send(null, "Target.disposeBrowserContext", Map.of("browserContextId", context));
    }
  }

  private void look(Duration settle) {
    Traffic traffic = new Traffic(devTools, session, subject, page, observed);
    PageEvents events = new PageEvents(devTools, session, observed);
    devTools.listen(
        session,
        (method, parameters) -> {
          traffic.told(method, parameters);
          events.told(method, parameters);
        });
    for (String domain : new String[] {"Page", "Runtime", "Log", "Network", "DOM"}) {
      call(domain + ".enable", Map.of());
    }
    call("Fetch.enable", Map.of("patterns", new Object[] {Map.of("urlPattern", "*")}));
    JsonNode opened = call("Page.navigate", Map.of("url", page.url()));
    if (opened.has("errorText")) {
      throw new CommandFailure("cannot open " + page.url() + ": " + text(opened, "errorText"));
    }
    wait(
        "new Promise(done => document.readyState === 'complete' ? done(1) : onload = () =>"
            + " done(1))");
    events.startsNow();
    Map<String, Integer> before = listeners();
    String probe = text(evaluate(PROBE, false).path("result"), "objectId");
    Map<String, Integer> own = listeners();
    traffic.startsNow();
    String loaded =
        text(
            on(probe, "function (url, kind) { return this.load(url, kind) }", tag()).path("result"),
            "value");
    if (!loaded.equals("loaded")) {
      observed.add(Kind.ERRORS, subject.entry() + " did not load");
    }
    Browser.pause(settle.toMillis());
    note(on(probe, "function () { return this.found() }"), before, own);
  }

  private Object[] tag() {
    String type = MediaTypes.of(subject.entry());
    String kind = MediaTypes.isStyle(type) ? "style" : subject.isModule() ? "module" : "script";
    return new Object[] {Map.of("value", Page.bundleUrl(subject.entry())), Map.of("value", kind)};
  }

  private void note(JsonNode answer, Map<String, Integer> before, Map<String, Integer> own) {
    JsonNode found = JsonMapper.shared().readTree(text(answer.path("result"), "value"));
    for (Kind kind : new Kind[] {Kind.GLOBALS, Kind.BUILTINS, Kind.COOKIES, Kind.STORAGE}) {
      found.path(kind.text()).forEach(item -> observed.add(kind, item.asString()));
    }
    for (JsonNode violation : found.path("violations")) {
      Violations.note(violation, observed);
    }
    observed.figure("longTasks", found.path("longTasks").asLong(0));
    observed.figure("longestTaskMillis", found.path("longest").asLong(0));
    listeners()
        .forEach(
            (name, count) -> {
              // The probe listens itself.
              int probes = own.getOrDefault(name, 0) - before.getOrDefault(name, 0);
              if (count - probes > before.getOrDefault(name, 0)) {
                observed.add(Kind.LISTENERS, name);
              }
            });
  }

  /** How many listeners {@code window} and {@code document} have of each kind. */
  private Map<String, Integer> listeners() {
    Map<String, Integer> counts = new HashMap<>();
    for (String name : new String[] {"window", "document"}) {
      String object = text(evaluate(name, false).path("result"), "objectId");
      JsonNode all = call("DOMDebugger.getEventListeners", Map.of("objectId", object));
      for (JsonNode each : all.path("listeners")) {
        counts.merge(name + " " + text(each, "type"), 1, Integer::sum);
      }
    }
    return counts;
  }

  private void wait(String promise) {
    evaluate(promise, true);
  }

  private JsonNode evaluate(String expression, boolean wait) {
    return sound(call("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", wait)));
  }

  private JsonNode on(String object, String function, Object... arguments) {
    return sound(
        call(
            "Runtime.callFunctionOn",
            Map.of(
                "objectId",
                object,
                "functionDeclaration",
                function,
                "arguments",
                arguments,
                "awaitPromise",
                true,
                "returnByValue",
                true)));
  }

  private static JsonNode sound(JsonNode answer) {
    if (answer.has("exceptionDetails")) {
      throw new CommandFailure(
          "the page cannot be looked at: "
              + text(answer.path("exceptionDetails").path("exception"), "description"));
    }
    return answer;
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    return devTools.call(session, method, parameters);
  }

  static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }

  private static String resource(String name) {
    try (InputStream in = Visit.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
