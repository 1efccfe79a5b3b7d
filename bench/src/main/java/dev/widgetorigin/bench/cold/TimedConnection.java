package dev.widgetorigin.bench.cold;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection, on which one file after the other is asked for. */
final class TimedConnection implements Closeable {
  private static final int READ_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;
  private final byte[] buffer = new byte[256 * 1024];

  TimedConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_MILLIS);
    in = socket.getInputStream();
  }

  static byte[] request(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: a\r\nAccept-Encoding: identity\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Nanoseconds to the first octet of the file's content, not of the head. */
  long firstByte(String path) throws IOException {
    long begun = System.nanoTime();
    socket.getOutputStream().write(request(path));
    int filled = 0;
    Head head = null;
    while (head == null || filled == head.end()) {
      int read = in.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        throw new EOFException("cut off after " + filled + " octets of " + path);
      }
      filled += read;
      head = head == null ? Head.in(buffer, filled) : head;
    }
    long first = System.nanoTime() - begun;
    if (head.status() != 200) {
      throw new IOException(path + " was answered " + head.status());
    }
    in.skipNBytes(head.end() + head.length() - filled);
    return first;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
