package dev.widgetorigin.origin.http.listener;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the connections of a listener, in all and by client. A client is an IPv4 address or an
 * IPv6 /64, the smallest block that a customer is given. Thread-safe.
 */
final class ConnectionLimits {
  private final int most;
  private final int mostPerClient;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<Object, Integer> clients = new ConcurrentHashMap<>();

  ConnectionLimits(int most, int mostPerClient) {
    this.most = most;
    this.mostPerClient = mostPerClient;
  }

  /** Null where a limit is reached; otherwise what {@link #leave} takes. */
  Object enter(SocketAddress address) {
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      return null;
    }
    Object client = client(address);
    boolean[] admitted = {true};
    clients.compute(
        client,
        (key, count) -> {
          int before = count == null ? 0 : count;
          admitted[0] = before < mostPerClient;
          return admitted[0] ? Integer.valueOf(before + 1) : count;
        });
    if (!admitted[0]) {
      open.decrementAndGet();
      return null;
    }
    return client;
  }

  void leave(Object client) {
    open.decrementAndGet();
    clients.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
  }

  private static Object client(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inetSocketAddress)) {
      return "local";
    }
    InetAddress ip = inetSocketAddress.getAddress();
    return ip instanceof Inet6Address ? ByteBuffer.wrap(Arrays.copyOf(ip.getAddress(), 8)) : ip;
  }
}
