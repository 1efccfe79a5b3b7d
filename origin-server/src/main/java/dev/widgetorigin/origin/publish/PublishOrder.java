package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.changes.Precondition;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.time.Instant;

/**
 * A version that somebody wants to exist.
 *
 * @param state {@code staged} or {@code released}
 * @param channel set to the version in the same batch, or null. A stable version that is released
 *     to a channel moves no other alias until it is promoted
 * @param unpin whether pins of rollbacks that would keep the version back are lifted with it
 * @param dryRun looks and answers, writes nothing
 * @param published when it was published elsewhere, for one that is brought here; null is now. The
 *     history goes by when it came here all the same
 * @param precondition of the widget as it is before
 * @param fast whether the exact URL is to be served before the best variants are made; the version
 *     is staged until they are. Says nothing of a dry run
 */
public record PublishOrder(
    WidgetName widget,
    Version version,
    ReleaseState state,
    String channel,
    boolean unpin,
    boolean dryRun,
    String who,
    String why,
    Instant published,
    Precondition precondition,
    boolean fast) {
  /** A version that is released now, and nothing beside it. */
  public PublishOrder(WidgetName widget, Version version, String channel, String who, String why) {
    this(
        widget,
        version,
        ReleaseState.RELEASED,
        channel,
        false,
        false,
        who,
        why,
        null,
        Precondition.NONE,
        false);
  }

  /** The part of it that is done at once: the version exists, and no alias answers it. */
  PublishOrder firstPart() {
    return new PublishOrder(
        widget,
        version,
        ReleaseState.STAGED,
        null,
        false,
        dryRun,
        who,
        why,
        published,
        precondition,
        fast);
  }
}
