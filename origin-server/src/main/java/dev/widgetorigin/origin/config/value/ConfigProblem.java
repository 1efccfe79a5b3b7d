package dev.widgetorigin.origin.config.value;

/**
 * One thing wrong with the configuration.
 *
 * @param where e.g. {@code widget-origin.yaml:4} or {@code environment}
 * @param key the key or variable as it was written
 * @param message what was expected, what was found, and the nearest known name where that helps
 */
public record ConfigProblem(String where, String key, String message) {
  @Override
  public String toString() {
    return where + ": " + key + ": " + message;
  }
}
