package dev.widgetorigin.origin.console.session;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What must not be used again before it ends by itself. Bounded; thread-safe. */
final class UsedIds {
  private final int most;
  private final Map<String, Instant> ends = new LinkedHashMap<>();

  UsedIds(int most) {
    this.most = most;
  }

  /**
   * True for the first who uses it. Where too many are kept, the one that was used first is
   * forgotten.
   */
  synchronized boolean use(String id, Instant end, Instant now) {
    ends.values().removeIf(each -> !each.isAfter(now));
    if (ends.putIfAbsent(id, end) != null) {
      return false;
    }
    if (ends.size() > most) {
      ends.remove(ends.keySet().iterator().next());
    }
    return true;
  }

  synchronized boolean contains(String id) {
    return ends.containsKey(id);
  }
}
