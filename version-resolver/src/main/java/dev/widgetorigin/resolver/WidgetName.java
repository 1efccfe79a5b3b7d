package dev.widgetorigin.resolver;

import java.util.Optional;
import java.util.Set;

/**
 * A widget's name by npm's rules for new packages: {@code msr-webchat} or {@code @scope/name}.
 *
 * <p>Scope and name are each {@code [a-z0-9][a-z0-9._-]*}; the whole is at most {@value
 * #MAX_LENGTH} characters. Refused are {@code node_modules} and {@code favicon.ico}, as by npm,
 * and, without a scope, {@code npm} and {@code gh}, which begin other URLs here. The names of
 * Node's own modules ({@code events}, {@code url}) are allowed: packages of those names are on npm.
 *
 * @param scope without the {@code @}; empty where there is none
 */
public record WidgetName(String scope, String name) implements Comparable<WidgetName> {
  /** The longest name, with its scope, in characters. */
  public static final int MAX_LENGTH = 214;

  private static final Set<String> NEVER = Set.of("node_modules", "favicon.ico");
  private static final Set<String> RESERVED = Set.of("npm", "gh");

  /** Throws ResolverException where the parts are no legal name. */
  public WidgetName {
    String text = scope.isEmpty() ? name : "@" + scope + "/" + name;
    if (text.length() > MAX_LENGTH) {
      throw refuse(
          text, -1, "expected at most " + MAX_LENGTH + " characters, found " + text.length());
    }
    if (!scope.isEmpty()) {
      checkPart(text, "scope", scope, 1);
    }
    checkPart(text, "name", name, text.length() - name.length());
    if (scope.isEmpty() && RESERVED.contains(name)) {
      throw refuse(text, -1, "it is reserved for the origin's own URLs");
    }
  }

  /**
   * Accepts {@code name} and {@code @scope/name}. A URL may also spell the latter {@code
   * @scope%2Fname}; whoever reads URLs decodes them, once, so that nothing encoded comes here.
   *
   * @throws ResolverException with {@link ResolverException.Code#WIDGET_NAME}
   */
  public static WidgetName parse(String text) {
    if (!text.startsWith("@")) {
      return new WidgetName("", text);
    }
    int slash = text.indexOf('/');
    if (slash > 1) {
      return new WidgetName(text.substring(1, slash), text.substring(slash + 1));
    }
    throw refuse(text, 1, "expected @scope/name");
  }

  /** Like {@link #parse}, but empty where it would throw. */
  public static Optional<WidgetName> tryParse(String text) {
    try {
      return Optional.of(parse(text));
    } catch (ResolverException e) {
      return Optional.empty();
    }
  }

  private static void checkPart(String text, String what, String part, int offset) {
    if (part.isEmpty()) {
      throw refuse(text, offset, "the " + what + " is empty");
    }
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      boolean alphanumeric = Chars.isDigit(c) || (c >= 'a' && c <= 'z');
      if (!alphanumeric && (i == 0 || (c != '.' && c != '_' && c != '-'))) {
        throw refuse(
            text,
            offset + i,
            "expected "
                + (i == 0 ? "[a-z0-9] first in the " : "[a-z0-9._-] in the ")
                + what
                + ", found "
                + Chars.found(text, offset + i));
      }
    }
    if (NEVER.contains(part)) {
      throw refuse(text, offset, "npm allows no package of that name");
    }
  }

  private static ResolverException refuse(String text, int offset, String why) {
    return new ResolverException(
        ResolverException.Code.WIDGET_NAME,
        offset,
        Chars.quote(text) + " is not a widget name: " + why);
  }

  @Override
  public int compareTo(WidgetName other) {
    return toString().compareTo(other.toString());
  }

  // Written out: what a record makes by itself is put together when it is first asked for, which
  // takes milliseconds of each start.
  @Override
  public boolean equals(Object other) {
    return other instanceof WidgetName that && name.equals(that.name) && scope.equals(that.scope);
  }

  @Override
  public int hashCode() {
    return 31 * scope.hashCode() + name.hashCode();
  }

  /** {@code name} or {@code @scope/name}. */
  @Override
  public String toString() {
    return scope.isEmpty() ? name : "@" + scope + "/" + name;
  }
}
