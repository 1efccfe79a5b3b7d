package dev.widgetorigin.origin.http.exchange;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of all pieces of files that were read and are not sent yet. A client that reads slowly
 * keeps its piece for as long as it likes; so pieces become small when half of the memory is taken,
 * and there are no more when all of it is. In octets. Thread-safe.
 */
public final class ReadBudget {
  /** Still worth a read of the disk. */
  public static final int SMALL = 8 * 1024;

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  public ReadBudget(long most) {
    this.most = most;
  }

  /** Takes that many octets, or fewer; 0 where there is no room even for a small piece. */
  public int take(int wanted) {
    while (true) {
      long before = taken.get();
      int granted = before + wanted <= most / 2 ? wanted : Math.min(wanted, SMALL);
      if (before + granted > most) {
        return 0;
      }
      if (taken.compareAndSet(before, before + granted)) {
        return granted;
      }
    }
  }

  public void give(int octets) {
    taken.addAndGet(-octets);
  }

  /** Octets that are taken. */
  public long taken() {
    return taken.get();
  }
}
