package dev.widgetorigin.store.widget;

import dev.widgetorigin.resolver.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What holds for the whole of a rollout, whatever its phase: what was decided when it was made, and
 * which sites were quarantined since.
 *
 * @param id names this rollout among all of the widget, e.g. {@code 1.2.3-42}
 * @param alias the alias that promotion moves, e.g. {@code latest} or, for a backport, {@code v1}
 * @param previous what that alias answered when it was made; where a rollback goes back to
 * @param steps one at least
 * @param salt added to a browser's bucket, 0..9999
 * @param bake how long it is watched after the alias moved; zero or more
 * @param sites embedding sites that are opted in or out, or null
 * @param thresholds what the verdict goes by, or null where the origin's defaults hold
 * @param startAt when it may begin
 * @param quarantined in the order in which they were; at most {@value #MOST_QUARANTINED}
 */
public record RolloutPlan(
    String id,
    Version version,
    String alias,
    Version previous,
    List<Step> steps,
    int salt,
    Duration bake,
    Sites sites,
    Thresholds thresholds,
    Instant startAt,
    List<QuarantinedSite> quarantined) {
  /** Every loader of the widget names them. */
  public static final int MOST_QUARANTINED = 64;

  public RolloutPlan {
    Objects.requireNonNull(id);
    Objects.requireNonNull(version);
    Objects.requireNonNull(alias);
    Objects.requireNonNull(previous);
    Objects.requireNonNull(bake);
    Objects.requireNonNull(startAt);
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("A rollout has one step at least.");
    }
    quarantined = List.copyOf(quarantined);
    if (quarantined.size() > MOST_QUARANTINED) {
      throw new IllegalArgumentException(
          "A rollout has at most " + MOST_QUARANTINED + " quarantined sites.");
    }
  }

  /** Without quarantined sites. */
  public RolloutPlan(
      String id,
      Version version,
      String alias,
      Version previous,
      List<Step> steps,
      int salt,
      Duration bake,
      Sites sites,
      Thresholds thresholds,
      Instant startAt) {
    this(id, version, alias, previous, steps, salt, bake, sites, thresholds, startAt, List.of());
  }

  RolloutPlan quarantine(QuarantinedSite site) {
    List<QuarantinedSite> more = new ArrayList<>(quarantined);
    more.add(site);
    return new RolloutPlan(
        id, version, alias, previous, steps, salt, bake, sites, thresholds, startAt, more);
  }

  /** {@code weight} in hundredths of a percent, 1..10000. */
  public record Step(int weight, Duration duration) {
    /** The weight at which every browser is offered the version. */
    public static final int ALL = 10_000;
  }

  /** Sites whose browsers all get the version ({@code in}) or never do ({@code out}). */
  public record Sites(List<String> in, List<String> out) {}

  /**
   * What the verdict goes by.
   *
   * @param errorPercent a version is broken above it, e.g. 10
   * @param windowMinutes length of the trailing window
   * @param holdMinutes how long the trailing rate must stay above before it aborts
   * @param minRate fewest samples for the trailing rate to count
   * @param minBound fewest samples for the confidence bound to count
   * @param minAdvance fewest samples of a step for it to end
   */
  public record Thresholds(
      int errorPercent,
      int windowMinutes,
      int holdMinutes,
      int minRate,
      int minBound,
      int minAdvance) {
    public static final Thresholds DEFAULTS = new Thresholds(10, 5, 5, 50, 20, 100);
  }

  int lastStep() {
    return steps.size() - 1;
  }

  /** Whether a step is followed by the promotion: it is the last, or all get it from then on. */
  boolean promotesAfter(int step) {
    if (step == lastStep()) {
      return true;
    }
    Step next = steps.get(step + 1);
    return next.weight() == Step.ALL && next.duration().isZero();
  }
}
