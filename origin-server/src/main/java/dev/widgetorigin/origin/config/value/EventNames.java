package dev.widgetorigin.origin.config.value;

import java.util.List;

/**
 * The events that a receiver of webhooks may name: {@code version.published}; {@code rollout.*} for
 * all of a group; {@code *} for all. Pure.
 */
public final class EventNames {
  static final List<String> ALL =
      List.of(
          "version.published",
          "version.completed",
          "version.promoted",
          "version.repaired",
          "version.state",
          "alias.moved",
          "alias.pinned",
          "alias.unpinned",
          "alias.rolled-back",
          "channel.moved",
          "channel.followed",
          "channel.rule",
          "rollout.pending",
          "rollout.running",
          "rollout.paused",
          "rollout.promoting",
          "rollout.succeeded",
          "rollout.aborted",
          "rollout.site-quarantined",
          "rollout.stuck",
          "rollout.inconclusive",
          "rollout.held",
          "rollout.recovered",
          "switch.off",
          "switch.on",
          "settings.changed",
          "template.changed",
          "purge.asked",
          "purge.failed",
          "purge.recovered",
          "store.damaged",
          "store.recovered",
          "store.swept",
          "token.changed",
          "token.revoked");

  private EventNames() {}

  /** Whether it names an event, a group, or all. */
  public static boolean is(String text) {
    String group = text.endsWith(".*") ? text.substring(0, text.length() - 1) : null;
    return text.equals("*")
        || ALL.contains(text)
        || (group != null && ALL.stream().anyMatch(each -> each.startsWith(group)));
  }

  /** What was expected in place of a text that is none. */
  public static String expected(String text) {
    String meant =
        ALL.stream().anyMatch(each -> each.startsWith(text + "."))
            ? text + ".*"
            : Texts.nearest(text, ALL).orElse(null);
    return "an event such as version.published, rollout.* or * (docs/notifications.md has all"
        + (meant == null ? ")" : "; did you mean " + meant + "?)");
  }
}
