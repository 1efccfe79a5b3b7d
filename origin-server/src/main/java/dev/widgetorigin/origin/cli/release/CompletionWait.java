package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Waits until a version that was published fast has its best variants. */
final class CompletionWait {
  private static final Duration LOOK = Duration.ofMillis(200);

  private final ApiClient api;
  private final String path;

  /**
   * @param path of the version in the control API
   */
  CompletionWait(ApiClient api, String path) {
    this.api = api;
    this.path = path;
  }

  /**
   * The answer of the publish, with the files, state and sequence that the version has in the end.
   * It still has {@code quick} where the best variants were not made by then.
   */
  JsonNode await(JsonNode published, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    if (!published.path("quick").asBoolean(false)) {
      return published;
    }
    JsonNode now = api.get(path).json();
    while (now.path("quick").asBoolean(false) && System.nanoTime() - end < 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted", e);
      }
      now = api.get(path).json();
    }
    ObjectNode answer = (ObjectNode) published;
    answer.set("files", now.path("files"));
    answer.set("state", now.path("state"));
    answer.set("sequence", now.path("sequence"));
    if (!now.path("quick").asBoolean(false)) {
      answer.remove("quick");
    }
    return answer;
  }
}
