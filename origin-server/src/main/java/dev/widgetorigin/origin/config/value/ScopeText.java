package dev.widgetorigin.origin.config.value;

import java.util.regex.Pattern;

/**
 * How a token's scope is written: {@code publish:msr-*}. What it grants is not said here. Pure.
 *
 * <pre>
 * admin   read   read:*   publish:NAME   release:NAME
 * </pre>
 *
 * {@code NAME} is that of a widget, at most 214 characters, in which {@code *} may stand.
 */
public final class ScopeText {
  /** What a scope is, for messages. */
  public static final String EXPECTED =
      "admin, read, publish:NAME or release:NAME, where NAME may hold *";

  /** The same of one that concerns certain widgets only. */
  public static final String EXPECTED_OF_WIDGETS =
      "publish:NAME or release:NAME, where NAME may hold *";

  private static final int LONGEST_NAME = 214;
  private static final Pattern OF_ALL = Pattern.compile("admin|read(:\\*)?");
  private static final Pattern OF_WIDGETS =
      Pattern.compile(
          "(?:publish|release):((?:@[a-z0-9*][a-z0-9._*~-]*/)?[a-z0-9*][a-z0-9._*~-]*)");

  private ScopeText() {}

  /** Whether it is a scope. */
  public static boolean is(String text) {
    return OF_ALL.matcher(text).matches() || isOfWidgets(text);
  }

  /** Whether it is a scope that concerns certain widgets only. */
  public static boolean isOfWidgets(String text) {
    var matcher = OF_WIDGETS.matcher(text);
    return matcher.matches() && matcher.group(1).length() <= LONGEST_NAME;
  }
}
