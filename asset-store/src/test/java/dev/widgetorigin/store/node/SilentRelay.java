package dev.widgetorigin.store.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Hands bytes on between a client and a server until it is told to be silent. */
final class SilentRelay implements AutoCloseable {
  private final ServerSocket socket;
  private final int server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Object turn = new Object();
  private boolean silent;
  private boolean closed;

  /** {@code server} is a port of this machine. */
  SilentRelay(int server) throws IOException {
    this.server = server;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** From now on nothing is handed on, and no connection ends; or it goes on where it was. */
  void silent(boolean now) {
    synchronized (turn) {
      silent = now;
      turn.notifyAll();
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        Socket target = new Socket(InetAddress.getLoopbackAddress(), server);
        open.add(client);
        open.add(target);
        start(() -> copy(client, target));
        start(() -> copy(target, client));
      }
    } catch (IOException e) {
      // Closed: the test is over.
      return;
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[64 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitTurn();
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One of the two went; so does the other.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitTurn() throws InterruptedException {
    synchronized (turn) {
      while (silent && !closed) {
        turn.wait();
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (turn) {
      closed = true;
      turn.notifyAll();
    }
    socket.close();
    for (Socket each : open) {
      each.close();
    }
  }
}
