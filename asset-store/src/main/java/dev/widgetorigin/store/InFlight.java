package dev.widgetorigin.store;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keys that a publish under way relies on and no catalog names yet; the garbage collector leaves
 * them alone.
 *
 * <p>A publish may find an old, unnamed blob in place and count on it. So it announces its keys
 * before it looks, and the collector asks and deletes under the same monitor. While a collection
 * runs, announced keys stay protected after their publish ends, because the collector's list of
 * what is named may be older than that publish.
 */
final class InFlight {
  private final Map<String, Integer> announced = new HashMap<>();
  private Set<String> seenByCollection;

  synchronized void announce(Collection<String> keys) {
    for (String key : keys) {
      announced.merge(key, 1, Integer::sum);
    }
    if (seenByCollection != null) {
      seenByCollection.addAll(keys);
    }
  }

  synchronized void release(Collection<String> keys) {
    for (String key : keys) {
      announced.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Before the collector takes its snapshot. False where a collection runs already. */
  synchronized boolean beginCollection() {
    if (seenByCollection != null) {
      return false;
    }
    seenByCollection = new HashSet<>(announced.keySet());
    return true;
  }

  synchronized void endCollection() {
    seenByCollection = null;
  }

  /** A deletion that no announcement may overtake. */
  @FunctionalInterface
  interface Deletion {
    boolean run() throws IOException;
  }

  /** True where the key was not protected and the deletion did something. */
  synchronized boolean deleteUnlessAnnounced(String key, Deletion deletion) throws IOException {
    return !seenByCollection.contains(key) && deletion.run();
  }
}
