package dev.widgetorigin.bench.rolling;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks for a file over HTTP/2 with prior knowledge (RFC 9113 §3.3), again and again, on connections
 * of one to twenty requests, up to four at a time, and counts what fails.
 *
 * <p>A request is sent again where the server says that it did nothing with it: its stream is above
 * the last one that a GOAWAY names (§6.8), or was reset with REFUSED_STREAM (§8.7). Everything else
 * that is not the whole file with a 200 has failed: a connection that is refused or reset, one that
 * ends before it has answered, another status, other bytes.
 *
 * <p>Arguments: {@code PORT PATH REQUESTS CLIENTS RATE}; the rate is that of all clients, in
 * requests a second. It prints a name and a number a line.
 */
public final class Http2Clients {
  private static final int LONGEST_LIFE = 20;

  private final int port;
  private final String path;
  private final long requests;
  private final double nanosEach;

  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final Tally tally = new Tally();

  private Http2Clients(int port, String path, long requests, double nanosEach) {
    this.port = port;
    this.path = path;
    this.requests = requests;
    this.nanosEach = nanosEach;
  }

  public static void main(String[] args) throws Exception {
    int clients = Integer.parseInt(args[3]);
    Http2Clients run =
        new Http2Clients(
            Integer.parseInt(args[0]),
            args[1],
            Long.parseLong(args[2]),
            clients * 1e9 / Double.parseDouble(args[4]));
    long begun = System.nanoTime();
    run.ask(clients);
    System.out.printf("connections: %d%n", run.connections.get());
    run.tally.print();
    System.out.printf("seconds: %.1f%n", (System.nanoTime() - begun) / 1e9);
  }

  private void ask(int clients) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<?>> asking = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        asking.add(threads.submit(this::client));
      }
      for (Future<?> each : asking) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Until all requests are taken. What is to be sent again goes first on the next connection. */
  private void client() {
    long due = System.nanoTime();
    List<Long> again = List.of();
    while (true) {
      long number = connections.incrementAndGet();
      int life = (int) (1 + number % LONGEST_LIFE);
      List<Long> asked = new ArrayList<>(again);
      while (asked.size() < Math.max(life, again.size()) && taken.incrementAndGet() <= requests) {
        asked.add(0L);
      }
      if (asked.isEmpty()) {
        connections.decrementAndGet();
        return;
      }
      again = connection(asked);
      due += (long) (nanosEach * asked.size());
      LockSupport.parkNanos(due - System.nanoTime());
    }
  }

  private List<Long> connection(List<Long> asked) {
    Http2Exchange exchange = new Http2Exchange(path, tally, asked);
    try {
      exchange.run(port);
    } catch (IOException e) {
      exchange.cutOff(e);
    }
    return exchange.unprocessed();
  }
}
