package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.origin.rollout.outcome.OutcomeEvents;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Rollout;

/** Hears what rollouts do. Called on any thread; must be quick. */
public interface RolloutEvents extends OutcomeEvents {
  RolloutEvents NONE = new RolloutEvents() {};

  /** A rollout moved by itself. */
  default void moved(WidgetName widget, Rollout rollout) {}

  /** Somebody should look. */
  default void alert(WidgetName widget, Rollout rollout, String why) {}
}
