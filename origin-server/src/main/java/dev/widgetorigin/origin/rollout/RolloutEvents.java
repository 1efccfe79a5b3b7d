package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Rollout;

/** Hears what rollouts do. Called on any thread; must be quick. */
public interface RolloutEvents {
  RolloutEvents NONE = new RolloutEvents() {};

  /**
   * A report was counted. All labels come from the store or from a fixed set.
   *
   * @param loads how many page loads it stands for
   */
  default void counted(WidgetName widget, String cohort, String outcome, int loads) {}

  /** A report was not counted, {@code why} in one word. */
  default void dropped(String why) {}

  /** A rollout moved by itself. */
  default void moved(WidgetName widget, Rollout rollout) {}

  /** Somebody should look. */
  default void alert(WidgetName widget, Rollout rollout, String why) {}
}
