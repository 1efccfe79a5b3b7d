package dev.widgetorigin.bench.floods;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * Floods over many connections until it is killed. Each sends until it is cut, and is made again at
 * once. A process of its own, which gets the core only while the bystanders' clients do not want
 * it: else they would wait for it, and that would look as if they waited for the server.
 */
public final class Flooder {
  private static final int CONNECTIONS = 32;

  /** A server that has not cut the connection by then is flooded by another. */
  private static final long MOST_MILLIS = TimeUnit.SECONDS.toMillis(2);

  private static final int OCTETS_A_WRITE = 16_384;

  private final Flood flood;
  private final int port;
  private final byte[] octets;

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
    int connections = flooder.flood == Flood.NOTHING ? 0 : CONNECTIONS;
    for (int i = 0; i < connections; i++) {
      new Thread(flooder::run, "flood-" + i).start();
    }
    System.out.println("flooding");
    // Nothing is said there: it ends with whoever started this, and so does this.
    int ended = System.in.read();
    System.exit(ended == -1 ? 0 : 1);
  }

  private void run() {
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        // An end by reset: otherwise the client's ports would be used up by connections that
        // linger.
        socket.setSoLinger(true, 0);
        connection(socket);
      } catch (IOException cut) {
        // As it should be: the next one.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void connection(Socket socket) throws IOException, InterruptedException {
    if (flood == Flood.CONNECTIONS) {
      socket.getOutputStream().write(octets);
      return;
    }
    Thread reader = new Thread(() -> drain(socket));
    reader.setDaemon(true);
    reader.start();
    for (int at = 0; at < octets.length; at += OCTETS_A_WRITE) {
      socket.getOutputStream().write(octets, at, Math.min(OCTETS_A_WRITE, octets.length - at));
    }
    reader.join(MOST_MILLIS);
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
