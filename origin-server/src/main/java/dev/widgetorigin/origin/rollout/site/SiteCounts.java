package dev.widgetorigin.origin.rollout.site;

import dev.widgetorigin.store.widget.RolloutTally;

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
    (report.canary() ? canary : stable).add(report.network(), report.fate());
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
}
