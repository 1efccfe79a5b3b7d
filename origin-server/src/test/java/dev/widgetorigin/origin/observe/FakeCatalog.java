package dev.widgetorigin.origin.observe;

import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A catalog with one widget, {@code w}, of 25 versions: 1.0.0 to 1.0.24. */
public final class FakeCatalog implements CatalogSnapshot {
  private final Widget widget;

  public FakeCatalog() {
    WidgetState state = WidgetState.empty(WidgetName.parse("w"));
    for (int patch = 0; patch < 25; patch++) {
      Version version = Version.parse("1.0." + patch);
      state =
          state.withRelease(
              new Release(version, ReleaseState.RELEASED, "", Instant.EPOCH, Instant.EPOCH));
    }
    state = state.withChannel("old", Version.parse("1.0.0"));
    widget = new Widget(state, Map.of(), WidgetSettings.DEFAULTS, null, 25);
  }

  @Override
  public long sequence() {
    return 25;
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
