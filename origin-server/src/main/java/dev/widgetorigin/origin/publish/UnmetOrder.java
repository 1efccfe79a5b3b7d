package dev.widgetorigin.origin.publish;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;

/**
 * Something of an order for a version that exists already that is not so, and that publishing the
 * same bytes again does not do.
 */
public sealed interface UnmetOrder {
  /** The version is not released but in this state. */
  record NotReleased(ReleaseState state) implements UnmetOrder {}

  /** The version was published to this channel, so {@code latest} and ranges pass it over. */
  record NotPromoted(String channel) implements UnmetOrder {}

  /** The order's channel is on this version; null where there is no such channel. */
  record ChannelElsewhere(Version version) implements UnmetOrder {}

  /** Pins keep aliases from the version, and {@code --unpin} lifts none. */
  record StillPinned() implements UnmetOrder {}
}
