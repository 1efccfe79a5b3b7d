package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.store.Rollout;
import dev.widgetorigin.store.Rollout.Phase;
import java.time.Duration;
import java.time.Instant;

/**
 * The moves a rollout can make. Pure: each takes the rollout as it is and gives the one it becomes;
 * the caller has checked with {@link #may} that the phase allows the move.
 *
 * <pre>
 * PENDING ──begin──▶ RUNNING ──next…──▶ PROMOTING ──bake over──▶ SUCCEEDED
 *    │                │   ▲                 │
 *    │          pause ▼   │ resume          │ taken back
 *    │               PAUSED ──promote──▶ …  │
 *    └──────abort──────┴───────────────────▶ ABORTED
 * </pre>
 */
final class RolloutMachine {
  /** What a person may ask for. */
  enum Action {
    PAUSE,
    RESUME,
    PROMOTE,
    ABORT
  }

  private static final int ALL = 10_000;

  private RolloutMachine() {}

  static boolean may(Action action, Phase phase) {
    return switch (action) {
      case PAUSE -> phase == Phase.RUNNING;
      case RESUME -> phase == Phase.PAUSED;
      case PROMOTE -> phase == Phase.PENDING || phase == Phase.RUNNING || phase == Phase.PAUSED;
      case ABORT -> phase != Phase.SUCCEEDED && phase != Phase.ABORTED;
    };
  }

  static Rollout begin(Rollout rollout, Instant now) {
    return rollout.toBuilder()
        .phase(Phase.RUNNING)
        .step(0)
        .stepStartedAt(now)
        .reason(
            rollout.reason() == null || rollout.reason().isEmpty() ? "started" : rollout.reason())
        .build();
  }

  /** Whether the step after the present one is the alias itself. */
  static boolean nextPromotes(Rollout rollout) {
    int next = rollout.step() + 1;
    if (next >= rollout.steps().size()) {
      return true;
    }
    Rollout.Step step = rollout.steps().get(next);
    return step.weight() == ALL && step.duration().isZero();
  }

  static Rollout next(Rollout rollout, Instant now, String reason) {
    return nextPromotes(rollout)
        ? promote(rollout, now, reason)
        : rollout.toBuilder().step(rollout.step() + 1).stepStartedAt(now).reason(reason).build();
  }

  static Rollout pause(Rollout rollout, Instant now, String reason) {
    return rollout.toBuilder().phase(Phase.PAUSED).pausedAt(now).reason(reason).build();
  }

  /** The step goes on where it stood: the time of the pause does not count. */
  static Rollout resume(Rollout rollout, Instant now, String reason) {
    Duration pause = Duration.between(rollout.pausedAt(), now);
    return rollout.toBuilder()
        .phase(Phase.RUNNING)
        .stepStartedAt(rollout.stepStartedAt().plus(pause))
        .pausedAt(null)
        .reason(reason)
        .build();
  }

  /** The alias moves with it, in the same batch. Without a bake window that is the end. */
  static Rollout promote(Rollout rollout, Instant now, String reason) {
    return rollout.toBuilder()
        .phase(rollout.bake().isZero() ? Phase.SUCCEEDED : Phase.PROMOTING)
        .step(rollout.steps().size() - 1)
        .stepStartedAt(now)
        .pausedAt(null)
        .promotedAt(now)
        .reason(reason)
        .build();
  }

  static Rollout succeed(Rollout rollout, String reason) {
    return rollout.withPhase(Phase.SUCCEEDED, reason);
  }

  static Rollout abort(Rollout rollout, String reason) {
    return rollout.withPhase(Phase.ABORTED, reason);
  }

  /** The alias is put back in the same batch. */
  static Rollout takenBack(Rollout rollout, boolean byItself, String reason) {
    return rollout.toBuilder().phase(Phase.ABORTED).rolledBack(byItself).reason(reason).build();
  }

  static boolean stepOver(Rollout rollout, Instant now) {
    return rollout.phase() == Phase.RUNNING
        && !now.isBefore(
            rollout.stepStartedAt().plus(rollout.steps().get(rollout.step()).duration()));
  }

  static boolean bakeOver(Rollout rollout, Instant now) {
    return rollout.phase() == Phase.PROMOTING
        && !now.isBefore(rollout.promotedAt().plus(rollout.bake()));
  }
}
