package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.changes.Precondition;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;

/** Orders of tests. */
final class Orders {
  private Orders() {}

  /** A version of {@code chat} that is released; {@code channel} may be null. */
  static PublishOrder chat(String version, String channel, boolean fast) {
    return new PublishOrder(
        WidgetName.parse("chat"),
        Version.parse(version),
        ReleaseState.RELEASED,
        channel,
        false,
        false,
        "ana",
        "a test",
        null,
        Precondition.NONE,
        fast);
  }
}
