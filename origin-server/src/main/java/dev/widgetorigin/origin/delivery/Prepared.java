package dev.widgetorigin.origin.delivery;

/**
 * What a URL was found to mean, made ready to be answered. Holds for as long as its target does.
 */
sealed interface Prepared permits Asset, Moved {
  Target target();

  /** Bytes of memory, roughly. */
  int weight();
}
