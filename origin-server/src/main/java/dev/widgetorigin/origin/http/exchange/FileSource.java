package dev.widgetorigin.origin.http.exchange;

/** Where a file's content comes from while it is sent, piece by piece. Confined to the loop. */
public interface FileSource {
  /** Whether the last piece has been handed over. */
  boolean ended();

  /**
   * Asks for the next piece; a second call before it has come changes nothing. True where it was
   * there and has been handed over, false where it will be.
   */
  boolean request();

  /** Lets go of the file, after the read that may be under way. */
  void close();
}
