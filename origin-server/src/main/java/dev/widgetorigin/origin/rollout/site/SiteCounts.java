package dev.widgetorigin.origin.rollout.site;

import dev.widgetorigin.store.widget.RolloutTally;
import java.util.List;

/** Counts of one site, about the new version and about all others. Not thread-safe. */
final class SiteCounts {
  final PlaceCounts canary = new PlaceCounts();
  final PlaceCounts stable = new PlaceCounts();

  /** The first in the order of the alphabet of those that its pages named; null where none. */
  private String channel;

  String channel() {
    return channel;
  }

  void add(SiteReport report) {
    name(report.channel());
    (report.canary() ? canary : stable).add(report.network(), report.outcome());
  }

  void addAll(SiteCounts other) {
    name(other.channel);
    canary.addAll(other.canary);
    stable.addAll(other.stable);
  }

  void addAll(RolloutTally.SiteCount theirs) {
    name(theirs.channel());
    canary.addAll(theirs.canary());
    stable.addAll(theirs.stable());
  }

  private void name(String other) {
    if (other != null && (channel == null || other.compareTo(channel) < 0)) {
      channel = other;
    }
  }

  RolloutTally.SiteCount tally(String site) {
    return new RolloutTally.SiteCount(site, channel, canary.list(), stable.list());
  }

  /**
   * The same where one network alone has named the site.
   *
   * @param network as {@link PlaceCounts#number} gives it
   */
  RolloutTally.SiteCount tally(String site, long network) {
    return new RolloutTally.SiteCount(
        site, channel, numbered(canary.list(), network), numbered(stable.list(), network));
  }

  private static List<RolloutTally.Count> numbered(List<RolloutTally.Count> counts, long network) {
    return counts.stream()
        .map(each -> new RolloutTally.Count(network, each.ok(), each.errors(), each.crashes()))
        .toList();
  }
}
