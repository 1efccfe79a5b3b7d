package dev.widgetorigin.origin;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a server that have something to stop, registered as each is made: {@link #close}
 * stops them in reverse order. So whatever throws while the next part is made leaves nothing
 * running. Confined to one thread at a time.
 */
final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  /** A part that takes longer to stop is worth a line. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  /** Stops one part; may block for what {@link StopDeadline} leaves it. */
  @FunctionalInterface
  interface Stop {
    void stop() throws Exception;
  }

  private record Part(String name, Stop stop) {}

  private final Deque<Part> made = new ArrayDeque<>();
  private final LongSupplier nanos;
  private final Consumer<String> added;

  /**
   * @param added is told of each part when it is registered; what it throws is thrown on
   */
  Parts(LongSupplier nanos, Consumer<String> added) {
    this.nanos = nanos;
    this.added = added;
  }

  /** Registers a part that was made or started just now. */
  <T extends AutoCloseable> T add(String name, T part) {
    return add(name, part, part::close);
  }

  /** The same for a part that stops in another way. */
  <T> T add(String name, T part, Stop stop) {
    made.push(new Part(name, stop));
    added.accept(name);
    return part;
  }

  /** Stops all; one that throws does not keep the others from it. */
  @Override
  public void close() {
    while (!made.isEmpty()) {
      Part part = made.pop();
      long begun = nanos.getAsLong();
      try {
        part.stop.stop();
      } catch (Exception | Error e) {
        // Whatever it is: the other parts must stop, too.
        LOG.warn("{} did not stop", part.name, e);
      }
      long millis = (nanos.getAsLong() - begun) / 1_000_000;
      if (millis > SLOW.toMillis()) {
        LOG.warn("{} took {} ms to stop", part.name, millis);
      }
    }
  }
}
