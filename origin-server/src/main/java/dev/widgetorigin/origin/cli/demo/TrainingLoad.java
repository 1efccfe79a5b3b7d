package dev.widgetorigin.origin.cli.demo;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Requests as production has them, over connections that stay open: most for one file, some for
 * others, for an alias, a loader, and with validators. What the origin runs through for them is
 * what the JVM then knows as hot.
 *
 * <p>It counts octets and makes no objects, because the JVM watches this side as well. Confined to
 * one thread.
 */
final class TrainingLoad implements AutoCloseable {
  private static final int CONNECTIONS = 16;

  /** Of so many requests all but eight are for the same file. */
  private static final int TURN = 64;

  private static final int ANSWER_MILLIS = 10_000;
  private static final String WIDGET = "/" + DemoWidget.NAME;
  private static final String SCRIPT = WIDGET + "/v1.1.0/dist/chat-bubble.js";
  private static final String ALL = "Accept-Encoding: gzip, deflate, br, zstd";
  private static final String TAG = "\r\netag: ";
  private static final String LENGTH = "\r\nContent-Length: ";

  /** The end of {@code HTTP/1.1}, and a space. */
  private static final int STATUS_AT = 9;

  private final List<Socket> connections = new ArrayList<>();
  private final byte[] read = new byte[1 << 16];

  /** Connects to an origin with the demo's widget. */
  TrainingLoad(int port) throws IOException {
    for (int i = 0; i < CONNECTIONS; i++) {
      Socket connection = new Socket(InetAddress.getLoopbackAddress(), port);
      connections.add(connection);
      connection.setTcpNoDelay(true);
      connection.setSoTimeout(ANSWER_MILLIS);
    }
  }

  /**
   * Sends so many requests, or a few more, and returns how many were answered.
   *
   * @throws IOException where an answer is no success, or there is none
   */
  int run(int requests) throws IOException {
    List<byte[]> turn = turn();
    int sent = 0;
    int answered = 0;
    while (answered < requests) {
      for (Socket connection : connections) {
        connection.getOutputStream().write(turn.get(sent++ % TURN));
      }
      for (Socket connection : connections) {
        answer(connection.getInputStream());
        answered++;
      }
    }
    return answered;
  }

  private List<byte[]> turn() throws IOException {
    byte[] hot = get(SCRIPT, ALL);
    String known = "If-None-Match: " + tag(hot);
    List<byte[]> turn = new ArrayList<>(Collections.nCopies(TURN - 8, hot));
    turn.add(get(SCRIPT, ALL, known));
    turn.add(get(SCRIPT, ALL, known));
    turn.add(get(SCRIPT, "Accept-Encoding: gzip"));
    turn.add(get(SCRIPT));
    turn.add(get(WIDGET + "/v1.1.0/dist/chat-bubble.css", ALL));
    turn.add(get(WIDGET + "/v1/dist/chat-bubble.js", ALL));
    turn.add(get(WIDGET + "/latest/dist/chat-bubble.js", ALL));
    turn.add(get("/-/loader" + WIDGET + "/v1.js", ALL));
    return turn;
  }

  private static byte[] get(String path, String... fields) {
    String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n";
    return (head + String.join("\r\n", fields) + (fields.length == 0 ? "\r\n" : "\r\n\r\n"))
        .getBytes(StandardCharsets.US_ASCII);
  }

  private String tag(byte[] request) throws IOException {
    connections.get(0).getOutputStream().write(request);
    int end = answer(connections.get(0).getInputStream());
    String head = new String(read, 0, end, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    int from = head.indexOf(TAG) + TAG.length();
    return head.substring(from, head.indexOf('\r', from));
  }

  /** Reads one to its end, and returns where its head ends in what was read. */
  private int answer(InputStream in) throws IOException {
    int length = 0;
    int end = -1;
    while (end < 0) {
      length += more(in, length);
      end = endOfHead(length);
    }
    char first = (char) read[STATUS_AT];
    if (first != '2' && first != '3') {
      throw new IOException(
          "the origin answered "
              + new String(read, 0, Math.min(end, 100), StandardCharsets.ISO_8859_1)
                  .lines()
                  .toList());
    }
    int content = first == '3' ? 0 : contentLength(end);
    for (int left = end + 4 + content - length; left > 0; ) {
      // Over what was read of the content, never over the head.
      left -= more(in, end);
    }
    return end;
  }

  private int endOfHead(int length) {
    for (int i = 0; i + 3 < length; i++) {
      if (read[i] == '\r' && read[i + 2] == '\r') {
        return i;
      }
    }
    return -1;
  }

  private int contentLength(int end) {
    for (int i = 0; i < end; i++) {
      if (read[i] == '\r' && isAt(LENGTH, i)) {
        int length = 0;
        for (int at = i + LENGTH.length(); read[at] != '\r'; at++) {
          length = 10 * length + read[at] - '0';
        }
        return length;
      }
    }
    return 0;
  }

  private boolean isAt(String text, int at) {
    for (int i = 0; i < text.length(); i++) {
      if (read[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int more(InputStream in, int at) throws IOException {
    int count = in.read(read, at, read.length - at);
    if (count <= 0) {
      throw new EOFException("the origin closed a connection in the middle of an answer");
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
