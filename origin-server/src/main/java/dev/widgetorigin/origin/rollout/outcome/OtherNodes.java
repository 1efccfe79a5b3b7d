package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Rollout;

/** The nodes with which this one shares its rollouts. Called by the engine's thread only. */
public interface OtherNodes {
  /** A node that is alone. */
  OtherNodes NONE =
      new OtherNodes() {
        @Override
        public void share(WidgetName widget, Rollout.Active rollout) {}

        @Override
        public void tidy(boolean ended) {}
      };

  /** Tells them what was counted here, and takes up what they counted. May block; never throws. */
  void share(WidgetName widget, Rollout.Active rollout);

  /**
   * Removes what nobody needs any more. May block; never throws.
   *
   * @param ended whether a rollout has come to its end since the last call
   */
  void tidy(boolean ended);
}
