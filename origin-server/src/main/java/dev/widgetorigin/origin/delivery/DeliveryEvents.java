package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.answer.Downloads;
import dev.widgetorigin.origin.delivery.body.BlobEvents;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;

/**
 * Hears of what delivery does; for meters. Requests as such are counted by the listener; this is
 * what only delivery knows. Called on event loops: must not block.
 */
public interface DeliveryEvents extends BlobEvents {
  DeliveryEvents NONE = new DeliveryEvents() {};

  /** Asked for once when a URL's answer is prepared, and kept with it. */
  default Downloads downloads(WidgetName widget, Version version, String path) {
    return Downloads.NONE;
  }

  /**
   * An alias is answered from an older version, or its loader names that, for {@code broken}'s
   * bytes cannot be read. Told once for each answer that is prepared, not for each request.
   */
  default void versionFallback(WidgetName widget, Version broken, Version answered) {}
}
