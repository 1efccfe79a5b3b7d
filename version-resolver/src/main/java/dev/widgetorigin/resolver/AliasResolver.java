package dev.widgetorigin.resolver;

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
    Release deprecated = null;
    for (int i = state.size() - 1; i >= 0; i--) {
      Release release = state.at(i);
      if (!release.version().isPrerelease() && !release.isCandidate()) {
        if (release.state() == ReleaseState.RELEASED) {
          return new Found(release.version(), release, "highest released stable version");
        }
        if (deprecated == null && release.state() == ReleaseState.DEPRECATED) {
          deprecated = release;
        }
      }
    }
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
    Release best = null;
    for (List<Comparator> all : range.alternatives()) {
      best = better(best, highest(all));
    }
    return best == null
        ? new NoMatch(Explanations.nothingSatisfies(state, range, gone(range)))
        : new Found(
            best.version(), best, "highest " + best.state().text() + " version " + range.words());
  }

  /** The best version of one alternative: from its upper bound downwards until one is released. */
  private Release highest(List<Comparator> all) {
    Release deprecated = null;
    for (int i = lastWithin(all); i >= 0 && !belowAll(all, state.at(i).version()); i--) {
      Release release = state.at(i);
      if (eligible(release) && Range.contains(all, release.version())) {
        if (release.state() == ReleaseState.RELEASED) {
          return release;
        }
        deprecated = deprecated == null ? release : deprecated;
      }
    }
    return deprecated;
  }

  /**
   * Yanked and blocked versions and candidates that the range would have had otherwise; at most
   * ten, distinct.
   */
  private Set<Release> gone(Range range) {
    Set<Release> gone = new LinkedHashSet<>();
    for (List<Comparator> all : range.alternatives()) {
      for (int i = lastWithin(all);
          i >= 0 && gone.size() < Explanations.LISTED && !belowAll(all, state.at(i).version());
          i--) {
        Release release = state.at(i);
        if (release.state() != ReleaseState.STAGED && Range.contains(all, release.version())) {
          gone.add(release);
        }
      }
    }
    return gone;
  }

  /** Index of the highest version that no upper bound shuts out. */
  private int lastWithin(List<Comparator> all) {
    int last = state.size() - 1;
    for (Comparator bound : all) {
      if (!bound.isAny() && !bound.operator().pointsUp()) {
        int index = state.indexOf(bound.version());
        last = Math.min(last, index < 0 ? -index - 2 : index);
      }
    }
    return last;
  }

  /** Whether a lower bound shuts the version out, and with it all that are lower still. */
  private static boolean belowAll(List<Comparator> all, Version version) {
    for (Comparator bound : all) {
      if (!bound.isAny()
          && !bound.operator().pointsDown()
          && version.compareTo(bound.version()) < 0) {
        return true;
      }
    }
    return false;
  }

  private static Release better(Release a, Release b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    if (a.state() != b.state()) {
      return a.state() == ReleaseState.RELEASED ? a : b;
    }
    return a.version().compareTo(b.version()) >= 0 ? a : b;
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
