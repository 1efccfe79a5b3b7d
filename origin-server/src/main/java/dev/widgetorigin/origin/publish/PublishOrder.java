package dev.widgetorigin.origin.publish;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;

/**
 * A version that somebody wants to exist.
 *
 * @param state {@code staged} or {@code released}
 * @param channel set to the version in the same batch, or null. A stable version that is released
 *     to a channel moves no other alias until it is promoted
 * @param unpin whether pins of rollbacks that would keep the version back are lifted with it
 * @param dryRun looks and answers, writes nothing
 */
public record PublishOrder(
    WidgetName widget,
    Version version,
    ReleaseState state,
    String channel,
    boolean unpin,
    boolean dryRun,
    String who,
    String why) {}
