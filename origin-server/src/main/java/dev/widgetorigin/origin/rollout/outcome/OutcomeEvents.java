package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.resolver.WidgetName;

/** Hears of the reports that browsers send. Called on any thread; must be quick. */
public interface OutcomeEvents {
  /**
   * A report was counted. All labels come from the store or from a fixed set.
   *
   * @param loads how many page loads it stands for
   */
  default void counted(WidgetName widget, String cohort, String outcome, int loads) {}

  /** A report was not counted, {@code why} in one word. */
  default void dropped(String why) {}
}
