package dev.widgetorigin.bench.floods;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A server that throws away what it gets. A flood at it costs the machine what a flood costs before
 * anybody has looked at an octet, and the origin nothing: what bystanders feel of that is not the
 * origin's doing.
 */
public final class Sink {
  private static final int MOST_OCTETS = 32_768;

  private Sink() {}

  /** Says its port, and goes on until it is killed. */
  public static void main(String[] args) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress())) {
      System.out.println(server.getLocalPort());
      byte[] buffer = new byte[16_384];
      while (true) {
        try (Socket socket = server.accept()) {
          read(socket.getInputStream(), buffer);
        } catch (IOException cut) {
          // By the client: the next one.
        }
      }
    }
  }

  /** A flood is cut by the origin after about so much. */
  private static void read(InputStream in, byte[] buffer) throws IOException {
    int total = 0;
    int count = 0;
    while (count >= 0 && total < MOST_OCTETS) {
      total += count;
      count = in.read(buffer);
    }
  }
}
