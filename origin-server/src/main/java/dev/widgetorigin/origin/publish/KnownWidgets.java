package dev.widgetorigin.origin.publish;

import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.ingest.compress.Dictionaries;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.Optional;

/** What the store knows of an order's widget at the moment it is asked. Thread-safe. */
final class KnownWidgets {
  private final Store store;
  private final DeltaPolicy deltas;

  KnownWidgets(Store store, DeltaPolicy deltas) {
    this.store = store;
    this.deltas = deltas;
  }

  /** Empty before its first version. */
  Optional<Widget> widget(PublishOrder order) {
    return store.catalog().snapshot().widget(order.widget());
  }

  /** An empty state before its first version. */
  WidgetState state(PublishOrder order) {
    return widget(order).map(Widget::state).orElseGet(() -> WidgetState.empty(order.widget()));
  }

  /** The version that has the number already. Throws ProblemException where it was blocked. */
  Optional<ExistingVersion> existing(PublishOrder order) {
    return ExistingVersion.in(state(order), order);
  }

  WidgetSettings.Signing signing(PublishOrder order) {
    return widget(order)
        .map(widget -> widget.settings().effectiveSigning())
        .orElse(WidgetSettings.Signing.NONE);
  }

  /** What browsers may have of the widget. May block. */
  Dictionaries earlier(PublishOrder order) {
    int count = deltas.versions(widget(order).map(Widget::settings).orElse(null));
    return EarlierVersions.dictionaries(
        store, order.widget(), EarlierVersions.choose(state(order), order.version(), count));
  }
}
