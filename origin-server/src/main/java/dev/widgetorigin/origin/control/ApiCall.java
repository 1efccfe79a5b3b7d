package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.changes.Precondition;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.origin.web.text.Redaction;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A call that was routed and may be answered. Its methods throw ProblemException for what cannot be
 * meant. Confined to the thread that answers it.
 */
public final class ApiCall {
  /** The name of a part of a path that holds a secret: it is in no log. */
  public static final String SECRET = "secret";

  static final int MAX_JSON = 256 * 1024;

  private final Request request;
  private final Map<String, String> parts;
  private final Principal principal;
  private Map<String, String> query;
  private String why = "";
  private boolean audited = true;
  private Consumer<String> announcer = what -> {};

  ApiCall(Request request, Map<String, String> parts, Principal principal) {
    this.request = request;
    this.parts = parts;
    this.principal = principal;
  }

  public Request request() {
    return request;
  }

  /** Who asks; {@code -} on a route that needs no token. */
  public Principal principal() {
    return principal;
  }

  public String who() {
    return principal.name();
  }

  /** Tells the audit log why; returns the text as it may be kept: without secrets. */
  public String because(String reason) {
    why = Redaction.hide(reason);
    return why;
  }

  void announceBy(Consumer<String> newAnnouncer) {
    announcer = newAnnouncer;
  }

  /**
   * Writes into the audit log, durably, what is about to happen: for what must be told even if the
   * origin dies meanwhile. Throws ProblemException where that cannot be written: then it must not
   * happen.
   */
  public void announce(String what) {
    announcer.accept(what);
  }

  String why() {
    return why;
  }

  /** Keeps a call that only looks, on a route that changes, out of the audit log. */
  public void changesNothing() {
    audited = false;
  }

  boolean audited() {
    return audited;
  }

  /** A named part of the path, decoded. */
  public String part(String name) {
    return parts.get(name);
  }

  public WidgetName widget() {
    return widget(part("widget"));
  }

  static WidgetName widget(String text) {
    try {
      return WidgetName.parse(text);
    } catch (ResolverException e) {
      throw ProblemException.of(400, "Malformed widget name", e.getMessage());
    }
  }

  /** Throws ProblemException where the token does not grant this on the widget of the path. */
  public void require(Permission permission) {
    WidgetName widget = widget();
    if (!principal.may(permission, widget)) {
      throw new ProblemException(Access.forbidden(principal, permission, widget));
    }
  }

  public Version version() {
    return version(part("version"));
  }

  /** Throws ProblemException where the text is no version. */
  public static Version version(String text) {
    try {
      return Version.parse(text);
    } catch (ResolverException e) {
      throw ProblemException.of(400, "Malformed version", e.getMessage());
    }
  }

  public Precondition precondition() {
    return Precondition.parse(request.header("if-match"));
  }

  /** Null where the query does not name it. */
  public String query(String name) {
    return queries().get(name);
  }

  /** {@code true}, {@code false}, or bare for true; false where it is absent. */
  public boolean flag(String name) {
    String value = query(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.isEmpty() || value.equals("true")) {
      return true;
    }
    throw ProblemException.invalid(List.of(name + ": '" + value + "' is neither true nor false"));
  }

  /** A whole number from the query, bounded. */
  public long number(String name, long absent, long min, long max) {
    String value = query(name);
    if (value == null) {
      return absent;
    }
    if (!value.matches("[0-9]{1,18}") || Long.parseLong(value) < min) {
      throw ProblemException.invalid(
          List.of(name + ": expected a whole number from " + min + ", found '" + value + "'"));
    }
    return Math.min(max, Long.parseLong(value));
  }

  /** A mistyped {@code dry-run} must not publish: refuses every parameter that is not named. */
  public void onlyQuery(String... names) {
    List<String> known = Arrays.asList(names);
    List<String> errors =
        queries().keySet().stream()
            .filter(name -> !known.contains(name))
            .map(
                name ->
                    "query: '%s' is no parameter of this call, which takes %s"
                        .formatted(name, String.join(", ", known)))
            .toList();
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
  }

  private Map<String, String> queries() {
    if (query == null) {
      query = new LinkedHashMap<>();
      String text = request.query() == null ? "" : request.query();
      for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = PercentEncoding.decode(equals < 0 ? pair : pair.substring(0, equals));
        String value =
            equals < 0
                ? ""
                : PercentEncoding.decode(pair.substring(equals + 1).replace("+", "%20"));
        if (name == null || value == null) {
          throw ProblemException.of(400, "Malformed query", "Expected percent-encoded UTF-8.");
        }
        if (query.put(name, value) != null) {
          throw ProblemException.invalid(
              List.of("query: '" + name + "' is there twice; name it once"));
        }
      }
    }
    return query;
  }

  /**
   * What a JSON object in the body says; no body is an empty object. Throws ProblemException with
   * all that is wrong.
   */
  public <T> T body(Function<JsonFields, T> reader) throws IOException {
    return JsonFields.read(json(), reader);
  }

  private JsonNode json() throws IOException {
    if (request.body().length() > MAX_JSON) {
      throw ProblemException.of(
          413, "Body too large", "Expected at most " + MAX_JSON + " bytes of JSON.");
    }
    if (request.body().length() == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    try (InputStream in = request.body().open()) {
      return JsonBody.read(in, "a JSON object");
    }
  }
}
