package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.Commit;

/** The newest commits, for followers that keep up. Thread-safe. */
final class RecentCommits {
  /** Each keeps a state alive that shares nearly all with the next. */
  private static final int KEPT = 64;

  private final Commit[] ring = new Commit[KEPT];

  synchronized void add(Commit commit) {
    ring[index(commit.sequence())] = commit;
  }

  /** Null where it is not, or not any more, among them. */
  synchronized Commit find(long sequence) {
    Commit found = ring[index(sequence)];
    return found != null && found.sequence() == sequence ? found : null;
  }

  private static int index(long sequence) {
    return (int) (sequence % KEPT);
  }
}
