package dev.widgetorigin.origin.control;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.Request;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Keeps a read until this node has seen the change that it must show: {@code X-Min-Sequence: 42}.
 * So who changed something on one node finds it on every other.
 */
public final class MinSequence {
  private static final String HEADER = "x-min-sequence";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Whether this node has seen a change; may wait for it that long. */
  @FunctionalInterface
  public interface Seen {
    boolean reached(long sequence, Duration patience);
  }

  private final Seen seen;

  public MinSequence(Seen seen) {
    this.seen = seen;
  }

  /** Throws ProblemException where the read must not be answered. May block. */
  void mustBeSeen(Request request) {
    String wanted = request.header(HEADER);
    if (wanted == null) {
      return;
    }
    if (!NUMBER.matcher(wanted).matches()) {
      throw new ProblemException(
          Problem.of(
              400,
              "Bad X-Min-Sequence",
              "Expected the number of a change, e.g. X-Min-Sequence: 42."));
    }
    if (!seen.reached(Long.parseLong(wanted), PATIENCE)) {
      throw new ProblemException(
          Problem.of(
              503,
              "Not seen yet",
              "This node has not seen change "
                  + wanted
                  + " within "
                  + PATIENCE.toSeconds()
                  + " s. Ask again in a moment."));
    }
  }
}
