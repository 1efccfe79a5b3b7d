package dev.widgetorigin.origin.config.load;

import java.util.List;

/**
 * A setting, its value, and the places where one is written.
 *
 * @param places the one that holds first, then those that it wins over; empty where the default
 *     holds
 */
public record SettingInForce(Setting setting, Object value, List<Place> places) {
  /** What kind of place it is. */
  public enum Kind {
    FILE,
    ENVIRONMENT,
    CREDENTIAL,
    OPTION
  }

  /**
   * Where a value is written.
   *
   * @param name {@code widget-origin.yaml:4}, a variable, a systemd credential, or {@code --set}
   */
  public record Place(Kind kind, String name) {
    static Place of(String where, String name) {
      return switch (where) {
        case "environment" -> new Place(Kind.ENVIRONMENT, name);
        case "credential" -> new Place(Kind.CREDENTIAL, name);
        case "--set" -> new Place(Kind.OPTION, where);
        default -> new Place(Kind.FILE, where);
      };
    }

    @Override
    public String toString() {
      return kind == Kind.CREDENTIAL ? "credential " + name : name;
    }
  }

  /** The value as {@link PlainValue} has it: without secrets. */
  public Object plain() {
    return PlainValue.of(value);
  }
}
