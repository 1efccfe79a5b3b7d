package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.config.load.SettingInForce;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    return ConfigLoader.load(named(terminal), terminal.environment(), overrides);
  }

  /** The same, setting by setting, with where each value comes from. */
  List<SettingInForce> explain(Terminal terminal) {
    return ConfigLoader.explain(named(terminal), terminal.environment(), overrides);
  }

  /** The file that is read; null where there is none. */
  Path read(Terminal terminal) {
    Path named = named(terminal);
    return named == null && Files.exists(ConfigLoader.DEFAULT_FILE)
        ? ConfigLoader.DEFAULT_FILE
        : named;
  }

  private Path named(Terminal terminal) {
    String variable = terminal.environment().getOrDefault("WIDGET_ORIGIN_CONFIG", "");
    return file == null && !variable.isBlank() ? Path.of(variable) : file;
  }
}
