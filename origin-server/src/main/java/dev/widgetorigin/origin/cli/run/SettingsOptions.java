package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
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

  /** Throws ConfigException, which lists all mistakes. */
  OriginConfig load(Terminal terminal) {
    String variable = terminal.environment().getOrDefault("WIDGET_ORIGIN_CONFIG", "");
    Path named = file == null && !variable.isBlank() ? Path.of(variable) : file;
    return ConfigLoader.load(named, terminal.environment(), overrides);
  }
}
