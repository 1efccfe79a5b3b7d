package dev.widgetorigin.origin.purge;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.time.Instant;
import java.util.List;

/** How purging stands. */
public record PurgeStatus(List<Target> targets, List<Host> hosts) {
  /**
   * One edge.
   *
   * @param promise of its provider, in words
   * @param sequence it has been told of every change until here
   * @param waiting tags or paths that it is still to be told of, the second time included
   * @param widgetWaits whether some of the widget asked for was not told even once
   * @param failingSince null where all is well
   * @param failingLong whether that is worth a person's time
   * @param problem why it fails; empty
   * @param last the last purge of the widget asked for, since the start; or null
   */
  public record Target(
      String name,
      String type,
      String promise,
      long sequence,
      int waiting,
      boolean widgetWaits,
      long requests,
      long failures,
      Instant failingSince,
      boolean failingLong,
      String problem,
      PurgeTarget.Last last) {}

  /**
   * One public host.
   *
   * @param sequence it has heard of every change until here
   * @param seen of each alias that moved since the start, or had not been seen right before it
   */
  public record Host(String url, String host, long sequence, List<Sighting> seen) {}

  /**
   * What an alias answered through a host.
   *
   * @param expected null where it should answer no version
   * @param off whether a stub should be seen in its place
   * @param changedAt when the change was made
   * @param sequence of that change
   * @param found the version that was last seen, {@code off} for a stub; null for none
   * @param rightSince null until it was seen to be right
   * @param late whether it is wrong for longer than it may be
   * @param problem why nothing was seen; empty
   */
  public record Sighting(
      WidgetName widget,
      String alias,
      Version expected,
      boolean off,
      Instant changedAt,
      long sequence,
      String found,
      Instant rightSince,
      boolean late,
      String problem) {}
}
