package dev.widgetorigin.store;

import dev.widgetorigin.resolver.WidgetName;
import java.util.Optional;
import java.util.stream.Stream;

/** The fold of the log up to {@link #sequence()}. Immutable; thread-safe. */
public interface CatalogSnapshot {
  long sequence();

  Optional<Widget> widget(WidgetName name);

  int widgetCount();

  /** In no order. */
  Stream<Widget> widgets();
}
