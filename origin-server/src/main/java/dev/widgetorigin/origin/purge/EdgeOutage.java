package dev.widgetorigin.origin.purge;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Since when an edge takes no purges, and why; says so in the log. Not thread-safe. */
final class EdgeOutage {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeOutage.class);

  /** After failing for so long it is worth a person's time. */
  static final Duration LONG = Duration.ofMinutes(1);

  private final String name;
  private final Clocks clocks;
  private Instant since;

  /** The same by the clock that nobody can set; without meaning while all is well. */
  private long began;

  private boolean saidLong;
  private String problem = "";
  private long failures;

  EdgeOutage(String name, Clocks clocks) {
    this.name = name;
    this.clocks = clocks;
  }

  /** A purge was refused, or did not arrive. */
  void failed(String why) {
    failures++;
    problem = why;
    if (since == null) {
      since = clocks.instant();
      began = clocks.nanos();
      LOG.warn("{} could not be purged: {}", name, why);
    } else if (!saidLong && isLong()) {
      saidLong = true;
      LOG.error(
          "{} has not been purged since {}: {}. Its visitors may get old answers until they expire.",
          name,
          since,
          why);
    }
  }

  /** A purge was taken. */
  void over() {
    if (since != null) {
      LOG.info("{} takes purges again, after {} failures", name, failures);
    }
    since = null;
    saidLong = false;
    problem = "";
    failures = 0;
  }

  /** Null where all is well. */
  Instant since() {
    return since;
  }

  boolean isLong() {
    return since != null && clocks.nanos() - began >= LONG.toNanos();
  }

  /** Why; empty where all is well. */
  String problem() {
    return problem;
  }
}
