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

/**
 * One look at one bundle: opens the page, notes how it is, loads the bundle, and compares. Without
 * a bundle it is all that the page does by itself, from its first line on.
 */
final class PageVisit {
  /** For {@code Fetch.enable}. */
  static final Map<String, ?> ALL_REQUESTS =
      Map.of("patterns", new Object[] {Map.of("urlPattern", "*")});

  private static final String PROBE = resource("probe.js");

  /** Where the probe is in a page that is looked at by itself. */
  private static final String NAME = "widgetOriginInspect";

  private final DevTools devTools;
  private final Subject subject;
  private final HostPage page;
  private final boolean insecure;
  private final Observation observed = new Observation();
  private String session;
  private String frame;

  /**
   * @param subject null where the page is looked at without one
   * @param insecure whether any certificate will do
   */
  PageVisit(DevTools devTools, Subject subject, HostPage page, boolean insecure) {
    this.devTools = devTools;
    this.subject = subject;
    this.page = page;
    this.insecure = insecure;
  }

  /**
   * @param settle how long the bundle may work after it has loaded
   * @param patience for the page to load
   */
  Observation run(Duration settle, Duration patience) {
    String context =
        text(devTools.call(null, "Target.createBrowserContext", Map.of()), "browserContextId");
    Traffic traffic = new Traffic(devTools, subject, page, observed);
    try (Targets targets = new Targets(devTools, context, traffic)) {
      devTools.call(
          null,
          "Browser.setDownloadBehavior",
          Map.of("behavior", "deny", "browserContextId", context));
      // The main frame's id is that of its target.
      frame =
          text(
              devTools.call(
                  null,
                  "Target.createTarget",
                  Map.of("url", "about:blank", "browserContextId", context)),
              "targetId");
      session =
          text(
              devTools.call(
                  null, "Target.attachToTarget", Map.of("targetId", frame, "flatten", true)),
              "sessionId");
      look(traffic, targets, settle, patience);
      return observed;
    } finally {
      devTools.forget(session == null ? "" : session);
      devTools.send(null, "Target.disposeBrowserContext", Map.of("browserContextId", context));
    }
  }

  private void look(Traffic traffic, Targets targets, Duration settle, Duration patience) {
    PageEvents events = new PageEvents(devTools, session, page, observed);
    PageLoad load = new PageLoad(devTools, session, frame, page);
    devTools.listen(
        session,
        (method, parameters) -> {
          traffic.told(session, method, parameters);
          events.told(method, parameters);
          load.told(method, parameters);
          targets.told(method, parameters);
        });
    enable();
    targets.watch(session);
    if (subject == null) {
      String source = "window." + NAME + " = " + PROBE;
      call("Page.addScriptToEvaluateOnNewDocument", Map.of("source", source));
      traffic.startsNow();
      events.startsNow();
    }
    load.open(patience);
    traffic.hold(frame);
    events.startsNow();
    try {
      if (subject == null) {
        watch(settle);
      } else {
        compare(traffic, settle);
      }
    } catch (CommandFailure e) {
      throw new CommandFailure(
          (subject == null ? page.url() : subject.label()) + ": " + e.getMessage(), e);
    }
    if (subject == null && traffic.wanted() != null) {
      throw new CommandFailure(
          page.url()
              + " goes on to "
              + traffic.wanted()
              + " by itself: give that address with --page");
    }
  }

  private void enable() {
    for (String domain : new String[] {"Page", "Runtime", "Log", "Network", "DOM"}) {
      call(domain + ".enable", Map.of());
    }
    call("Security.setIgnoreCertificateErrors", Map.of("ignore", insecure));
    call("Runtime.setAsyncCallStackDepth", Map.of("maxDepth", 32));
    call("Fetch.enable", ALL_REQUESTS);
  }

  /** What the page does by itself. */
  private void watch(Duration settle) {
    Browser.pause(settle.toMillis());
    String probe = text(evaluate(NAME).path("result"), "objectId");
    note(found(probe), Map.of(), Map.of("document securitypolicyviolation", 1));
  }

  private void compare(Traffic traffic, Duration settle) {
    Map<String, Integer> before = listeners();
    String probe = text(evaluate(PROBE).path("result"), "objectId");
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
    note(found(probe), before, own);
  }

  private JsonNode found(String probe) {
    return on(probe, "function () { return this.found() }");
  }

  private Object[] tag() {
    String type = MediaTypes.of(subject.entry());
    String kind = MediaTypes.isStyle(type) ? "style" : subject.isModule() ? "module" : "script";
    return new Object[] {Map.of("value", page.bundleUrl(subject.entry())), Map.of("value", kind)};
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
      String object = text(evaluate(name).path("result"), "objectId");
      JsonNode all = call("DOMDebugger.getEventListeners", Map.of("objectId", object));
      for (JsonNode each : all.path("listeners")) {
        counts.merge(name + " " + text(each, "type"), 1, Integer::sum);
      }
    }
    return counts;
  }

  private JsonNode evaluate(String expression) {
    return sound(call("Runtime.evaluate", Map.of("expression", expression)));
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
    try (InputStream in = PageVisit.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
