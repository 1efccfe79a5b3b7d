package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import java.util.function.BooleanSupplier;

/**
 * What a URL was found to mean, with the heads of its answers made in advance: a file, or a
 * redirect. Holds for as long as its target does. Immutable.
 */
public sealed interface Resource permits Asset, Redirect {
  /** Of what nothing but its target makes void. */
  BooleanSupplier ALWAYS = () -> true;

  ResolvedTarget target();

  /** Whether it still holds, where its target does. Never blocks. */
  default boolean holds() {
    return true;
  }

  /** Bytes of memory, roughly. */
  int weight();
}
