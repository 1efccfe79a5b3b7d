package dev.widgetorigin.store;

/** A follower at work; closing it ends that. */
public interface Following extends AutoCloseable {
  /**
   * How a follower stands.
   *
   * @param handled the sequence of the last batch that it has handled
   * @param behind batches that are in the log and not handled
   * @param failures how often in a row it could not handle the next one; 0 where all is well
   * @param problem why, or empty
   */
  record Status(String name, long handled, long behind, long failures, String problem) {}

  Status status();

  /** Lets the handler finish what it does, for two seconds at most. */
  @Override
  void close();
}
