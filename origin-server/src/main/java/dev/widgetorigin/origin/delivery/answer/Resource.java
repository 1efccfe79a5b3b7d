package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.delivery.route.ResolvedTarget;

/**
 * What a URL was found to mean, with the heads of its answers made in advance: a file, or a
 * redirect. Holds for as long as its target does. Immutable.
 */
public sealed interface Resource permits Asset, Moved {
  ResolvedTarget target();

  /** Bytes of memory, roughly. */
  int weight();
}
