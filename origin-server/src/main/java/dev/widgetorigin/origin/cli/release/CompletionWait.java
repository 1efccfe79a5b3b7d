package dev.widgetorigin.origin.cli.release;

import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.client.Polling;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Waits until a version that was published fast has its best variants. */
final class CompletionWait {
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
    if (!isQuick(published)) {
      return published;
    }
    JsonNode now = Polling.until(version -> !isQuick(version), () -> api.get(path), most);
    ObjectNode answer = (ObjectNode) published;
    answer.set("files", now.path("files"));
    answer.set("state", now.path("state"));
    answer.set("sequence", now.path("sequence"));
    if (!isQuick(now)) {
      answer.remove("quick");
    }
    return answer;
  }

  private static boolean isQuick(JsonNode version) {
    return version.path("quick").asBoolean(false);
  }
}
