package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.route.ResolvedTarget;

/**
 * What a URL was found to mean, made ready to be answered. Holds for as long as its target does.
 */
sealed interface Prepared permits Asset, Moved {
  ResolvedTarget target();

  /** Bytes of memory, roughly. */
  int weight();
}
