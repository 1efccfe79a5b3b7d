package dev.widgetorigin.origin.delivery.body;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * One other origin, and whether it is worth asking: after {@value #FAILURES} failures in a row it
 * is left alone for {@link #REST}, and then asked for one blob, which decides. That it does not
 * have a blob is no failure. Thread-safe.
 */
final class PeerOrigin {
  static final int FAILURES = 3;
  static final Duration REST = Duration.ofSeconds(30);

  private final String base;
  private final LongSupplier nanos;
  private int failures;
  private long since;

  /** {@code base} is a URL without a slash at its end. */
  PeerOrigin(String base, LongSupplier nanos) {
    this.base = base;
    this.nanos = nanos;
  }

  String base() {
    return base;
  }

  synchronized boolean mayBeAsked() {
    if (failures < FAILURES) {
      return true;
    }
    long now = nanos.getAsLong();
    if (now - since < REST.toNanos()) {
      return false;
    }
    // Whoever comes next waits for what this one finds.
    since = now;
    return true;
  }

  synchronized void answered() {
    failures = 0;
  }

  synchronized void failed() {
    failures++;
    since = nanos.getAsLong();
  }
}
