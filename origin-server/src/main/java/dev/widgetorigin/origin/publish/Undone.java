package dev.widgetorigin.origin.publish;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;

/**
 * Something that an order asks for, that is not so, and that publishing the same bytes again does
 * not do.
 */
public sealed interface Undone {
  /** The version is not released but in this state. */
  record NotReleased(ReleaseState state) implements Undone {}

  /** The version was published to this channel, so {@code latest} and ranges pass it over. */
  record NotPromoted(String channel) implements Undone {}

  /** The order's channel is on this version; null where there is no such channel. */
  record ChannelElsewhere(Version version) implements Undone {}

  /** Pins keep aliases from the version, and {@code --unpin} lifts none. */
  record StillPinned() implements Undone {}
}
