package dev.widgetorigin.bench.rolling;

import java.util.Map;
import java.util.TreeMap;

/** What all clients have seen. Thread-safe. */
final class Tally {
  private final Map<String, Integer> why = new TreeMap<>();
  private Long expected;
  private long good;
  private long failed;
  private long again;
  private long longestNanos;

  /** The first answer says which bytes are right. */
  synchronized void answered(boolean ok, long checksum, long nanos) {
    if (expected == null && ok) {
      expected = checksum;
    }
    if (!ok) {
      failed("another status than 200");
    } else if (expected != checksum) {
      failed("other bytes");
    } else {
      good++;
      longestNanos = Math.max(longestNanos, nanos);
    }
  }

  synchronized void failed(String reason) {
    failed++;
    why.merge(reason, 1, Integer::sum);
  }

  synchronized void again() {
    again++;
  }

  synchronized void print() {
    System.out.printf("good: %d%nfailed: %d%nagain: %d%n", good, failed, again);
    System.out.printf("longest: %.0f%n", longestNanos / 1e6);
    why.forEach((reason, times) -> System.out.printf("failed by %s: %d%n", reason, times));
  }
}
