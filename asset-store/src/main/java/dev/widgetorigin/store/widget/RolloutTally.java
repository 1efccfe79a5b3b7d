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
 * @param sites both again, by site; a node may tell of a site later than in {@code minute}
 */
public record RolloutTally(
    Step step,
    String node,
    String run,
    long minute,
    List<Count> canary,
    List<Count> stable,
    List<SiteCount> sites) {
  /** Far more than a node tells apart of each kind, so that a forged one costs little to read. */
  public static final int MOST_NETWORKS = 10_000;

  /** The same of sites. */
  public static final int MOST_SITES = 1_000;

  private static final long MOST_REPORTS = 1_000_000_000_000L;

  /** Throws IllegalArgumentException where no node can have counted that. */
  public RolloutTally {
    Objects.requireNonNull(step);
    Objects.requireNonNull(node);
    Objects.requireNonNull(run);
    canary = checked(canary);
    stable = checked(stable);
    if (sites.size() > MOST_SITES) {
      throw new IllegalArgumentException(
          "expected at most " + MOST_SITES + " sites, found " + sites.size());
    }
    sites = List.copyOf(sites);
  }

  private static List<Count> checked(List<Count> counts) {
    if (counts.size() > MOST_NETWORKS) {
      throw new IllegalArgumentException(
          "expected at most " + MOST_NETWORKS + " networks, found " + counts.size());
    }
    return List.copyOf(counts);
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

    long reports() {
      return ok + errors + crashes;
    }
  }

  /**
   * What was reported of one site.
   *
   * @param site as its pages report it; empty for all that are not told apart
   * @param channel that its pages load; null where they name none
   * @param canary reports about the new version, by network; a network is a small number here, but
   *     where it alone has named the site
   * @param stable reports about all other versions
   */
  public record SiteCount(String site, String channel, List<Count> canary, List<Count> stable) {
    private static final int MOST_PLACES = 64;
    private static final int MAX_NAME = 300;

    /** Throws IllegalArgumentException where no node can have counted that. */
    public SiteCount {
      if (site.length() > MAX_NAME || (channel != null && channel.length() > MAX_NAME)) {
        throw new IllegalArgumentException("no site has such a long name");
      }
      if (canary.size() > MOST_PLACES || stable.size() > MOST_PLACES) {
        throw new IllegalArgumentException("no site has so many networks");
      }
      canary = List.copyOf(canary);
      stable = List.copyOf(stable);
    }

    public boolean isEmpty() {
      return canary.isEmpty() && stable.isEmpty();
    }
  }

  /**
   * What is counted by itself: a step of a rollout, or the time after its promotion, with the same
   * sites held back.
   *
   * @param rollout the id of its plan, e.g. {@code 1.3.0-42}
   * @param name {@code 0}, {@code 1}… or {@code 2-promoted}; with two sites held back {@code 0-q2}
   */
  public record Step(WidgetName widget, String rollout, String name) {
    private static final String QUARANTINED = "-q";

    public Step {
      Objects.requireNonNull(widget);
      Objects.requireNonNull(rollout);
      Objects.requireNonNull(name);
    }

    /** Whether the other one differs in nothing but what is held back. */
    public boolean continues(Step other) {
      return rollout.equals(other.rollout) && stage().equals(other.stage());
    }

    private String stage() {
      int end = name.indexOf(QUARANTINED);
      return end == -1 ? name : name.substring(0, end);
    }

    /** The present one of that rollout. */
    public static Step of(WidgetName widget, Rollout rollout) {
      String promoted = rollout instanceof Rollout.Promoted ? "-promoted" : "";
      int held = rollout.quarantined().size();
      String quarantined = held == 0 ? "" : QUARANTINED + held;
      return new Step(widget, rollout.plan().id(), rollout.step() + promoted + quarantined);
    }
  }
}
