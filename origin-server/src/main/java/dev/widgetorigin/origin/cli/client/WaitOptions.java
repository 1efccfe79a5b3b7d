package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code --wait} and {@code --timeout}, of commands whose change edges must show. */
public final class WaitOptions {
  @Option(
      names = "--wait",
      description = "Return when every public host shows the change, and say how long it took.")
  private boolean wait;

  @Mixin private TimeoutOption timeout;

  public boolean wanted() {
    return wait;
  }

  /** Adds what the edges show in the end to the answer of the change. */
  public JsonNode await(ApiClient api, String widget, JsonNode answer) {
    return ((ObjectNode) answer)
        .set("edges", new EdgeWait(api, widget).await(sequence(answer), timeout.most()));
  }

  /** Says how it ended. Throws CommandFailure where the edges do not show the change. */
  public void conclude(Terminal terminal, JsonNode answer) {
    EdgeWait.conclude(terminal, answer.path("edges"), sequence(answer), timeout.most());
  }

  /** A machine that waits in vain must not read of success in the exit code. */
  public int exitCode(JsonNode answer) {
    return wait && !EdgeWait.missing(answer.path("edges"), sequence(answer)).isEmpty() ? 1 : 0;
  }

  private static long sequence(JsonNode answer) {
    return answer.path("sequence").asLong(0);
  }
}
