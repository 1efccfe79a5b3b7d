package dev.widgetorigin.origin.changes.alias;

import dev.widgetorigin.origin.web.text.ShellWord;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What keeps a version from aliases that would answer it otherwise.
 *
 * @param by which kind of thing that is
 * @param version that is kept back
 * @param alias that is pinned: one of {@code aliases}, or {@code latest}, which they follow; or the
 *     channel that is held
 * @param pin on which version it is kept, by whom, when and why
 * @param aliases that would answer the version without the pin, e.g. {@code latest, v1}
 * @param lifted what the pinned alias would answer with such pins lifted; null for nothing
 * @param more how many more channels are held than are told of
 */
public record Held(
    By by,
    WidgetName widget,
    Version version,
    String alias,
    Pin pin,
    List<String> aliases,
    Version lifted,
    int more) {
  /** What keeps it. */
  public enum By {
    /** A pin, of a person or of a rollback. */
    PIN,
    /** The hold of a following channel. */
    HOLD
  }

  static Held byPin(
      WidgetName widget,
      Version version,
      String alias,
      Pin pin,
      List<String> aliases,
      Version lifted) {
    return new Held(By.PIN, widget, version, alias, pin, aliases, lifted, 0);
  }

  static Held byHold(WidgetName widget, Version version, String channel, Pin pin, int more) {
    return new Held(By.HOLD, widget, version, channel, pin, List.of(channel), version, more);
  }

  /** Whether lifting the pin is all it takes. */
  private boolean isLetGoByUnpin() {
    return version.equals(lifted);
  }

  /** What a person types to let the version out. */
  public String command() {
    String subject = widget + " " + ShellWord.quoted(alias);
    if (by == By.HOLD) {
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
    text.append(": ").append(alias).append(by == By.HOLD ? " is held by " : " is pinned by ");
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
