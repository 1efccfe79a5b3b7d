package dev.widgetorigin.origin.changes;

import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * States of the widget chat, written as words with a space between them, so that a table of tests
 * can have one in a cell.
 *
 * <ul>
 *   <li>{@code 1.0.0} is released, {@code 1.0.0:yanked:broken} is yanked with a reason;
 *   <li>{@code 1.0.0>next} is a candidate, published to the channel next;
 *   <li>{@code v1=1.0.0} is a pin by ana, {@code v1<1.0.0} one of a rollback;
 *   <li>{@code beta=1.0.0} is a channel;
 *   <li>{@code acme~latest/7} has the channel acme follow latest by seven days, {@code
 *       acme~latest/7!} is held by ana.
 * </ul>
 */
public final class Chat {
  public static final WidgetName NAME = WidgetName.parse("chat");
  public static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
  static final long SEQUENCE = 7;

  private Chat() {}

  public static Version version(String text) {
    return Version.parse(text);
  }

  public static Selector alias(String text) {
    return Selector.parse(text);
  }

  public static WidgetState state(String words) {
    WidgetState state = WidgetState.empty(NAME);
    for (String word : words.split(" ", -1)) {
      String[] sides = word.split("[=<]", 2);
      if (word.contains("~")) {
        state = follows(state, word);
      } else {
        state = sides.length == 1 ? state.withRelease(release(word)) : held(state, word, sides);
      }
    }
    return state;
  }

  private static WidgetState follows(WidgetState state, String word) {
    String[] parts = word.split("[~/!]", -1);
    FollowRule.Hold hold = word.endsWith("!") ? new FollowRule.Hold("ana", AT, "") : null;
    Duration delay = Duration.ofDays(Long.parseLong(parts[2]));
    return state.withFollow(parts[0], new FollowRule(alias(parts[1]), delay, hold));
  }

  public static Widget widget(String words) {
    return widget(words, WidgetSettings.DEFAULTS, null);
  }

  public static Widget widget(String words, WidgetSettings settings, Rollout rollout) {
    return new Widget(state(words), Map.of(), settings, rollout, SEQUENCE);
  }

  private static WidgetState held(WidgetState state, String word, String[] sides) {
    Version to = version(sides[1]);
    if (alias(sides[0]) instanceof Selector.Channel) {
      return state.withChannel(sides[0], to);
    }
    return state.withPin(sides[0], new Pin(to, "ana", AT, "", word.contains("<")));
  }

  static Release release(String word) {
    String[] parts = word.split(":", 3);
    String[] channel = parts[0].split(">", 2);
    ReleaseState in =
        parts.length == 1
            ? ReleaseState.RELEASED
            : ReleaseState.valueOf(parts[1].toUpperCase(Locale.ROOT));
    return new Release(
        version(channel[0]),
        in,
        parts.length == 3 ? parts[2] : "",
        AT,
        AT,
        channel.length == 2 ? channel[1] : null);
  }

  /** The change that publishes {@code 1.0.0}, {@code 1.0.0:staged} or {@code 1.0.0>next}. */
  static Change.Published published(String word) {
    Release release = release(word);
    return new Change.Published(
        NAME,
        release.version(),
        release.state(),
        Digest.of(new byte[Digest.LENGTH]),
        null,
        release.channel());
  }
}
