package dev.widgetorigin.origin.rollout.outcome;

/** Windows in which each load was reported. */
final class Windows {
  private Windows() {}

  static Window of(long loads, long errors) {
    return new Window(loads, errors, 0, loads);
  }
}
