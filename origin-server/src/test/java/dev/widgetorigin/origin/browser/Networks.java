package dev.widgetorigin.origin.browser;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Many networks before one origin. All of 127.0.0.0/8 is this machine, so whoever talks to {@code
 * 127.7.n.1} here is seen by the origin as coming from {@code 127.7.n.1}: for each network that is
 * asked for, a listener on its address passes bytes on from that very address.
 */
final class Networks implements AutoCloseable {
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Closeable> open = new ArrayList<>();

  Networks(URI origin) {
    this.port = origin.getPort();
  }

  private static InetAddress address(int network, int host) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 7, (byte) network, (byte) host});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The origin's URL for browsers of that network, 0 to 255. */
  String url(int network) {
    try {
      InetAddress own = address(network, 1);
      ServerSocket listener = new ServerSocket(0, 50, own);
      keep(listener);
      threads.execute(() -> accept(listener, own));
      return "http://" + own.getHostAddress() + ":" + listener.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void keep(Closeable socket) {
    open.add(socket);
  }

  private void accept(ServerSocket listener, InetAddress own) {
    try {
      while (true) {
        Socket browser = listener.accept();
        keep(browser);
        Socket origin = connect(own);
        keep(origin);
        threads.execute(() -> pass(browser, origin));
        threads.execute(() -> pass(origin, browser));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private Socket connect(InetAddress from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      in.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side has hung up, and so does the other now.
    }
  }

  /**
   * Sends the same outcome report so many times from one host, as fast as it can; answers how often
   * each status came back.
   */
  Map<Integer, Integer> flood(int network, int host, String report, int times) {
    Map<Integer, Integer> statuses = new TreeMap<>();
    try (Socket socket = connect(address(network, host))) {
      String request =
          "POST /-/outcome HTTP/1.1\r\nHost: origin\r\nContent-Type: text/plain\r\nContent-Length: "
              + report.length()
              + "\r\n\r\n"
              + report;
      OutputStream out = socket.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      // All at once: a flood does not wait for answers.
      out.write(request.repeat(times).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      for (int i = 0; i < times; i++) {
        statuses.merge(answer(in), 1, Integer::sum);
      }
      return statuses;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int answer(BufferedReader in) throws IOException {
    int status = Integer.parseInt(in.readLine().split(" ", 3)[1]);
    int length = 0;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    for (int i = 0; i < length; i++) {
      in.read();
    }
    return status;
  }

  @Override
  public synchronized void close() {
    for (Closeable socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    threads.shutdownNow();
  }
}
