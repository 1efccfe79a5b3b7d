package dev.widgetorigin.origin.purge.provider;

import dev.widgetorigin.origin.purge.client.ProviderException;
import java.util.List;

/** One edge that can be told to forget. Used by one thread at a time. */
public interface Provider {
  /** What it is told by. */
  enum By {
    TAGS,
    PATHS
  }

  By by();

  /** How much may be said at once, and how often. */
  Limits limits();

  /** Within which time it has forgotten, as its provider promises, in words. */
  String promise();

  /**
   * Says what to forget: as many tags or paths as {@link #limits} allows. Blocks, for half a minute
   * at most. That it was told before does no harm.
   */
  void purge(List<String> items) throws ProviderException, InterruptedException;
}
