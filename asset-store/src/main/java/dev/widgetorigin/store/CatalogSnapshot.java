package dev.widgetorigin.store;

import dev.widgetorigin.resolver.WidgetName;
import java.util.Optional;
import java.util.stream.Stream;

/** The fold of the log up to {@link #sequence()}. Immutable; thread-safe. */
public interface CatalogSnapshot {
  long sequence();

  /** 0 at first; one higher after each collection, see {@link Change.Swept}. */
  default long epoch() {
    return 0;
  }

  Optional<Widget> widget(WidgetName name);

  int widgetCount();

  /** In no order. */
  Stream<Widget> widgets();
}
