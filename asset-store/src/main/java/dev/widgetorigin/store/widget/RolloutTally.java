package dev.widgetorigin.store.widget;

import dev.widgetorigin.resolver.WidgetName;
import java.util.List;
import java.util.Objects;

/**
 * What one node of a bucket counted of a step of a rollout, in one minute. Written once, and added
 * up by all nodes.
 *
 * @param step what was counted
 * @param node who counted
 * @param run the process that counted; a node that was started anew has another one
 * @param minute since 1970, by the clock of that node
 * @param canary reports about the new version, by network
 * @param stable reports about all other versions, by network
 */
public record RolloutTally(
    Step step, String node, String run, long minute, List<Count> canary, List<Count> stable) {
  /** Far more than a node tells apart of each kind, so that a forged one costs little to read. */
  public static final int MOST_NETWORKS = 10_000;

  private static final long MOST_REPORTS = 1_000_000_000_000L;

  /** Throws IllegalArgumentException where no node can have counted that. */
  public RolloutTally {
    Objects.requireNonNull(step);
    Objects.requireNonNull(node);
    Objects.requireNonNull(run);
    canary = checked(canary);
    stable = checked(stable);
  }

  private static List<Count> checked(List<Count> counts) {
    if (counts.size() > MOST_NETWORKS) {
      throw new IllegalArgumentException(
          "expected at most " + MOST_NETWORKS + " networks, found " + counts.size());
    }
    return List.copyOf(counts);
  }

  public boolean isEmpty() {
    return canary.isEmpty() && stable.isEmpty();
  }

  /** How many reports it rests on. */
  public long reports() {
    return reports(canary) + reports(stable);
  }

  private static long reports(List<Count> counts) {
    return counts.stream().mapToLong(Count::reports).sum();
  }

  /**
   * What one network reported.
   *
   * @param network names it, or several that share a place; no address
   * @param errors loads that failed
   * @param crashes of those that had loaded, and are among {@code ok}
   */
  public record Count(long network, long ok, long errors, long crashes) {
    /** Throws IllegalArgumentException where a number is negative or absurd. */
    public Count {
      for (long each : new long[] {ok, errors, crashes}) {
        if (each < 0 || each > MOST_REPORTS) {
          throw new IllegalArgumentException("no network sends " + each + " reports");
        }
      }
    }

    public Count(long network, long ok, long errors) {
      this(network, ok, errors, 0);
    }

    long reports() {
      return ok + errors + crashes;
    }
  }

  /**
   * What is counted by itself: a step of a rollout, or the time after its promotion.
   *
   * @param rollout the id of its plan, e.g. {@code 1.3.0-42}
   * @param name {@code 0}, {@code 1}… or {@code 2-promoted}
   */
  public record Step(WidgetName widget, String rollout, String name) {
    public Step {
      Objects.requireNonNull(widget);
      Objects.requireNonNull(rollout);
      Objects.requireNonNull(name);
    }

    /** The present one of that rollout. */
    public static Step of(WidgetName widget, Rollout rollout) {
      String promoted = rollout instanceof Rollout.Promoted ? "-promoted" : "";
      return new Step(widget, rollout.plan().id(), rollout.step() + promoted);
    }
  }
}
