package dev.widgetorigin.resolver;

import java.util.List;

/**
 * Following channels that have to go from one version to another.
 *
 * @param channels by name, at least one
 * @param from null where they answered nothing
 * @param to null where nothing satisfies what they follow any more
 * @param why for the history
 */
public record FollowMove(List<String> channels, Version from, Version to, String why) {
  public FollowMove {
    channels = List.copyOf(channels);
  }
}
