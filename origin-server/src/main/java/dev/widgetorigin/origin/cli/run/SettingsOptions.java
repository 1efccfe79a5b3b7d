package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.serve.SettingsSource;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say with which settings an origin on this machine runs. */
final class SettingsOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Default: WIDGET_ORIGIN_CONFIG, else widget-origin.yaml if it exists.")
  Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting; overrides file and environment; repeatable.")
  Map<String, String> overrides = Map.of();

  SettingsSource source(Terminal terminal) {
    return new SettingsSource(terminal, file, overrides);
  }
}
