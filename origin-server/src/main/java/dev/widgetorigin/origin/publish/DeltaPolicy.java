package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.config.DeliveryConfig;
import dev.widgetorigin.store.widget.WidgetSettings;
import dev.widgetorigin.store.widget.WidgetSettings.Deltas;

/**
 * Whether deltas are made when a version is published, and from how many versions before it.
 *
 * @param mode where the widget has no setting of its own
 */
public record DeltaPolicy(Deltas mode, int versions) {
  /** As the configuration has it. */
  public static DeltaPolicy of(DeliveryConfig config) {
    return new DeltaPolicy(Deltas.valueOf(config.deltas().name()), config.deltaVersions());
  }

  /**
   * The number of versions; 0 where no deltas are made.
   *
   * @param settings of the widget, or null
   */
  int versions(WidgetSettings settings) {
    Deltas own = settings == null ? null : settings.deltas();
    return (own == null ? mode : own) == Deltas.OFF ? 0 : versions;
  }
}
