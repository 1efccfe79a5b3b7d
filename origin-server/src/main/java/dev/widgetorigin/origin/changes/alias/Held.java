package dev.widgetorigin.origin.changes.alias;

import dev.widgetorigin.origin.web.text.ShellWord;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A pin that keeps a version from aliases that would answer it otherwise; or the hold of a
 * following channel.
 *
 * @param version that is kept back
 * @param alias that is pinned: one of {@code aliases}, or {@code latest}, which they follow
 * @param aliases that would answer the version without the pin, e.g. {@code latest, v1}
 * @param lifted what the pinned alias would answer with such pins lifted; null for nothing
 * @param more of a following channel that is held: how many more are held than are told of
 */
public record Held(
    WidgetName widget,
    Version version,
    String alias,
    Pin pin,
    List<String> aliases,
    Version lifted,
    int more) {
  private static final int A_PIN = Integer.MIN_VALUE;

  /** A pin. */
  Held(
      WidgetName widget,
      Version version,
      String alias,
      Pin pin,
      List<String> aliases,
      Version lifted) {
    this(widget, version, alias, pin, aliases, lifted, A_PIN);
  }

  private boolean isHold() {
    return more != A_PIN;
  }

  /** Whether lifting the pin is all it takes. */
  boolean isLetGoByUnpin() {
    return version.equals(lifted);
  }

  /** What a person types to let the version out. */
  public String command() {
    String subject = widget + " " + ShellWord.quoted(alias);
    if (isHold()) {
      return "widget-origin channel resume " + subject;
    }
    if (isLetGoByUnpin()) {
      return "widget-origin unpin " + subject;
    }
    return pin.rollback()
        ? "widget-origin rollback " + subject + " --to " + version
        : "widget-origin pin " + subject + " " + version;
  }

  /** One sentence: which aliases, where, by whom, when and why, and how to let go. */
  public String message() {
    StringBuilder text = new StringBuilder(String.join(", ", aliases));
    text.append(aliases.size() == 1 ? " stays on " : " stay on ").append(pin.version());
    text.append(": ").append(alias).append(isHold() ? " is held by " : " is pinned by ");
    text.append(pin.by()).append(pin.rollback() ? " (rollback)" : "");
    text.append(" at ").append(pin.at());
    if (!pin.reason().isBlank()) {
      text.append(" (").append(pin.reason().strip()).append(")");
    }
    if (!isLetGoByUnpin()) {
      text.append("; without that pin ").append(alias).append(" would answer ");
      text.append(lifted == null ? "nothing" : lifted);
    }
    if (more > 0) {
      text.append("; ").append(more).append(" more channels are held");
    }
    return text + ". To let " + version + " out: " + command();
  }

  /** For an answer. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("alias", alias);
    json.put("aliases", aliases);
    json.put("version", pin.version().toString());
    json.put("by", pin.by());
    json.put("at", pin.at().toString());
    json.put("reason", pin.reason());
    json.put("rollback", pin.rollback());
    json.put("command", command());
    json.put("message", message());
    return json;
  }
}
