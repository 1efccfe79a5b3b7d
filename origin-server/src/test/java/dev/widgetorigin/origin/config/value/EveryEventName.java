package dev.widgetorigin.origin.config.value;

import java.util.List;

/** The names of all events, for tests of other packages. */
public final class EveryEventName {
  private EveryEventName() {}

  public static List<String> all() {
    return EventNames.ALL;
  }
}
