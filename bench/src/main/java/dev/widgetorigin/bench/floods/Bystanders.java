package dev.widgetorigin.bench.floods;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import org.HdrHistogram.Histogram;

/** Well-behaved clients, each asking at its own steady pace, whether or not it is kept waiting. */
public final class Bystanders {
  private static final int CLIENTS = 10;
  private static final long PACE_NANOS = 10_000_000;
  private static final int READ_MILLIS = 20_000;

  private final int port;
  private final byte[] request;

  /** Clients that ask for a path under {@code 127.0.0.1}. */
  public Bystanders(int port, String path) {
    this.port = port;
    this.request =
        ("GET " + path + " HTTP/1.1\r\nHost: a\r\nAccept-Encoding: identity\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
  }

  Histogram run(int seconds) throws IOException {
    long until = System.nanoTime() + seconds * 1_000_000_000L;
    return run(due -> due < until);
  }

  /**
   * Microseconds from when a request was due to be sent to the last octet of its answer. One thread
   * asks for all of them, one after the other: ten would wait for each other.
   *
   * @param going whether a request that is due then, a time of {@link System#nanoTime}, is still
   *     sent
   */
  public Histogram run(LongPredicate going) throws IOException {
    Histogram micros = new Histogram(3);
    List<Client> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Client(port));
      }
      for (Client client : clients) {
        client.exchange(request);
      }
      long due = System.nanoTime();
      for (int i = 0; going.test(due); i++) {
        long wait = due - System.nanoTime();
        // Late by the answer before: counted from when it was due. Late by this thread's own
        // sleep: not the server's doing.
        boolean kept = wait <= 0;
        while (wait > 0) {
          LockSupport.parkNanos(wait);
          wait = due - System.nanoTime();
        }
        long from = kept ? due : System.nanoTime();
        clients.get(i % CLIENTS).exchange(request);
        micros.recordValue((System.nanoTime() - from) / 1000);
        due += PACE_NANOS / CLIENTS;
      }
    } finally {
      for (Client client : clients) {
        client.close();
      }
    }
    return micros;
  }

  /** One connection. */
  private static final class Client implements Closeable {
    private final Socket socket;
    private final InputStream in;

    Client(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_MILLIS);
      in = new BufferedInputStream(socket.getInputStream(), 65_536);
    }

    void exchange(byte[] request) throws IOException {
      socket.getOutputStream().write(request);
      int length = -1;
      String line = line();
      if (!line.startsWith("HTTP/1.1 200")) {
        throw new IOException("answered " + line);
      }
      for (; !line.isEmpty(); line = line()) {
        if (line.regionMatches(true, 0, "content-length: ", 0, 16)) {
          length = Integer.parseInt(line.substring(16));
        }
      }
      in.skipNBytes(length);
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          throw new IOException("cut off");
        }
        if (octet != '\r') {
          line.append((char) octet);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
