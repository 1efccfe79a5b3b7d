package dev.widgetorigin.store.widget;

import dev.widgetorigin.resolver.WidgetName;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A problem that needs a person if it lasts. It is in the log: so it is raised once, however many
 * nodes see it, and stays over restarts until it is settled. Alarms of a rollout are settled by its
 * end.
 *
 * @param subject what it is about, e.g. {@code varnish} or {@code chat@1.2.0}; with the kind it is
 *     the only one
 * @param widget null where it is about none
 * @param problem why, for people
 * @param since when it was raised
 */
public record Alarm(Kind kind, String subject, WidgetName widget, String problem, Instant since) {
  /** What is wrong. */
  public enum Kind {
    /** An edge takes no purges; the subject is the target's name. */
    PURGE("purge"),
    /** Bytes of a version are missing or wrong. */
    STORE("store"),
    /** A promoted version fails, and the version before cannot be answered any more. */
    ROLLOUT_STUCK("rollout-stuck"),
    /** A promoted version fails, and so does the version before: nothing is put back. */
    ROLLOUT_INCONCLUSIVE("rollout-inconclusive"),
    /** A version was promoted by its rollout, and a pin keeps an alias from it. */
    ROLLOUT_HELD("rollout-held");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** In the log: {@code purge}. */
    public String text() {
      return text;
    }

    public boolean isOfRollout() {
      return this != PURGE && this != STORE;
    }

    public static Optional<Kind> parse(String text) {
      return Arrays.stream(values()).filter(each -> each.text().equals(text)).findAny();
    }
  }

  /** By which a snapshot has it: {@code purge varnish}. */
  public static String key(Kind kind, String subject) {
    return kind.text() + " " + subject;
  }
}
