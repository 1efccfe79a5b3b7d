package dev.widgetorigin.store;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.ApiToken;
import dev.widgetorigin.store.widget.Widget;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The fold of the log up to {@link #sequence()}. Immutable; thread-safe. */
public interface CatalogSnapshot {
  long sequence();

  /** 0 at first; one higher after each collection, see {@link Change.Swept}. */
  default long epoch() {
    return 0;
  }

  /** Tokens by their id, in the order in which they came into being. */
  default Map<String, ApiToken> tokens() {
    return Map.of();
  }

  /** The open alarms by {@link Alarm#key}, in the order in which they were raised. */
  default Map<String, Alarm> alarms() {
    return Map.of();
  }

  Optional<Widget> widget(WidgetName name);

  int widgetCount();

  /** In no order. */
  Stream<Widget> widgets();

  /**
   * The widgets that are not the very same objects as in an earlier snapshot of the same catalog:
   * new ones, and those that changed. In no order.
   */
  @SuppressWarnings("ReferenceEquality") // the very same widget: nothing about it has changed
  default Stream<Widget> widgetsChangedSince(CatalogSnapshot earlier) {
    return widgets().filter(widget -> earlier.widget(widget.state().name()).orElse(null) != widget);
  }
}
