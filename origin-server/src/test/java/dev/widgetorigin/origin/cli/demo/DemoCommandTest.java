package dev.widgetorigin.origin.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.cli.CliRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo with all its checks. */
final class DemoCommandTest {
  @Test
  void demoOnce_everyAnswer_isAsTheContractSays() {
    PrintStream err = System.err;
    ByteArrayOutputStream warnings = new ByteArrayOutputStream();
    System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
    CliRun run;
    try {
      // An origin of its own, also where somebody runs another one here.
      run =
          CliRun.of(
              Map.of("WIDGET_ORIGIN_ADMIN_TOKEN", "of-another-origin-0123456789"),
              "demo",
              "--once");
    } finally {
      System.setErr(err);
    }
    assertThat(warnings.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("WARN"))
        .as("but for what says that the machine is too busy to stop quickly")
        .allMatch(line -> line.matches(".*(took [0-9]+ ms to stop|not stopped in time).*"));
    assertThat(run.out()).doesNotContain("BAD").contains("answers are as the contract says");
    assertThat(run.code()).isZero();
  }
}
