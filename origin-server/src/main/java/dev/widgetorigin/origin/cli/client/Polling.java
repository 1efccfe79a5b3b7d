package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Asks the origin again and again, five times a second, until it answers what is waited for. */
public final class Polling {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private Polling() {}

  /**
   * The last answer, whether it is what was waited for or not; asks once at least. An origin that
   * is away for a moment, or a node that is behind, is asked again. Throws CommandFailure where it
   * is interrupted, where a call is refused, and where there was no answer at all in that time.
   *
   * @param most how long to wait
   */
  public static JsonNode until(Predicate<JsonNode> done, Supplier<JsonNode> ask, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    JsonNode answer = null;
    while (true) {
      CommandFailure failure = null;
      try {
        answer = ask.get();
        if (done.test(answer)) {
          return answer;
        }
      } catch (CommandFailure e) {
        if (!passes(e)) {
          throw e;
        }
        failure = e;
      }
      if (System.nanoTime() - end >= 0) {
        if (answer == null) {
          throw failure;
        }
        return answer;
      }
      rest();
    }
  }

  /** No answer, or one that says that it is the origin's trouble. */
  private static boolean passes(CommandFailure e) {
    return e.refusal() == null || e.refusal().status() >= 500;
  }

  private static void rest() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }
}
