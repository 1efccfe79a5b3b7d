package dev.widgetorigin.origin.endtoend;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One connection on which one request follows the other, as a browser or an edge holds it open. */
final class KeptAliveSocket implements AutoCloseable {
  /**
   * @param fields by lower-case name; the lines of a repeated field are joined by commas
   */
  record Reply(int status, Map<String, String> fields, byte[] body) {
    String field(String name) {
      return fields.get(name.toLowerCase(Locale.ROOT));
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private final Socket socket;
  private final String host;
  private final InputStream in;
  private final OutputStream out;

  KeptAliveSocket(URI server) throws IOException {
    this(server, server.getAuthority());
  }

  /** {@code host} is what requests say they were sent to. */
  KeptAliveSocket(URI server, String host) throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    this.host = host;
    in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    out = socket.getOutputStream();
  }

  /** {@code fields} are names and values in turn. */
  Reply request(String method, String target, String... fields) throws IOException {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host);
    for (int i = 0; i < fields.length; i += 2) {
      head.append("\r\n").append(fields[i]).append(": ").append(fields[i + 1]);
    }
    out.write(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    Map<String, String> received = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      received.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (first, second) -> first + ", " + second);
    }
    boolean bodiless = method.equals("HEAD") || status == 304 || status == 204;
    return new Reply(status, received, bodiless ? new byte[0] : body(received));
  }

  Reply get(String target, String... fields) throws IOException {
    return request("GET", target, fields);
  }

  private byte[] body(Map<String, String> fields) throws IOException {
    if (fields.containsKey("content-length")) {
      return exactly(Integer.parseInt(fields.get("content-length")));
    }
    if (!"chunked".equalsIgnoreCase(fields.get("transfer-encoding"))) {
      throw new IOException("expected Content-Length or chunks, found " + fields);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunk(); size > 0; size = chunk()) {
      body.write(exactly(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the body ended after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
