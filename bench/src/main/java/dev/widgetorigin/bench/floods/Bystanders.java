package dev.widgetorigin.bench.floods;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Well-behaved clients, each asking at its own steady pace, whether or not it is kept waiting. */
final class Bystanders {
  private static final int CLIENTS = 10;
  private static final long PACE_NANOS = 10_000_000;
  private static final int READ_MILLIS = 20_000;

  private final int port;
  private final byte[] request;

  Bystanders(int port, String path) {
    this.port = port;
    this.request =
        ("GET " + path + " HTTP/1.1\r\nHost: a\r\nAccept-Encoding: identity\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
  }

  /** Microseconds from when a request was due to be sent to the last octet of its answer. */
  Histogram run(int seconds) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      long until = System.nanoTime() + seconds * 1_000_000_000L;
      List<Future<Histogram>> runs = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        long offset = i * PACE_NANOS / CLIENTS;
        runs.add(threads.submit(() -> client(offset, until)));
      }
      Histogram all = new Histogram(3);
      for (Future<Histogram> run : runs) {
        all.add(run.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a bystander was not served", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Histogram client(long offset, long until) throws IOException {
    Histogram micros = new Histogram(3);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 65_536);
      exchange(socket, in);
      long due = System.nanoTime() + offset;
      while (due < until) {
        long wait = due - System.nanoTime();
        // Late by the answer before: counted from when it was due. Late by this client's own
        // sleep: not the server's doing.
        boolean kept = wait <= 0;
        while (wait > 0) {
          LockSupport.parkNanos(wait);
          wait = due - System.nanoTime();
        }
        long from = kept ? due : System.nanoTime();
        exchange(socket, in);
        micros.recordValue((System.nanoTime() - from) / 1000);
        due += PACE_NANOS;
      }
    }
    return micros;
  }

  private void exchange(Socket socket, InputStream in) throws IOException {
    socket.getOutputStream().write(request);
    int length = -1;
    String line = line(in);
    if (!line.startsWith("HTTP/1.1 200")) {
      throw new IOException("answered " + line);
    }
    for (; !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, "content-length: ", 0, 16)) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
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
}
