package dev.widgetorigin.origin.cli.serve;

import dev.widgetorigin.origin.References;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.config.load.SettingInForce;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where the settings of an origin on this machine come from: a file, the environment, and what the
 * command line says, which is stronger than both.
 *
 * @param file that the command line names, or null
 */
public record SettingsSource(Terminal terminal, Path file, Map<String, String> overrides) {
  /** Reads them all. Throws ConfigException, which lists all mistakes. */
  public OriginConfig load() {
    return ConfigLoader.load(named(), terminal.environment(), overrides);
  }

  /**
   * The same for an origin that is to run here: the exception also lists what the settings refer to
   * and is missing, such as secrets.
   */
  public OriginConfig loadToServe() {
    return ConfigLoader.load(
        named(),
        terminal.environment(),
        overrides,
        config -> References.problems(config, terminal.environment()));
  }

  /** The same, setting by setting, with where each value comes from. */
  public List<SettingInForce> explain() {
    return ConfigLoader.explain(named(), terminal.environment(), overrides);
  }

  /** The file that is read; null where there is none. */
  public Path read() {
    Path named = named();
    return named == null && Files.exists(ConfigLoader.DEFAULT_FILE)
        ? ConfigLoader.DEFAULT_FILE
        : named;
  }

  private Path named() {
    String variable = terminal.environment().getOrDefault("WIDGET_ORIGIN_CONFIG", "");
    return file == null && !variable.isBlank() ? Path.of(variable) : file;
  }
}
