package dev.widgetorigin.origin.http.upload;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much disk the uploads under way may take together, in bytes. Content that says how long it is
 * takes its place before any of it is read; chunked content takes it as it comes. Thread-safe.
 */
public final class SpoolBudget {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  public SpoolBudget(long most) {
    this.most = most;
  }

  /** What uploads have taken now. */
  public long taken() {
    return taken.get();
  }

  Share share() {
    return new Share();
  }

  /** What one upload has taken; given back once, however often that is asked for. */
  final class Share {
    private long held;
    private boolean released;

    /** Whether the upload may have that much in all; yes where it was given up already. */
    synchronized boolean reach(long total) {
      long more = total - held;
      if (more <= 0 || released) {
        return true;
      }
      long before = taken.getAndAccumulate(more, (now, add) -> add > most - now ? now : now + add);
      if (more > most - before) {
        return false;
      }
      held = total;
      return true;
    }

    synchronized void release() {
      released = true;
      long unused = taken.addAndGet(-held);
      held = 0;
    }
  }
}
