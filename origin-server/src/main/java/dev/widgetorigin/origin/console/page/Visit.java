package dev.widgetorigin.origin.console.page;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.auth.access.Access;
import dev.widgetorigin.origin.console.call.Actions;
import dev.widgetorigin.origin.console.call.Api;
import dev.widgetorigin.origin.console.call.Doc;
import dev.widgetorigin.origin.console.call.Escape;
import dev.widgetorigin.origin.console.call.Form;
import dev.widgetorigin.origin.console.part.Act;
import dev.widgetorigin.origin.console.session.Session;
import dev.widgetorigin.origin.console.session.Sessions;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.WidgetName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Somebody who is signed in and looks at a page.
 *
 * @param parts of the page's path, decoded
 */
public record Visit(
    Request request,
    Session session,
    Map<String, String> parts,
    Form query,
    Api api,
    Surroundings around,
    Instant now) {
  /**
   * What pages show that no call of the API tells.
   *
   * @param troubles what is not well with this process, by part
   * @param delivery what URLs of files begin with, for who asks so
   */
  public record Surroundings(
      Supplier<Map<String, String>> troubles,
      Function<Request, String> delivery,
      Sessions sessions) {}

  private static final String API = "/-/api/v1";

  /** Throws ProblemException where that is refused. {@code path} is what follows the API's root. */
  Doc get(String path) {
    return api.get(request, session.principal(), API + path);
  }

  /** The same for what a page can do without: empty where that is refused. */
  Optional<Doc> find(String path) {
    try {
      return Optional.of(get(path));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  /** A change. Throws ProblemException where it is refused; {@code body} is null for none. */
  Doc call(Method method, String path, Object body) {
    return api.call(request, session.principal(), method, API + path, body);
  }

  /** Why the token may not do what administrators may; empty where it may. */
  String deniedAdmin() {
    Principal who = session.principal();
    return who.may(Permission.ADMIN, null)
        ? ""
        : Access.forbidden(who, Permission.ADMIN, null).detail();
  }

  /** Lets a form through once: the field {@code ticket}. */
  String ticket() {
    return around.sessions().ticket(session);
  }

  /** Whether a form has its ticket, and comes for the first time. */
  boolean spend(Form form) {
    return around.sessions().spend(session, form.text("ticket"));
  }

  /** The widget of the page's path. Throws ProblemException where it is no name. */
  WidgetName widget() {
    return widget(parts.get("widget"));
  }

  public static WidgetName widget(String text) {
    try {
      return WidgetName.parse(text);
    } catch (ResolverException e) {
      throw ProblemException.of(400, "Malformed widget name", e.getMessage());
    }
  }

  /** The API's path of a widget. */
  static String path(Object widget) {
    return "/widgets/" + Escape.segment(widget.toString());
  }

  /**
   * A form for an action on a widget.
   *
   * @param fields names and values in turn
   */
  Act act(String action, WidgetName widget, String... fields) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("widget", widget.toString());
    for (int i = 0; i < fields.length; i += 2) {
      all.put(fields[i], fields[i + 1]);
    }
    Actions.Action row = Actions.named(action);
    Principal who = session.principal();
    String denied =
        who.may(Permission.RELEASE, widget)
            ? ""
            : Access.forbidden(who, Permission.RELEASE, widget).detail();
    String command = row.order().apply(new Form(all)).command();
    all.values().removeIf(String::isEmpty);
    return new Act(action, row.label(), row.grave(), all, command, denied);
  }
}
