package dev.widgetorigin.origin.delivery.answer;

/** Counts the downloads of one file; called once an answer, must not allocate. */
@FunctionalInterface
public interface Downloads {
  Downloads NONE = bytes -> {};

  /** {@code bytes} of content in a 200 or 206 to a GET. */
  void sent(long bytes);
}
