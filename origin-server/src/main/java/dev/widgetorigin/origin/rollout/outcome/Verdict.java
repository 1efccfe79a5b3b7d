package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.store.widget.RolloutPlan.Thresholds;
import java.util.List;
import java.util.Locale;

/**
 * What the evidence says of a rollout, and why, in words a person on call can act on.
 *
 * <p>The plain rule "more than 10 % errors: abort" takes back a healthy version with a baseline of
 * 5 % in most six-hour runs, because some small window always looks bad. So a version is held to be
 * broken only where
 *
 * <ul>
 *   <li>(A) the trailing error rate is above the limit on enough loads, and has been at every look
 *       for as long as the hold time: a slow, certain rule for a moderate fault; or
 *   <li>(B) the lower bound of the error rate (Wilson, one side, 99.5 %) is above the limit, in the
 *       trailing window or in the whole step: a fast rule for a plain breakage, and the only one
 *       that low traffic can ever satisfy.
 * </ul>
 *
 * <p>What the stable version throws after loading, the new one may throw as often: the limit is
 * that much higher. Where the stable version fails to load above the limit too, the fault lies
 * elsewhere: {@link Kind#INCONCLUSIVE}. Too few loads always hold and never promote. Pure.
 */
public record Verdict(Kind kind, String why) {
  public enum Kind {
    /** Nothing to do yet. */
    HOLD,
    /** The step is done. */
    ADVANCE,
    /** Both versions fail: pause, and tell someone. */
    INCONCLUSIVE,
    /** Take the version back. */
    ABORT
  }

  /** However often the stable version throws, a new one may not throw in every other load. */
  private static final double MOST_BASELINE = 0.25;

  public static Verdict of(Evidence evidence, Thresholds thresholds) {
    Window stable = stable(evidence, thresholds);
    double plain = thresholds.errorPercent() / 100.0;
    double limit = limit(evidence, thresholds);
    String broken = broken(evidence, thresholds, limit);
    if (broken == null) {
      return advance(evidence, thresholds, limit);
    }
    double unloaded = stable.rate() - stable.crashRate();
    if (enough(stable, thresholds) && unloaded > plain) {
      return new Verdict(
          Kind.INCONCLUSIVE, broken + "; but the stable version fails too, " + percent(unloaded));
    }
    return new Verdict(Kind.ABORT, broken);
  }

  /** The share of failed loads above which a version is held to be broken, e.g. 0.1. */
  public static double limit(Evidence evidence, Thresholds thresholds) {
    Window stable = stable(evidence, thresholds);
    double baseline = enough(stable, thresholds) ? Math.min(MOST_BASELINE, stable.crashRate()) : 0;
    return thresholds.errorPercent() / 100.0 + baseline;
  }

  /** What the new version is compared with. */
  private static Window stable(Evidence evidence, Thresholds thresholds) {
    return enough(evidence.stable(), thresholds) ? evidence.stable() : evidence.stableStep();
  }

  /**
   * Whether a window of the stable version proves anything. Its successes are a sample of one in a
   * hundred, so what counts is reports, not loads.
   */
  private static boolean enough(Window stable, Thresholds thresholds) {
    return stable.reports() >= thresholds.minRate();
  }

  /** Why the version is held to be broken, or null. */
  private static String broken(Evidence evidence, Thresholds thresholds, double limit) {
    for (Window window : List.of(evidence.now(), evidence.step())) {
      if (window.loads() >= thresholds.minBound() && window.lower() > limit) {
        return "%s of %d loads failed, certainly more than %s"
            .formatted(percent(window.rate()), Math.round(window.loads()), limit(limit));
      }
    }
    if (evidence.trailing().size() <= thresholds.holdMinutes()) {
      return null;
    }
    boolean held =
        evidence.now().rate() > limit
            && evidence.above().toMinutes() >= thresholds.holdMinutes()
            && evidence.trailing().subList(0, thresholds.holdMinutes() + 1).stream()
                .allMatch(window -> above(window, thresholds));
    return held
        ? "more than %s of the loads of %d minutes failed for %d minutes, now %s of %d"
            .formatted(
                limit(limit),
                thresholds.windowMinutes(),
                thresholds.holdMinutes(),
                percent(evidence.now().rate()),
                Math.round(evidence.now().loads()))
        : null;
  }

  /** Whether a window is what rule A wants to see held. */
  static boolean above(Window window, Thresholds thresholds) {
    return window.loads() >= thresholds.minRate()
        && window.rate() > thresholds.errorPercent() / 100.0;
  }

  private static Verdict advance(Evidence evidence, Thresholds thresholds, double limit) {
    Window step = evidence.step();
    if (!evidence.stepOver()) {
      return new Verdict(Kind.HOLD, "the step's time is not over");
    }
    if (step.loads() < thresholds.minAdvance()) {
      return new Verdict(
          Kind.HOLD,
          "waiting for loads: %d of at least %d"
              .formatted((long) step.loads(), thresholds.minAdvance()));
    }
    String facts =
        "%s of %d loads failed, certainly less than %s"
            .formatted(percent(step.rate()), Math.round(step.loads()), percent(step.upper()));
    return step.upper() < limit
        ? new Verdict(Kind.ADVANCE, facts)
        : new Verdict(Kind.HOLD, facts + "; waiting for less than " + limit(limit));
  }

  private static String limit(double limit) {
    double percent = 100 * limit;
    return Math.abs(percent - Math.rint(percent)) < 1e-9
        ? Math.round(percent) + " %"
        : percent(limit);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
