package dev.widgetorigin.origin.purge;

import dev.widgetorigin.origin.purge.PurgeStatus.Sighting;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.LogFollower.Position;
import java.time.Duration;
import java.time.Instant;

/**
 * One alias that moved, and what was seen of it through one public host. Changed under the lock of
 * its {@link EdgeWatch} only.
 */
final class WatchedAlias {
  static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  /** Which alias. */
  record Key(WidgetName widget, String alias) {}

  final Key key;

  /** The position in the log before the change. */
  final Position before;

  /** When this node heard of the change; nanoseconds, like all that is due. */
  final long heardAt;

  /** What it should show. */
  AliasAnswer expected;

  /** When it is looked at again. */
  long due;

  Duration pause = FIRST_PAUSE;

  /** What was last seen, as {@link AliasAnswer#text} has it. */
  String found;

  /** Why nothing was seen; empty. */
  String problem = "";

  /** Null until it was seen to be right. */
  Instant rightSince;

  /** Whether it is wrong for longer than it may be. */
  boolean late;

  private final long sequence;
  private final Instant changedAt;

  WatchedAlias(Key key, Position before, Commit commit, AliasAnswer expected, long now) {
    this.key = key;
    this.before = before;
    this.sequence = commit.sequence();
    this.changedAt = commit.batch().time();
    this.expected = expected;
    this.heardAt = now;
    this.due = now;
  }

  Sighting sighting() {
    return new Sighting(
        key.widget(),
        key.alias(),
        expected.off() ? null : expected.version(),
        expected.off(),
        changedAt,
        sequence,
        found,
        rightSince,
        late,
        problem);
  }
}
