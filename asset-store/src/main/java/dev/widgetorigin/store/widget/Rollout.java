package dev.widgetorigin.store.widget;

import dev.widgetorigin.resolver.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A staged version offered to a growing share of page views before aliases move to it. The version
 * stays {@code staged} until the rollout is promoted, so aliases cannot see it.
 *
 * <p>Each phase is a record of its own with what is true in it, and has the moves that leave it.
 *
 * <pre>
 * Pending ──begin──▶ Running ──next…──▶ Promoting ──succeed──▶ Succeeded
 *    │                │   ▲                 │
 *    │          pause ▼   │ resume          │ abort, rollBack
 *    │               Paused ──promote──▶ …  ▼
 *    └──────abort──────┴──▶ Aborted     TakenBack
 * </pre>
 *
 * Without a bake window, promotion leads to Succeeded at once.
 */
public sealed interface Rollout {
  /** What was decided when it was made. */
  RolloutPlan plan();

  /** Of the last change of phase or step; may be empty. */
  String reason();

  Phase phase();

  /** Index into the plan's steps: the present one, or the one it ended in. */
  int step();

  /** The share of browsers that are offered the version now, in hundredths of a percent. */
  default int weight() {
    return 0;
  }

  default Version version() {
    return plan().version();
  }

  /** The sites that are held back, the first first; they stay it to the end. */
  default List<QuarantinedSite> quarantined() {
    return plan().quarantined();
  }

  /** The phase's name to the outside. */
  enum Phase {
    PENDING,
    RUNNING,
    PAUSED,
    PROMOTING,
    SUCCEEDED,
    ABORTED
  }

  /** It still has something to say about who gets the version. */
  sealed interface Active extends Rollout {
    /** The end by a person, or because the version is taken away. */
    Rollout abort(String reason);
  }

  /** Active, and the alias has not moved. */
  sealed interface Unpromoted extends Active {
    @Override
    Aborted abort(String reason);

    /** The alias moves in the same batch. Without a bake window that is the end. */
    default Promoted promote(Instant at, String promotion) {
      return plan().bake().isZero()
          ? new Succeeded(plan(), at, promotion)
          : new Promoting(plan(), at, promotion);
    }
  }

  /** Offered to the present step's share of browsers. */
  sealed interface Stepping extends Unpromoted {
    Instant stepStartedAt();

    /** Goes on without that site. */
    Stepping quarantine(QuarantinedSite site);

    @Override
    default int weight() {
      return plan().steps().get(step()).weight();
    }
  }

  /** The alias has moved. */
  sealed interface Promoted extends Rollout {
    Instant promotedAt();

    @Override
    default int step() {
      return plan().lastStep();
    }
  }

  /** Waits for its start. */
  record Pending(RolloutPlan plan, String reason) implements Unpromoted {
    /** The reason why it was made goes on to stand. */
    public Running begin(Instant at) {
      return new Running(plan, 0, at, reason.isEmpty() ? "started" : reason);
    }

    @Override
    public Aborted abort(String why) {
      return new Aborted(new Pending(plan, why));
    }

    @Override
    public Phase phase() {
      return Phase.PENDING;
    }

    @Override
    public int step() {
      return 0;
    }
  }

  /** Goes on to the next step by the verdict. */
  record Running(RolloutPlan plan, int step, Instant stepStartedAt, String reason)
      implements Stepping {
    public Running {
      Objects.checkIndex(step, plan.steps().size());
      Objects.requireNonNull(stepStartedAt);
    }

    public boolean stepOver(Instant now) {
      return !now.isBefore(stepStartedAt.plus(plan.steps().get(step).duration()));
    }

    /** Running in the step that follows, or promoted. */
    public Rollout next(Instant at, String why) {
      return plan.promotesAfter(step) ? promote(at, why) : new Running(plan, step + 1, at, why);
    }

    @Override
    public Running quarantine(QuarantinedSite site) {
      return new Running(plan.quarantine(site), step, stepStartedAt, reason);
    }

    public Paused pause(Instant at, String why) {
      return new Paused(plan, step, stepStartedAt, at, why);
    }

    @Override
    public Aborted abort(String why) {
      return new Aborted(new Running(plan, step, stepStartedAt, why));
    }

    @Override
    public Phase phase() {
      return Phase.RUNNING;
    }
  }

  /** Still offered to the step's share, but the next step waits for a person. */
  record Paused(RolloutPlan plan, int step, Instant stepStartedAt, Instant pausedAt, String reason)
      implements Stepping {
    public Paused {
      Objects.checkIndex(step, plan.steps().size());
      Objects.requireNonNull(stepStartedAt);
      Objects.requireNonNull(pausedAt);
    }

    @Override
    public Paused quarantine(QuarantinedSite site) {
      return new Paused(plan.quarantine(site), step, stepStartedAt, pausedAt, reason);
    }

    /** The step goes on where it stood: the time of the pause does not count. */
    public Running resume(Instant at, String why) {
      return new Running(plan, step, stepStartedAt.plus(Duration.between(pausedAt, at)), why);
    }

    @Override
    public Aborted abort(String why) {
      return new Aborted(new Paused(plan, step, stepStartedAt, pausedAt, why));
    }

    @Override
    public Phase phase() {
      return Phase.PAUSED;
    }
  }

  /** The alias has moved; watched until the bake window ends. */
  record Promoting(RolloutPlan plan, Instant promotedAt, String reason)
      implements Active, Promoted {
    public Promoting {
      Objects.requireNonNull(promotedAt);
    }

    @Override
    public int weight() {
      return RolloutPlan.Step.ALL;
    }

    public boolean bakeOver(Instant now) {
      return !now.isBefore(promotedAt.plus(plan.bake()));
    }

    public Succeeded succeed(String why) {
      return new Succeeded(plan, promotedAt, why);
    }

    @Override
    public TakenBack abort(String why) {
      return new TakenBack(plan, promotedAt, false, why);
    }

    /** The end by the verdict. The alias is put back in the same batch. */
    public TakenBack rollBack(String why) {
      return new TakenBack(plan, promotedAt, true, why);
    }

    @Override
    public Phase phase() {
      return Phase.PROMOTING;
    }
  }

  /** Over: the version is everybody's. */
  record Succeeded(RolloutPlan plan, Instant promotedAt, String reason) implements Promoted {
    public Succeeded {
      Objects.requireNonNull(promotedAt);
    }

    @Override
    public Phase phase() {
      return Phase.SUCCEEDED;
    }
  }

  /**
   * Over before the alias moved.
   *
   * @param last how far it had come; its reason is that of the end
   */
  record Aborted(Unpromoted last) implements Rollout {
    @Override
    public RolloutPlan plan() {
      return last.plan();
    }

    @Override
    public String reason() {
      return last.reason();
    }

    @Override
    public Phase phase() {
      return Phase.ABORTED;
    }

    @Override
    public int step() {
      return last.step();
    }
  }

  /**
   * Over after the alias had moved.
   *
   * @param byItself whether the verdict put the alias back, not a person
   */
  record TakenBack(RolloutPlan plan, Instant promotedAt, boolean byItself, String reason)
      implements Promoted {
    public TakenBack {
      Objects.requireNonNull(promotedAt);
    }

    /** The same where the alias was left alone. */
    public TakenBack aliasLeftAlone() {
      return new TakenBack(plan, promotedAt, false, reason);
    }

    @Override
    public Phase phase() {
      return Phase.ABORTED;
    }
  }
}
