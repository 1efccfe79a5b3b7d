package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.widget.Widget;
import java.util.Optional;
import java.util.stream.Stream;

/** A catalog of one widget. */
public record OneWidget(Widget widget, long sequence) implements CatalogSnapshot {
  /** As of the widget's last change. */
  public OneWidget(Widget widget) {
    this(widget, widget.sequence());
  }

  @Override
  public Optional<Widget> widget(WidgetName name) {
    return name.equals(widget.state().name()) ? Optional.of(widget) : Optional.empty();
  }

  @Override
  public int widgetCount() {
    return 1;
  }

  @Override
  public Stream<Widget> widgets() {
    return Stream.of(widget);
  }
}
