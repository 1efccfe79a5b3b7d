package dev.widgetorigin.origin.delivery;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the files that replies hold open. A client that reads slowly keeps its file for as long as
 * it likes, and the process has only so many descriptors; without a bound the listeners could not
 * accept any more. Thread-safe.
 */
final class OpenFiles {
  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  OpenFiles(int most) {
    this.most = most;
  }

  /** Takes so many places, or none and false. */
  boolean take(int count) {
    int before = open.getAndAccumulate(count, (now, more) -> now + more > most ? now : now + more);
    return before + count <= most;
  }

  /** Gives back one place. */
  void free() {
    int unused = open.decrementAndGet();
  }

  int open() {
    return open.get();
  }
}
