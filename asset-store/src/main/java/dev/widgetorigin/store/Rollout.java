package dev.widgetorigin.store;

import dev.widgetorigin.resolver.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A staged version offered to a growing share of page views before aliases move to it. The version
 * stays {@code staged} until the rollout is promoted, so aliases cannot see it.
 *
 * @param id names this rollout among all of the widget, e.g. {@code 1.2.3-42}
 * @param alias the alias that promotion moves, e.g. {@code latest} or, for a backport, {@code v1}
 * @param previous what that alias answered when it began; where an automatic rollback goes back to
 * @param step index into steps
 * @param salt added to a browser's bucket, 0..9999
 * @param bake how long it is watched after the alias moved; zero or more
 * @param sites embedding sites that are opted in or out, or null
 * @param thresholds what the verdict goes by, or null where the origin's defaults hold
 * @param startAt not before; PENDING until then
 * @param stepStartedAt null while PENDING
 * @param pausedAt when it was paused, or null while it is not
 * @param promotedAt when the alias moved, or null while it has not
 * @param rolledBack whether the alias was put back by itself; happens at most once
 * @param reason of the last change of phase
 */
public record Rollout(
    String id,
    Version version,
    String alias,
    Version previous,
    List<Step> steps,
    int step,
    Phase phase,
    int salt,
    Duration bake,
    Sites sites,
    Thresholds thresholds,
    Instant startAt,
    Instant stepStartedAt,
    Instant pausedAt,
    Instant promotedAt,
    boolean rolledBack,
    String reason) {
  /** {@code weight} in hundredths of a percent, 1..10000. */
  public record Step(int weight, Duration duration) {}

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

  public enum Phase {
    /** Waits for its start. */
    PENDING,
    /** Offered to the present step's share of browsers. */
    RUNNING,
    /** Still offered to that share, but the next step waits for a person. */
    PAUSED,
    /** The alias has moved; watched until the bake window ends. */
    PROMOTING,
    SUCCEEDED,
    ABORTED
  }

  /** Whether it still has anything to say about who gets the version. */
  public boolean active() {
    return phase != Phase.SUCCEEDED && phase != Phase.ABORTED;
  }

  /** The share of browsers that are offered the version now, in hundredths of a percent. */
  public int weight() {
    return switch (phase) {
      case RUNNING, PAUSED -> steps.get(step).weight();
      case PROMOTING -> 10_000;
      case PENDING, SUCCEEDED, ABORTED -> 0;
    };
  }

  public Rollout withPhase(Phase newPhase, String newReason) {
    return toBuilder().phase(newPhase).reason(newReason).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Seventeen fields by name. */
  public static final class Builder {
    private String id;
    private Version version;
    private String alias;
    private Version previous;
    private List<Step> steps;
    private int step;
    private Phase phase = Phase.PENDING;
    private int salt;
    private Duration bake = Duration.ZERO;
    private Sites sites;
    private Thresholds thresholds;
    private Instant startAt;
    private Instant stepStartedAt;
    private Instant pausedAt;
    private Instant promotedAt;
    private boolean rolledBack;
    private String reason;

    private Builder() {}

    private Builder(Rollout from) {
      id = from.id;
      version = from.version;
      alias = from.alias;
      previous = from.previous;
      steps = from.steps;
      step = from.step;
      phase = from.phase;
      salt = from.salt;
      bake = from.bake;
      sites = from.sites;
      thresholds = from.thresholds;
      startAt = from.startAt;
      stepStartedAt = from.stepStartedAt;
      pausedAt = from.pausedAt;
      promotedAt = from.promotedAt;
      rolledBack = from.rolledBack;
      reason = from.reason;
    }

    public Builder id(String value) {
      id = value;
      return this;
    }

    public Builder version(Version value) {
      version = value;
      return this;
    }

    public Builder alias(String value) {
      alias = value;
      return this;
    }

    public Builder previous(Version value) {
      previous = value;
      return this;
    }

    public Builder steps(List<Step> value) {
      steps = value;
      return this;
    }

    public Builder step(int value) {
      step = value;
      return this;
    }

    public Builder phase(Phase value) {
      phase = value;
      return this;
    }

    public Builder salt(int value) {
      salt = value;
      return this;
    }

    public Builder bake(Duration value) {
      bake = value;
      return this;
    }

    public Builder sites(Sites value) {
      sites = value;
      return this;
    }

    public Builder thresholds(Thresholds value) {
      thresholds = value;
      return this;
    }

    public Builder startAt(Instant value) {
      startAt = value;
      return this;
    }

    public Builder stepStartedAt(Instant value) {
      stepStartedAt = value;
      return this;
    }

    public Builder pausedAt(Instant value) {
      pausedAt = value;
      return this;
    }

    public Builder promotedAt(Instant value) {
      promotedAt = value;
      return this;
    }

    public Builder rolledBack(boolean value) {
      rolledBack = value;
      return this;
    }

    public Builder reason(String value) {
      reason = value;
      return this;
    }

    public Rollout build() {
      return new Rollout(
          id,
          version,
          alias,
          previous,
          steps,
          step,
          phase,
          salt,
          bake,
          sites,
          thresholds,
          startAt,
          stepStartedAt,
          pausedAt,
          promotedAt,
          rolledBack,
          reason);
    }
  }
}
