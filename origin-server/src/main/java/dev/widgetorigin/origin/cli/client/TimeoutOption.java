package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.DurationConverter;
import java.time.Duration;
import picocli.CommandLine.Option;

/** {@code --timeout}, of commands that wait for what comes of a change. */
public final class TimeoutOption {
  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long to wait: 60s. Beyond it the exit code is 1.")
  private Duration timeout = Duration.ofSeconds(60);

  public Duration most() {
    return timeout;
  }
}
