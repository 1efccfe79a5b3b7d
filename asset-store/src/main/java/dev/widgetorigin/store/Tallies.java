package dev.widgetorigin.store;

import dev.widgetorigin.store.widget.RolloutTally;
import dev.widgetorigin.store.widget.RolloutTally.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where the nodes of a bucket tell each other what browsers reported of a rollout: small objects
 * that are created once and never change. May be called by one thread at a time; every call may
 * block, and throws StoreException UNAVAILABLE where the bucket cannot be reached.
 */
public interface Tallies {
  /**
   * A tally as it is in the bucket.
   *
   * @param key names it among all
   * @param created when, by the bucket's clock, which is the same for all nodes
   * @param tally empty where the object is none; that was logged
   */
  record Kept(String key, Instant created, Optional<RolloutTally> tally) {
    private static final long SECONDS = Duration.ofMinutes(1).toSeconds();

    /**
     * The minute that it counts for, the same for all who read it: what its node says, and where
     * the clock of that one is wrong, the minute in which it was written.
     */
    public long minute() {
      long written = Math.floorDiv(created.getEpochSecond(), SECONDS);
      long said = tally.map(RolloutTally::minute).orElse(written);
      return said == written || said == written - 1 ? said : written;
    }
  }

  /** What the tally will be called. */
  String key(RolloutTally tally);

  /**
   * Writes it; the same again is safe where it is not known whether the call before did it. Empty
   * where it is gone already, because the step is over. Throws StoreException CORRUPT where
   * something else has its key.
   */
  Optional<Kept> write(RolloutTally tally);

  /**
   * What is there of a step.
   *
   * @param from the first minute of interest, by the names of the tallies; 0 for all
   * @param wanted by key; others are not read
   */
  List<Kept> read(Step step, long from, Predicate<String> wanted);

  /**
   * Removes tallies of steps that are over, as many as are soon removed; true where some are left.
   */
  boolean sweep();
}
