package dev.widgetorigin.bench.cold;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Asks for each of many files once, at a steady rate, whether or not answers come: a request that
 * finds no connection free is late, and that is counted. A process of its own, which gets the core
 * only while the bystanders do not want it. Says {@code ready}, waits for a line, asks, and prints
 * what it saw.
 */
public final class ColdLoad {
  private static final int CONNECTIONS = 256;
  private static final long PAUSE_NANOS = 20_000;
  private static final int BUFFER = 128 * 1024;
  private static final int REFUSED = 503;

  private final Selector selector = Selector.open();
  private final ArrayDeque<Connection> free = new ArrayDeque<>();
  private final Histogram micros = new Histogram(3);
  private int answered;
  private int refused;

  private ColdLoad(int port) throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      free.add(new Connection(port));
    }
  }

  /** Arguments: port, requests a second, a file with a path in each line, one that is hot. */
  public static void main(String[] args) throws IOException {
    ColdLoad load = new ColdLoad(Integer.parseInt(args[0]));
    int rate = Integer.parseInt(args[1]);
    List<String> paths = Files.readAllLines(Path.of(args[2]));
    List<String> hot = new ArrayList<>();
    for (int i = 0; i < 2 * rate; i++) {
      hot.add(args[3]);
    }
    // So that this is compiled.
    load.ask(hot, rate);
    load.forget();
    System.out.println("ready");
    String go =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    if (go == null) {
      throw new EOFException("not told to begin");
    }
    double seconds = load.ask(paths, rate);
    System.out.println(load.result(seconds).text());
  }

  private void forget() {
    micros.reset();
    answered = 0;
    refused = 0;
  }

  private LoadResult result(double seconds) {
    return new LoadResult(
        answered / seconds,
        refused,
        micros.getValueAtPercentile(50),
        micros.getValueAtPercentile(99));
  }

  /** The seconds until the last answer. */
  private double ask(List<String> paths, int rate) throws IOException {
    long begun = System.nanoTime();
    int asked = 0;
    while (answered + refused < paths.size()) {
      boolean idle = selector.selectNow() == 0;
      for (SelectionKey key : selector.selectedKeys()) {
        ((Connection) key.attachment()).read();
      }
      selector.selectedKeys().clear();
      long now = System.nanoTime() - begun;
      while (asked < paths.size() && !free.isEmpty() && due(asked, rate) <= now) {
        free.poll().ask(paths.get(asked), begun + due(asked, rate));
        asked++;
        idle = false;
      }
      if (idle) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private static long due(int request, int rate) {
    return request * 1_000_000_000L / rate;
  }

  private final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private Head head;
    private long received;
    private long due;

    Connection(int port) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void ask(String path, long dueAt) throws IOException {
      due = dueAt;
      head = null;
      received = 0;
      buffer.clear();
      ByteBuffer request = ByteBuffer.wrap(TimedConnection.request(path));
      while (request.hasRemaining()) {
        channel.write(request);
      }
    }

    void read() throws IOException {
      if (head != null) {
        buffer.clear();
      }
      int read = channel.read(buffer);
      if (read < 0) {
        throw new EOFException("cut off");
      }
      received += read;
      head = head == null ? Head.in(buffer.array(), buffer.position()) : head;
      if (head != null && received == head.end() + head.length()) {
        ended();
      }
    }

    private void ended() throws IOException {
      if (head.status() == 200) {
        answered++;
        micros.recordValue((System.nanoTime() - due) / 1000);
      } else if (head.status() == REFUSED) {
        refused++;
      } else {
        throw new IOException("answered " + head.status());
      }
      free.add(this);
    }
  }
}
