package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Asks the origin again and again, five times a second, until it answers what is waited for. */
public final class Repeated {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private Repeated() {}

  /**
   * The last answer, whether it is what was waited for or not; asks once at least. Throws
   * CommandFailure where it is interrupted.
   *
   * @param most how long to wait
   */
  public static JsonNode until(Predicate<JsonNode> done, Supplier<JsonNode> ask, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    JsonNode answer = ask.get();
    while (!done.test(answer) && System.nanoTime() - end < 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted", e);
      }
      answer = ask.get();
    }
    return answer;
  }
}
