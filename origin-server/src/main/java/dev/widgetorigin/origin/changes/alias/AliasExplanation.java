package dev.widgetorigin.origin.changes.alias;

import dev.widgetorigin.resolver.FollowRule;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetState;
import java.util.ArrayList;
import java.util.List;

/**
 * Why an alias answers what it does: its rule, and the versions that it might answer, from the
 * newest down to the one that it answers.
 *
 * @param line the alias and its answer
 * @param rule the rule in one sentence
 * @param versions at most {@value #MOST}
 * @param left how many more there are
 */
public record AliasExplanation(
    AliasReport.Line line, String rule, List<Candidate> versions, int left) {
  private static final int MOST = 20;

  /**
   * One version that the alias might answer.
   *
   * @param why it is chosen or passed over
   */
  public record Candidate(Version version, ReleaseState state, boolean chosen, String why) {}

  /** Pure. */
  public static AliasExplanation of(WidgetState state, Selector alias) {
    AliasReport.Line line = AliasReport.line(state, alias);
    List<Candidate> all = new ArrayList<>();
    for (Release release : state.releases().descendingMap().values()) {
      if (concerns(alias, release, state)) {
        boolean chosen = release.version().equals(line.version());
        all.add(
            new Candidate(
                release.version(),
                release.state(),
                chosen,
                chosen ? line.why() : whyNot(state, alias, line, release)));
        if (chosen) {
          break;
        }
      }
    }
    int shown = Math.min(MOST, all.size());
    return new AliasExplanation(
        line, rule(state, alias), List.copyOf(all.subList(0, shown)), all.size() - shown);
  }

  private static boolean concerns(Selector alias, Release release, WidgetState state) {
    Version version = release.version();
    if (alias instanceof Selector.Channel channel) {
      return version.equals(state.channels().get(channel.alias()));
    }
    Pin pin = state.pins().get(alias.alias());
    if (pin != null && pin.version().equals(version)) {
      return true;
    }
    return alias instanceof Selector.Ranged ranged
        ? ranged.range().contains(version)
        : !version.isPrerelease();
  }

  private static String rule(WidgetState state, Selector alias) {
    FollowRule rule = state.follows().get(alias.alias());
    if (alias instanceof Selector.Channel && rule != null) {
      return "%s follows %s: of the versions that satisfy %s and are not above its answer, the newest that has been released for that long; the oldest where none has.%s"
          .formatted(
              alias.alias(),
              rule,
              rule.follow().alias(),
              rule.hold() == null ? "" : " It is " + rule.hold() + ".");
    }
    if (alias instanceof Selector.Channel) {
      return "A channel answers the version it points to.";
    }
    return alias instanceof Selector.Ranged ranged
        ? "%s answers what latest answers, if that is %s; otherwise the highest released version that is, and a deprecated one only where there is no other."
            .formatted(alias.alias(), ranged.range().words())
        : "latest answers the highest released stable version, and a deprecated one only where there is no other.";
  }

  private static String whyNot(
      WidgetState state, Selector alias, AliasReport.Line line, Release release) {
    String because = release.reason().isEmpty() ? "" : ": " + release.reason();
    return switch (release.state()) {
      case STAGED -> "staged: only its exact URL and channels answer it until it is released";
      case YANKED -> "yanked" + because;
      case BLOCKED -> "blocked" + because;
      case RELEASED, DEPRECATED -> whyNotChosen(state, alias, line, release);
    };
  }

  /** Of a version that could be answered. */
  private static String whyNotChosen(
      WidgetState state, Selector alias, AliasReport.Line line, Release release) {
    if (line.pin() != null && line.pin().version().equals(line.version())) {
      return alias.alias() + " is pinned to " + line.pin().version();
    }
    if (release.isCandidate()) {
      return "published to channel %s and not promoted: widget-origin promote %s %s"
          .formatted(release.channel(), state.name(), release.version());
    }
    if (release.state() == ReleaseState.DEPRECATED) {
      return "deprecated" + (release.reason().isEmpty() ? "" : ": " + release.reason());
    }
    // By its own rule a range answers the highest: it passes over one only to follow latest.
    return "latest answers %s, which satisfies %s".formatted(line.version(), alias.alias());
  }
}
