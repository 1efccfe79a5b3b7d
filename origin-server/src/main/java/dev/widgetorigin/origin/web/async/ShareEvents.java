package dev.widgetorigin.origin.web.async;

/**
 * Is told when a client is refused something of which it has its share, though there is more of it.
 * Implementations are thread-safe and quick.
 */
@FunctionalInterface
public interface ShareEvents {
  /** Tells nobody. */
  ShareEvents NONE = of -> {};

  /** What it is that clients share. */
  enum Of {
    /** Places where control calls wait for a thread. */
    CALLS,
    /** Room on the disk for uploads under way. */
    UPLOADS,
    /** Pages of the console that are told of changes. */
    LIVE_PAGES
  }

  void refused(Of what);
}
