package dev.widgetorigin.origin.publish;

/** Told of every publish that was tried, for meters. Must be quick. */
@FunctionalInterface
public interface PublishEvents {
  PublishEvents NONE = result -> {};

  /** How a publish ended. */
  enum Result {
    CREATED,
    /** The same bytes were there. */
    IDENTICAL,
    /** Other bytes were there. */
    CONFLICT,
    /** The bundle or the order could not be taken. */
    REFUSED,
    /** The origin was at fault. */
    FAILED
  }

  void finished(Result result);
}
