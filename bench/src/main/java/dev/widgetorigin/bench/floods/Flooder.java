package dev.widgetorigin.bench.floods;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Floods until it is killed, and comes back at once whenever it is cut. A process of its own, which
 * gets the core only while the bystanders' clients do not want it: else they would wait for it, and
 * that would look as if they waited for the server.
 */
public final class Flooder {
  private final Flood flood;
  private final int port;
  private final byte[] octets;
  private final Deque<Socket> held = new ArrayDeque<>();

  private Flooder(Flood flood, int port, String path) {
    this.flood = flood;
    this.port = port;
    byte[][] rounds = new byte[flood.rounds + 1][];
    rounds[0] = Frames.begin(flood.setting());
    for (int i = 0; i < flood.rounds; i++) {
      rounds[i + 1] = flood.round(i, path);
    }
    octets = Frames.join(rounds);
  }

  /** Arguments: flood, port, path of a large file. */
  public static void main(String[] args) throws IOException {
    Flooder flooder = new Flooder(Flood.valueOf(args[0]), Integer.parseInt(args[1]), args[2]);
    System.out.println("flooding");
    while (true) {
      flooder.connection();
    }
  }

  private void connection() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    // An end by reset: otherwise the client's ports would be used up by connections that linger.
    socket.setSoLinger(true, 0);
    Thread reader = new Thread(() -> drain(socket));
    reader.setDaemon(true);
    reader.start();
    try {
      for (int at = 0; at < octets.length; at += 16_384) {
        socket.getOutputStream().write(octets, at, Math.min(16_384, octets.length - at));
      }
    } catch (IOException cut) {
      socket.close();
      return;
    }
    if (flood.held == 0) {
      socket.close();
    } else {
      held.addLast(socket);
      if (held.size() > flood.held) {
        held.removeFirst().close();
      }
    }
  }

  /** A client that does not read would be slowed down by the server's unread answers. */
  private static void drain(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[16_384];
      int count;
      do {
        count = in.read(buffer);
      } while (count >= 0);
    } catch (IOException cut) {
      return;
    }
  }
}
