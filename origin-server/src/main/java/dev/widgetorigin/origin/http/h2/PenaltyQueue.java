package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.Futures;
import io.netty.channel.EventLoop;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;

/**
 * The turns of clients that make trouble (see {@link FloodGuard}). One such client waits ten
 * milliseconds for its next turn; many have theirs one by one, a millisecond apart, so that however
 * many connections a flood has, it takes a small part of the event loop's time and never much at
 * once. Confined to its loop.
 */
final class PenaltyQueue {
  static final int WAIT_MILLIS = 10;

  private static final int SHORTEST_MILLIS = 1;

  /** A client that waits. */
  interface Client {
    void nextTurn();
  }

  private final EventLoop loop;
  private final LinkedHashSet<Client> waiting = new LinkedHashSet<>();
  private boolean scheduled;

  PenaltyQueue(EventLoop loop) {
    this.loop = loop;
  }

  void add(Client client) {
    waiting.add(client);
    schedule();
  }

  /** Does nothing where the client does not wait. */
  void remove(Client client) {
    waiting.remove(client);
  }

  private void schedule() {
    if (!scheduled && !waiting.isEmpty()) {
      scheduled = true;
      long wait = Math.max(SHORTEST_MILLIS, WAIT_MILLIS / waiting.size());
      Futures.ignore(loop.schedule(this::next, wait, TimeUnit.MILLISECONDS));
    }
  }

  private void next() {
    scheduled = false;
    Iterator<Client> all = waiting.iterator();
    if (all.hasNext()) {
      Client first = all.next();
      all.remove();
      try {
        first.nextTurn();
      } finally {
        schedule();
      }
    }
  }
}
