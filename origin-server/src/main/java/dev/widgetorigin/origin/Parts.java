package dev.widgetorigin.origin;

import dev.widgetorigin.store.Stoppable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
  private final List<Stoppable> working = new ArrayList<>();
  private final StopDeadline deadline;
  private final LongSupplier nanos;
  private final Consumer<String> added;

  /** When {@link #working} were told to end. */
  private long told;

  /**
   * @param deadline by which all is to be stopped
   * @param added is told of each part when it is registered; what it throws is thrown on
   */
  Parts(StopDeadline deadline, LongSupplier nanos, Consumer<String> added) {
    this.deadline = deadline;
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

  /**
   * Registers a part that works by itself. Before any part is waited for, all of these are told to
   * end; so what one of them may take to end is what all together may take.
   */
  <T extends Stoppable> T addWorking(String name, T part) {
    working.add(part);
    return add(name, part, () -> part.close(left()));
  }

  private Duration left() {
    Duration own = Stoppable.PATIENCE.minusNanos(nanos.getAsLong() - told);
    return deadline.left(own.isNegative() ? Duration.ZERO : own);
  }

  private static void tell(Stoppable part) {
    try {
      part.stop();
    } catch (RuntimeException | Error e) {
      // Whatever it is: the others must be told, too. It is told again when it is its turn.
      LOG.warn("a part could not be told to stop", e);
    }
  }

  /** Stops all; one that throws does not keep the others from it. */
  @Override
  public void close() {
    told = nanos.getAsLong();
    for (Stoppable each : working) {
      tell(each);
    }
    while (!made.isEmpty()) {
      Part part = made.pop();
      long begun = nanos.getAsLong();
      try {
        part.stop.stop();
      } catch (Exception | Error e) {
        // Whatever it is: the other parts must stop, too.
        LOG.warn("{} did not stop in order: {}", part.name, e.toString());
        LOG.debug("{} did not stop in order", part.name, e);
      }
      long millis = (nanos.getAsLong() - begun) / 1_000_000;
      if (millis > SLOW.toMillis()) {
        LOG.warn("{} took {} ms to stop", part.name, millis);
      }
    }
  }
}
