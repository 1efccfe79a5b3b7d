package dev.widgetorigin.origin.purge;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Both clocks: the one on the wall, which is shown, and the one that nobody can set, by which
 * things are due.
 */
record Clocks(InstantSource wall, LongSupplier steady) {
  Instant instant() {
    return wall.instant();
  }

  long nanos() {
    return steady.getAsLong();
  }
}
