package dev.widgetorigin.origin.notify;

import java.util.regex.Pattern;

/**
 * Which events a receiver wants: a name such as {@code version.published}, all of a kind such as
 * {@code rollout.*}, or {@code *}.
 */
record EventPattern(String text) {
  private static final Pattern FORM = Pattern.compile("\\*|[a-z]{1,32}(\\.([a-z-]{1,32}|\\*))?");

  /** Throws IllegalArgumentException where it is none of these. */
  EventPattern {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an event is a name such as version.published, rollout.* or *");
    }
  }

  boolean matches(String event) {
    if (text.equals("*")) {
      return true;
    }
    return text.endsWith(".*")
        ? event.startsWith(text.substring(0, text.length() - 1))
        : event.equals(text);
  }
}
