package dev.widgetorigin.resolver;

import dev.widgetorigin.resolver.Resolution.Blocked;
import dev.widgetorigin.resolver.Resolution.Found;
import dev.widgetorigin.resolver.Resolution.NoMatch;
import java.util.Collection;
import java.util.StringJoiner;

/**
 * The sentences with which {@link AliasResolver} gives its reasons. What they list is bounded, and
 * staged versions are never named: their numbers are not public.
 */
final class Explanations {
  /** How many versions, and how many channels, a sentence lists at most. */
  static final int LISTED = 10;

  private Explanations() {}

  static String exact(ReleaseState state) {
    return switch (state) {
      case STAGED -> "exact version, staged";
      case RELEASED -> "exact version";
      case DEPRECATED -> "exact version, deprecated";
      case YANKED -> "exact version, yanked: no alias answers with it";
      case BLOCKED -> "exact version, blocked";
    };
  }

  static String blocked(Release release) {
    return "blocked since " + release.since() + because(release.reason());
  }

  static String pinned(Pin pin) {
    return "pinned by "
        + pin.by()
        + (pin.rollback() ? " (rollback)" : "")
        + " at "
        + pin.at()
        + because(pin.reason());
  }

  /**
   * The answer by rule, with a word about the pin that could not be kept. Where there is no answer,
   * anybody may read that: it does not say whose pin it is.
   */
  static Resolution pinPassedOver(Pin pin, Release pinned, Resolution byRule) {
    String why =
        byRule.why()
            + " (the pin on "
            + pin.version()
            + " is passed over: that version "
            + (pinned == null ? "does not exist" : "is " + pinned.state().text())
            + ")";
    if (byRule instanceof Found found) {
      return new Found(found.version(), found.release(), why);
    }
    return byRule instanceof Blocked blocked
        ? new Blocked(blocked.version(), why)
        : new NoMatch(why);
  }

  static String noSuchVersion(WidgetState state, Version version) {
    return state.name() + " has no version " + version + "; " + state.exists();
  }

  static String noStableVersion(WidgetState state) {
    StringJoiner candidates = new StringJoiner(", ");
    int listed = 0;
    for (int i = state.size() - 1; i >= 0 && listed < LISTED; i--) {
      Release release = state.at(i);
      if (release.isCandidate() && AliasResolver.answerable(release)) {
        candidates.add(passedOver(release));
        listed++;
      }
    }
    return state.name()
        + " has no released stable version"
        + (listed == 0 ? "" : " (" + candidates + ")")
        + "; "
        + state.exists();
  }

  static String noSuchChannel(WidgetState state, String channel) {
    return state.name() + " has no channel " + channel + "; " + state.exists();
  }

  static String channel(String name, Version target, FollowRule rule) {
    if (rule == null) {
      return "channel " + name + " points to " + target;
    }
    return rule.hold() == null
        ? "channel " + name + " follows " + rule + ", and was moved to " + target
        : "channel " + name + " follows " + rule + ", and is " + rule.hold();
  }

  static String followsNothing(WidgetState state, String channel, FollowRule rule) {
    return "channel " + channel + " follows " + rule + ", which answers nothing; " + state.exists();
  }

  static String channelTargetGone(
      WidgetState state, String channel, Version target, Release release) {
    String gone =
        release == null
            ? "which does not exist"
            : "yanked since " + release.since() + because(release.reason());
    return "channel " + channel + " points to " + target + ", " + gone + "; " + state.exists();
  }

  static String nothingSatisfies(WidgetState state, Range range, Collection<Release> gone) {
    StringJoiner passedOver = new StringJoiner(", ");
    gone.forEach(release -> passedOver.add(passedOver(release)));
    return "no released version of "
        + state.name()
        + " is "
        + range.words()
        + (passedOver.length() == 0 ? "" : " (" + passedOver + ")")
        + "; "
        + state.exists();
  }

  /** Why the rules do not choose a version that a range has. */
  private static String passedOver(Release release) {
    return AliasResolver.answerable(release)
        ? release.version()
            + " was published to channel "
            + release.channel()
            + " and is not promoted"
        : release.version() + " is " + release.state().text();
  }

  private static String because(String reason) {
    return reason == null || reason.isBlank() ? "" : ": " + reason;
  }

  /** The newest versions and some channels. */
  static String whatExists(WidgetState state) {
    return channels(state) + "; " + versions(state);
  }

  private static String channels(WidgetState state) {
    if (state.channels().isEmpty()) {
      return "channels: none";
    }
    StringJoiner out = new StringJoiner(", ", "channels: ", "");
    state.channels().keySet().stream().limit(LISTED).forEach(out::add);
    int more = state.channels().size() - LISTED;
    return more > 0 ? out + " and " + more + " more" : out.toString();
  }

  private static String versions(WidgetState state) {
    StringJoiner out = new StringJoiner(", ", "versions: ", "");
    out.setEmptyValue("versions: none released");
    int listed = 0;
    for (int i = state.size() - 1; i >= 0; i--) {
      Release release = state.at(i);
      if (AliasResolver.answerable(release)) {
        if (listed++ == LISTED) {
          return out + " and older ones";
        }
        out.add(release.version().toString());
      }
    }
    return out.toString();
  }
}
