package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.http.hpack.HpackDecoder;
import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends exactly the frames it is told, right or wrong, and reads those that come back. */
public final class Http2Client implements Closeable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  public static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  public record Frame(int type, int flags, int stream, byte[] payload) {
    public int code() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }
  }

  /**
   * All of a stream's answer, or the code it was reset with; {@code lines} has the names and values
   * of its fields in turn.
   */
  public record Answer(List<String> lines, byte[] body, int reset) {
    public Map<String, String> fields() {
      Map<String, String> fields = new HashMap<>();
      for (int i = 0; i < lines.size(); i += 2) {
        fields.put(lines.get(i), lines.get(i + 1));
      }
      return fields;
    }

    public int status() {
      return Integer.parseInt(fields().getOrDefault(":status", "0"));
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  public final Socket socket;
  private final DataInputStream in;
  private final HpackDecoder decoder = new HpackDecoder();
  public int goAway = -1;

  public Http2Client(int port) {
    this(open(port));
    preface();
  }

  /** Sends no preface. */
  public Http2Client(Socket connected) {
    try {
      socket = connected;
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Http2Client preface() {
    return raw(PREFACE).frame(SETTINGS, 0, 0);
  }

  public static Socket open(int port) {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Http2Client raw(byte[] octets) {
    try {
      socket.getOutputStream().write(octets);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** So many octets that are no frame yet. */
  public byte[] octets(int count) {
    try {
      return in.readNBytes(count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Http2Client frame(int type, int flags, int stream, byte... payload) {
    return raw(octets(type, flags, stream, payload));
  }

  public static byte[] octets(int type, int flags, int stream, byte... payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt((payload.length << 8) | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  public static byte[] int32(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  public static byte[] setting(int name, int value) {
    return ByteBuffer.allocate(6).putShort((short) name).putInt(value).array();
  }

  /** A block of the usual pseudo-header fields and more of {@code name, value, …}. */
  public static byte[] block(String method, String path, String... more) {
    HpackEncoder encoder =
        new HpackEncoder()
            .field(":method", method)
            .field(":scheme", "http")
            .field(":path", path)
            .field(":authority", "a");
    for (int i = 0; i < more.length; i += 2) {
      encoder.field(more[i], more[i + 1]);
    }
    return encoder.octets();
  }

  public Http2Client get(int stream, String path, String... more) {
    return frame(HEADERS, 5, stream, block("GET", path, more));
  }

  /** The next frame; null at the connection's end. */
  public Frame read() {
    try {
      int head = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = new byte[head >>> 8];
      in.readFully(payload);
      Frame frame = new Frame(head & 0xff, flags, stream, payload);
      if (frame.type() == GOAWAY) {
        goAway = frame.code();
      }
      return frame;
    } catch (EOFException | SocketException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads to the end of that stream, and throws other frames away. */
  public Answer answer(int stream) {
    List<String> lines = new ArrayList<>();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      Frame frame = read();
      if (frame == null) {
        throw new IllegalStateException("connection ended, GOAWAY " + goAway);
      }
      if (frame.type() == HEADERS) {
        byte[] block = frame.payload();
        boolean sound =
            decoder.decode(
                block,
                0,
                block.length,
                field -> {
                  if (frame.stream() == stream) {
                    lines.add(field.name);
                    lines.add(field.value);
                  }
                });
        if (!sound) {
          throw new IllegalStateException("block cannot be decoded");
        }
      }
      if (frame.stream() != stream) {
        continue;
      }
      if (frame.type() == DATA) {
        body.writeBytes(frame.payload());
      }
      if (frame.type() == RST_STREAM) {
        return new Answer(lines, body.toByteArray(), frame.code());
      }
      boolean ends = frame.type() <= HEADERS && (frame.flags() & 1) != 0;
      if (ends) {
        return new Answer(lines, body.toByteArray(), -1);
      }
    }
  }

  /** Reads to the connection's end; the code of GOAWAY, -1 where there was none. */
  public int end() {
    Frame last;
    do {
      last = read();
    } while (last != null);
    return goAway;
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
