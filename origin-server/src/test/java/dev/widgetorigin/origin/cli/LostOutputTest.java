package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.cli.terminal.ProcessOutput;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A result that nobody can have read is no success. */
final class LostOutputTest {
  private final StringWriter err = new StringWriter();

  private int run(String trouble, String... arguments) {
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(trouble);
          }
        };
    return Cli.run(
        TestTerminal.unattended(
            new ProcessOutput(out, StandardCharsets.UTF_8), new PrintWriter(err), Map.of()),
        arguments);
  }

  @DisplayName("widget-origin completion bash >/dev/full")
  @Test
  void run_diskIsFull_failsAndSaysSo() {
    assertThat(run("No space left on device", "completion", "bash")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith(
            "widget-origin: the output could not be written: No space left on device. What the"
                + " command did is done");
  }

  @Test
  void run_diskIsFullAndJsonIsWanted_errorIsJson() {
    assertThat(run("No space left on device", "config", "--json")).isEqualTo(1);
    assertThat(JsonMapper.shared().readTree(err.toString()).at("/error/message").asString())
        .contains("the output could not be written");
  }

  @DisplayName("widget-origin completion bash | head -1")
  @Test
  void run_readerHasHadEnough_isNoFailure() {
    assertThat(run("Broken pipe", "completion", "bash")).isZero();
    assertThat(err.toString()).isEmpty();
  }
}
