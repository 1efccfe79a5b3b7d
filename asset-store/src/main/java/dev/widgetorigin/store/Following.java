package dev.widgetorigin.store;

/** A follower at work; closing it lets the handler finish what it does. */
public interface Following extends Stoppable {
  /**
   * How a follower stands.
   *
   * @param handled the sequence of the last batch that it has handled
   * @param behind batches that are in the log and not handled
   * @param failures how often in a row it could not handle the next one; 0 where all is well
   */
  record Status(String name, long handled, long behind, long failures) {}

  Status status();
}
