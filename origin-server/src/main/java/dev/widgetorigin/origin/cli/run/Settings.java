package dev.widgetorigin.origin.cli.run;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import java.nio.file.Path;
import java.util.Map;

/** The configuration of commands that run or look at an origin on this machine. */
final class Settings {
  private Settings() {}

  /**
   * @param file the file named on the command line, or null
   */
  static OriginConfig load(Terminal terminal, Path file, Map<String, String> overrides) {
    String variable = terminal.environment().getOrDefault("WIDGET_ORIGIN_CONFIG", "");
    Path named = file == null && !variable.isBlank() ? Path.of(variable) : file;
    return ConfigLoader.load(named, terminal.environment(), overrides);
  }
}
