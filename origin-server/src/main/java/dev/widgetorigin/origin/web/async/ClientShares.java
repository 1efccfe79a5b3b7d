package dev.widgetorigin.origin.web.async;

import dev.widgetorigin.origin.config.value.AddressBlock;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Responder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who holds how many of the places in a queue. A client may have any number of them while half are
 * free; beyond that only its share, so that no few clients keep all others waiting, or out.
 * Thread-safe; never blocks for long.
 */
public final class ClientShares {
  private final int most;
  private final int share;
  private final Map<String, Integer> held = new HashMap<>();
  private int taken;

  /**
   * @param most places that there are
   */
  public ClientShares(int most) {
    this.most = most;
    this.share = Math.max(4, most / 16);
  }

  /**
   * The same responder, which holds a place until it sends; null where the client may have none
   * now.
   *
   * @param address of the client, numeric
   */
  public Responder enter(String address, Responder responder) {
    String owner = owner(address);
    return take(owner) ? new Place(owner, responder) : null;
  }

  /**
   * Takes a place until the action that is returned runs for the first time; null where the client
   * may have none now.
   *
   * @param address of the client, numeric
   */
  public Runnable hold(String address) {
    String owner = owner(address);
    if (!take(owner)) {
      return null;
    }
    AtomicBoolean left = new AtomicBoolean();
    return () -> leaveOnce(owner, left);
  }

  /**
   * Runs work on an executor; it holds a place until it begins. Throws RejectedExecutionException
   * where the client may have none now, and what the executor throws.
   *
   * @param address of the client, numeric
   */
  void execute(String address, Executor executor, Runnable work) {
    String owner = owner(address);
    if (!take(owner)) {
      throw new RejectedExecutionException(owner + " has its share of the waiting work");
    }
    AtomicBoolean left = new AtomicBoolean();
    boolean accepted = false;
    try {
      executor.execute(
          () -> {
            leaveOnce(owner, left);
            work.run();
          });
      accepted = true;
    } finally {
      if (!accepted) {
        leaveOnce(owner, left);
      }
    }
  }

  private void leaveOnce(String owner, AtomicBoolean left) {
    if (left.compareAndSet(false, true)) {
      leave(owner);
    }
  }

  private synchronized boolean take(String owner) {
    int own = held.getOrDefault(owner, 0);
    if (taken >= most || (taken >= most / 2 && own >= share)) {
      return false;
    }
    taken++;
    held.put(owner, own + 1);
    return true;
  }

  private synchronized void leave(String owner) {
    taken--;
    held.computeIfPresent(owner, (same, own) -> own == 1 ? null : own - 1);
  }

  /** Places that are taken. */
  synchronized int taken() {
    return taken;
  }

  /** An IPv4 address, or the /64 of an IPv6 address: the smallest block a customer is given. */
  public static String owner(String address) {
    // As a proxy may spell it: the block's end would not be found in 2001:db8::1.
    String full = address.contains("::") ? inFull(address) : address;
    int at = -1;
    for (int groups = 0; groups < 4; groups++) {
      at = full.indexOf(':', at + 1);
      if (at < 0) {
        return full;
      }
    }
    return full.substring(0, at);
  }

  private static String inFull(String address) {
    byte[] octets = AddressBlock.address(address);
    try {
      return octets == null ? address : InetAddress.getByAddress(octets).getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }

  private final class Place implements Responder {
    private final String owner;
    private final Responder responder;
    private final AtomicBoolean left = new AtomicBoolean();

    Place(String owner, Responder responder) {
      this.owner = owner;
      this.responder = responder;
    }

    @Override
    public void send(Reply reply) {
      leaveOnce(owner, left);
      responder.send(reply);
    }
  }
}
