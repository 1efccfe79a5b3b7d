package dev.widgetorigin.origin.web.async;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Threads for work that clients wait for, and the places where it waits for them, of which each
 * client may have its share ({@link ClientShares}). A place is taken until the work begins.
 * Thread-safe; never blocks.
 */
public final class ClientQueue {
  private final Executor threads;
  private final ClientShares shares;

  /**
   * @param threads where the work is done; may refuse
   * @param places that they have for waiting work
   */
  public ClientQueue(Executor threads, int places) {
    this.threads = threads;
    this.shares = new ClientShares(places);
  }

  /** For work that no client waits for. May refuse. */
  public Executor threads() {
    return threads;
  }

  /**
   * For work that this client waits for. Refuses with {@link RejectedExecutionException} where the
   * client may have no place now, or the threads refuse.
   *
   * @param client its numeric address
   */
  public Executor of(String client) {
    return work -> shares.execute(client, threads, work);
  }
}
