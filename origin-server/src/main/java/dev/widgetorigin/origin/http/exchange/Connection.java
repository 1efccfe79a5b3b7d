package dev.widgetorigin.origin.http.exchange;

/** One client's connection as its listener sees it. Methods may be called from any thread. */
public interface Connection {
  /** Closes when what is under way is answered. */
  void drain();

  /** Closes now. */
  void abort();
}
