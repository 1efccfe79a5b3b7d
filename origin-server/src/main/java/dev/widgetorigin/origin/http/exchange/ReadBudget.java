package dev.widgetorigin.origin.http.exchange;

import dev.widgetorigin.origin.web.async.ClientShares;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory of all pieces of files that were read and are not sent yet. A client that reads slowly
 * keeps its piece for as long as it likes; so pieces become small when half of the memory is taken,
 * and the last quarter is for clients that hold no more than their share, so that no few of them
 * break off the replies of all others. In octets. Thread-safe.
 */
public final class ReadBudget {
  /** Still worth a read of the disk. */
  public static final int SMALL = 8 * 1024;

  private final long most;
  private final long share;
  private final Map<String, Long> held = new HashMap<>();
  private long taken;

  public ReadBudget(long most) {
    this.most = most;
    this.share = most / 16;
  }

  /**
   * Takes that many octets, or fewer; 0 where there is no room even for a small piece.
   *
   * @param client its numeric address
   */
  public synchronized int take(String client, int wanted) {
    int granted = taken + wanted <= most / 2 ? wanted : Math.min(wanted, SMALL);
    String owner = ClientShares.owner(client);
    long own = held.getOrDefault(owner, 0L) + granted;
    long after = taken + granted;
    if (after > most || (after > most - most / 4 && own > share)) {
      return 0;
    }
    taken = after;
    held.put(owner, own);
    return granted;
  }

  /** Gives back what {@link #take} gave that client, or some of it. */
  public synchronized void give(String client, int octets) {
    if (octets == 0) {
      return;
    }
    taken -= octets;
    held.computeIfPresent(
        ClientShares.owner(client), (owner, own) -> own == octets ? null : own - octets);
  }

  /** Octets that are taken. */
  public synchronized long taken() {
    return taken;
  }
}
