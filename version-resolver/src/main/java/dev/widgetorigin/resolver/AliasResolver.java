package dev.widgetorigin.resolver;

import dev.widgetorigin.resolver.ReleaseIndex.Kind;
import dev.widgetorigin.resolver.Resolution.Blocked;
import dev.widgetorigin.resolver.Resolution.Found;
import dev.widgetorigin.resolver.Resolution.NoMatch;
import dev.widgetorigin.resolver.Selector.Channel;
import dev.widgetorigin.resolver.Selector.Exact;
import dev.widgetorigin.resolver.Selector.Latest;
import dev.widgetorigin.resolver.Selector.Ranged;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules by which a selector comes to a version, over one state.
 *
 * <ol>
 *   <li>A pin on the alias wins. One whose version is not there, or is staged, yanked or blocked,
 *       is passed over, and the answer says so.
 *   <li>{@code latest} is the highest released stable version; where every stable version is
 *       deprecated, the highest of those. A candidate, which is a stable version that was published
 *       to a channel and not promoted since, is passed over.
 *   <li>A channel is the version it points to, staged ones included. A yanked target is no match, a
 *       blocked one is blocked. A following channel points to where it was last moved, see {@link
 *       FollowResolver}.
 *   <li>A range is what {@code latest} comes to, pinned or not, if that satisfies it (npm's rule: a
 *       rollback of {@code latest} carries {@code v1} with it); otherwise its highest released
 *       version, otherwise its highest deprecated one. Staged, yanked and blocked versions and
 *       candidates are never eligible, even where nothing else satisfies.
 *   <li>Otherwise nothing, never something close.
 * </ol>
 *
 * An exact version that exists is itself, whatever its state, unless blocked.
 */
final class AliasResolver {
  private final WidgetState state;

  AliasResolver(WidgetState state) {
    this.state = state;
  }

  Resolution resolve(Selector selector) {
    if (selector instanceof Exact exact) {
      return exact(exact.version());
    }
    Pin pin = state.pins().get(selector.alias());
    Release pinned = pin == null ? null : find(pin.version());
    if (pinned != null && answerable(pinned)) {
      return new Found(pinned.version(), pinned, Explanations.pinned(pin));
    }
    Resolution byRule = byRule(selector);
    return pin == null ? byRule : Explanations.pinPassedOver(pin, pinned, byRule);
  }

  Resolution exact(Version version) {
    Release release = find(version);
    if (release == null) {
      return new NoMatch(Explanations.noSuchVersion(state, version));
    }
    if (release.state() == ReleaseState.BLOCKED) {
      return new Blocked(version, Explanations.blocked(release));
    }
    return new Found(release.version(), release, Explanations.exact(release.state()));
  }

  private Resolution byRule(Selector selector) {
    if (selector instanceof Channel channel) {
      return channel(channel.alias());
    }
    return selector instanceof Ranged ranged ? range(ranged) : latest();
  }

  private Resolution latest() {
    Release released = state.index().highestStable(Kind.RELEASED);
    if (released != null) {
      return new Found(released.version(), released, "highest released stable version");
    }
    Release deprecated = state.index().highestStable(Kind.DEPRECATED);
    return deprecated == null
        ? new NoMatch(Explanations.noStableVersion(state))
        : new Found(
            deprecated.version(),
            deprecated,
            "highest deprecated stable version: every stable version is deprecated");
  }

  private Resolution channel(String name) {
    Version target = state.channels().get(name);
    FollowRule rule = state.follows().get(name);
    if (target == null && rule != null) {
      return new NoMatch(Explanations.followsNothing(state, name, rule));
    }
    if (target == null) {
      return new NoMatch(Explanations.noSuchChannel(state, name));
    }
    Release release = find(target);
    if (release == null || release.state() == ReleaseState.YANKED) {
      return new NoMatch(Explanations.channelTargetGone(state, name, target, release));
    }
    if (release.state() == ReleaseState.BLOCKED) {
      return new Blocked(
          target,
          "channel " + name + " points to " + target + ", " + Explanations.blocked(release));
    }
    return new Found(release.version(), release, Explanations.channel(name, target, rule));
  }

  private Resolution range(Ranged ranged) {
    Range range = ranged.range();
    if (state.resolve(new Latest()) instanceof Found latest && range.contains(latest.version())) {
      return new Found(
          latest.version(),
          latest.release(),
          "same as latest, which is " + range.words() + ": " + latest.why());
    }
    List<Interval> intervals = range.intervals();
    Release best = state.index().highest(Kind.RELEASED, intervals, any -> true);
    if (best == null) {
      best = state.index().highest(Kind.DEPRECATED, intervals, any -> true);
    }
    return best == null
        ? new NoMatch(Explanations.nothingSatisfies(state, range, gone(intervals)))
        : new Found(
            best.version(), best, "highest " + best.state().text() + " version " + range.words());
  }

  /**
   * Yanked and blocked versions and candidates that the range would have had otherwise; at most
   * ten, distinct.
   */
  private Set<Release> gone(List<Interval> range) {
    Set<Release> gone = new LinkedHashSet<>();
    for (Interval within : range) {
      for (Release release : state.index().highest(Kind.PASSED_OVER, within, Explanations.LISTED)) {
        if (gone.size() < Explanations.LISTED) {
          gone.add(release);
        }
      }
    }
    return gone;
  }

  /** Whether the rules may choose it. */
  static boolean eligible(Release release) {
    return answerable(release) && !release.isCandidate();
  }

  /** Whether a pin may hold an alias on it. */
  static boolean answerable(Release release) {
    return release.state().isServable();
  }

  private Release find(Version version) {
    int index = state.indexOf(version);
    return index < 0 ? null : state.at(index);
  }
}
