package dev.widgetorigin.origin.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A socket that sends exactly what it is told and reads replies one by one. */
public final class RawClient implements Closeable {
  /** A reply; {@code lines} has the names and values of its fields in turn. */
  public record Answer(int status, List<String> lines, byte[] content) {
    /** Values by lower-case name; those of one name joined. */
    public Map<String, String> fields() {
      Map<String, String> fields = new LinkedHashMap<>();
      for (int i = 0; i < lines.size(); i += 2) {
        fields.merge(
            lines.get(i).toLowerCase(Locale.ROOT), lines.get(i + 1), (a, b) -> a + ", " + b);
      }
      return fields;
    }

    public String body() {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  public final Socket socket;
  private final InputStream in;

  public RawClient(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(60_000);
      socket.setTcpNoDelay(true);
      in = socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public RawClient(Socket connected) {
    socket = connected;
    try {
      socket.setSoTimeout(60_000);
      in = socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public RawClient send(String octets) {
    return send(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] octets) {
    try {
      socket.getOutputStream().write(octets);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public RawClient endOutput() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Answer read() {
    return read(true);
  }

  /** The next reply; a reply to HEAD has no body whatever its fields say. */
  public Answer read(boolean withBody) {
    try {
      String statusLine = line();
      if (!statusLine.startsWith("HTTP/1.1 ")) {
        throw new IOException("status line expected: " + statusLine);
      }
      int status = Integer.parseInt(statusLine.substring(9, 12));
      List<String> lines = new ArrayList<>();
      int length = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        lines.add(line.substring(0, colon));
        lines.add(line.substring(colon + 1).strip());
        if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
          length = Integer.parseInt(lines.get(lines.size() - 1));
        }
      }
      boolean none = !withBody || status < 200 || status == 204 || status == 304;
      byte[] content = in.readNBytes(none ? 0 : length);
      if (!none && content.length < length) {
        throw new IOException("end of input inside a body");
      }
      return new Answer(status, lines, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("end of input inside a line: " + line);
      }
      line.write(octet);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (!text.endsWith("\r")) {
      throw new IOException("CR LF expected: " + text);
    }
    return text.substring(0, text.length() - 1);
  }

  /** Whether the server ended the connection in good order, with nothing more to read. */
  public boolean ended() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return false;
    }
  }

  public byte[] readAll() throws IOException {
    return in.readAllBytes();
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
