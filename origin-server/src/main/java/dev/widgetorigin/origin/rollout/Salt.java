package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.store.widget.Rollout;

/**
 * Whose turn it is: a browser is offered a version where (bucket + salt) mod 10,000 is below the
 * weight, so the salt says at which bucket a rollout's share begins. Pure.
 */
final class Salt {
  private static final int BUCKETS = 10_000;

  private Salt() {}

  /**
   * At random, but so that the first step takes none of those who were in the first step of the
   * rollout before: nobody should be the guinea-pig twice running.
   *
   * @param before or null
   * @param weight of the first step
   * @param drawn any int
   */
  static int next(Rollout before, int weight, int drawn) {
    if (before == null) {
      return Math.floorMod(drawn, BUCKETS);
    }
    int taken = before.plan().steps().get(0).weight();
    int free = BUCKETS - taken - weight;
    if (free < 0) {
      return Math.floorMod(drawn, BUCKETS);
    }
    // The share before began at bucket -salt; this one begins behind it, at most so far that it
    // ends before that one begins.
    return Math.floorMod(before.plan().salt() - taken - Math.floorMod(drawn, free + 1), BUCKETS);
  }
}
