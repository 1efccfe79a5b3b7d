package dev.widgetorigin.origin.loader;

import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.Widget;
import java.util.Optional;

/**
 * Whether loaders can offer browsers what is being rolled out: a bundle need not have the script
 * that loaders load. Reads manifests: may block. Thread-safe.
 */
public final class LoaderOffers {
  private final LoaderPlan plan;

  /**
   * @param broken what loaders of aliases leave
   */
  public LoaderOffers(Store store, BrokenVersions broken) {
    this.plan = new LoaderPlan(store, broken);
  }

  /**
   * Why no page gets the version of the widget's rollout, and what to do. Empty where pages get it,
   * where there is no rollout, and where a version cannot be read, which has alarms of its own.
   */
  public Optional<String> whyNot(Widget widget) {
    return widget.rollout() instanceof Rollout.Active rollout
        ? plan.whyNotOffered(widget, rollout)
        : Optional.empty();
  }
}
