package dev.widgetorigin.origin.auth;

import dev.widgetorigin.origin.config.value.ScopeText;
import dev.widgetorigin.resolver.WidgetName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a token may do, to which widgets.
 *
 * <pre>
 * admin              everything
 * read               look at everything, change nothing
 * publish:msr-*      publish versions of widgets whose names begin with msr-
 * release:@acme/*    change states, pins, channels, rollouts and settings of all widgets in @acme
 * publish:*          publish any widget, scoped or not
 * </pre>
 *
 * <p>{@code *} stands for any characters but {@code /}, so {@code msr-*} never reaches into a
 * scope; alone it stands for every widget.
 *
 * @param pattern empty for {@code admin} and {@code read}
 */
public record Scope(Permission permission, String pattern) {
  public static final Scope ADMIN = new Scope(Permission.ADMIN, "");

  /** Empty where the text is no scope. */
  public static Optional<Scope> parse(String text) {
    if (!ScopeText.is(text)) {
      return Optional.empty();
    }
    int colon = text.indexOf(':');
    String pattern = text.substring(colon + 1);
    return Optional.of(
        switch (colon < 0 ? text : text.substring(0, colon)) {
          case "admin" -> ADMIN;
          case "publish" -> new Scope(Permission.PUBLISH, pattern);
          case "release" -> new Scope(Permission.RELEASE, pattern);
          default -> new Scope(Permission.READ, "");
        });
  }

  /**
   * Of the configuration; throws IllegalStateException that names {@code where} for what is none.
   */
  public static List<Scope> parseAll(List<String> texts, String where) {
    List<Scope> scopes = new ArrayList<>();
    for (String text : texts) {
      scopes.add(
          parse(text)
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          where + ": expected " + ScopeText.EXPECTED + ", found '" + text + "'")));
    }
    return List.copyOf(scopes);
  }

  /** {@code widget} is null where the call concerns none. */
  boolean allows(Permission wanted, WidgetName widget) {
    if (permission == Permission.ADMIN || wanted == Permission.READ) {
      return true;
    }
    return permission == wanted && widget != null && covers(widget.toString());
  }

  private boolean covers(String name) {
    return pattern.equals("*") || Glob.matches(pattern, name);
  }

  /** As it is parsed: {@code publish:msr-*}. */
  @Override
  public String toString() {
    return pattern.isEmpty() ? permission.text() : permission.text() + ":" + pattern;
  }
}
