package dev.widgetorigin.origin.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy: notes the heads of requests, and passes all of them to one origin, whatever host
 * they name, or answers as it is told. One request for each connection.
 */
final class FakeProxy implements AutoCloseable {
  private final ServerSocket socket;
  private final int originPort;
  private final String answer;

  /** The lines of each head, as they came. */
  final List<List<String>> heads = new CopyOnWriteArrayList<>();

  private FakeProxy(int originPort, String answer) {
    this.originPort = originPort;
    this.answer = answer;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::accept, "fake-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  static FakeProxy to(int originPort) {
    return new FakeProxy(originPort, null);
  }

  /** Answers every request with that status line and no content. */
  static FakeProxy answering(String status) {
    return new FakeProxy(
        0, "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  }

  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        serve(client);
      } catch (SocketException closed) {
        // By who asked, or by the test.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
    List<String> head = new CopyOnWriteArrayList<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.add(line);
    }
    if (head.isEmpty()) {
      return;
    }
    heads.add(head);
    OutputStream out = client.getOutputStream();
    if (answer != null) {
      out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
      return;
    }
    try (Socket origin = new Socket(InetAddress.getLoopbackAddress(), originPort)) {
      if (head.get(0).startsWith("CONNECT ")) {
        tunnel(client, origin);
        return;
      }
      StringBuilder request = new StringBuilder(head.get(0).replaceFirst("http://[^/]+", ""));
      for (String line : head.subList(1, head.size())) {
        if (!line.regionMatches(true, 0, "proxy-", 0, 6)
            && !line.regionMatches(true, 0, "connection:", 0, 11)
            && !line.regionMatches(true, 0, "host:", 0, 5)) {
          request.append("\r\n").append(line);
        }
      }
      request.append("\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      origin.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      origin.getInputStream().transferTo(out);
    }
  }

  private static void tunnel(Socket client, Socket origin) throws IOException {
    client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    Thread back =
        new Thread(
            () -> {
              try {
                origin.getInputStream().transferTo(client.getOutputStream());
              } catch (IOException e) {
                // One of them has closed.
                return;
              }
            },
            "fake-tunnel");
    back.setDaemon(true);
    back.start();
    client.getInputStream().transferTo(origin.getOutputStream());
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
