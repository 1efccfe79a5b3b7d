package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.Http2Client;
import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a client's side of a connection of some octets: each decides the next thing, so that a
 * fuzzer changes the connection by changing an octet. Most frames are right, some are not.
 */
final class Http2Connections {
  private static final int MOST_FRAMES = 60;
  private static final int PUSH_PROMISE = 5;
  private static final int PADDED = 8;
  private static final int HAS_PRIORITY = 0x20;

  private static final String[] METHODS = {
    "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "PATCH", "DELETE", "get", "PURGE", "CONNECT",
    "", "G T"
  };
  private static final String[] PATHS = {
    "/", "/a", "/a?b", "/b", "/b/c?d=%2e", "/a b", "*", "", "a", "/b#c", "/\u0001", "http://a/"
  };
  private static final String[] AUTHORITIES = {"a", "a:80", "[::1]", "u@a", "", "a:0", "A"};

  /** Names and values of fields, in turn; every name that is asked of a request is here. */
  private static final String[] FIELDS = {
    "accept",
    "*/*",
    "accept",
    "text/css",
    "cookie",
    "a=b",
    "cookie",
    "c=d",
    "x-test",
    "",
    "x-test",
    "some value, not short at all, so that it is worth compressing",
    "x-test",
    "\u00fc",
    "te",
    "trailers",
    "content-length",
    "0",
    "content-length",
    "5",
    "content-length",
    "300",
    "expect",
    "100-continue",
    "host",
    "a",
    "host",
    "b",
    "te",
    "gzip",
    "connection",
    "close",
    "keep-alive",
    "5",
    "proxy-connection",
    "x",
    "transfer-encoding",
    "chunked",
    "upgrade",
    "h2c",
    "x-test",
    " a",
    "x-test",
    "a\t",
    "x-test",
    "a\nb",
    "x-test",
    "a\u0000",
    "X-Test",
    "a",
    "x y",
    "a",
    "",
    "a",
    ":path",
    "/b",
    ":status",
    "200",
    ":x",
    "y",
    ":authority",
    "b",
    ":method",
    "PUT",
    ":scheme",
    "https",
    "content-length",
    "05",
    "content-length",
    "-1",
    "content-length",
    "5,5",
    "expect",
    "x",
    "x:y",
    "a",
    ":protocol",
    "websocket"
  };

  /** How many of {@link #FIELDS}, from the first, are right. */
  private static final int SOUND_FIELDS = 24;

  private static final int[] INCREMENTS = {1, 100, 1000, 65_535, 0, Integer.MAX_VALUE};
  private static final int[] WINDOWS = {0, 1, 200, 1023, 5000, 65_535, 1 << 20, -1, 1 << 31};

  private final byte[] choices;
  private int at;
  private final Http2HeadersEncoder encoder =
      new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, true);
  private final List<byte[]> frames = new ArrayList<>();
  private int nextStream = 1;

  private Http2Connections(byte[] choices) {
    this.choices = choices;
  }

  /** What the client sends, frame by frame; the preface is the first. */
  static List<byte[]> of(byte[] choices) {
    Http2Connections connection = new Http2Connections(choices);
    connection.begin();
    while (connection.at < choices.length && connection.frames.size() < MOST_FRAMES) {
      connection.step();
    }
    return connection.frames;
  }

  /** The names of all fields that a request can have. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < FIELDS.length; i += 2) {
      names.add(FIELDS[i]);
    }
    return names;
  }

  private int next(int bound) {
    return at < choices.length ? (choices[at++] & 0xff) % bound : 0;
  }

  private boolean oneIn(int many) {
    return next(many) == many - 1;
  }

  private void begin() {
    byte[] preface = Http2Client.PREFACE.clone();
    if (oneIn(100)) {
      int octet = next(preface.length);
      preface[octet] = (byte) (preface[octet] ^ 0x20);
    }
    frames.add(preface);
    if (!oneIn(50)) {
      frame(Http2Client.SETTINGS, 0, 0, next(3) == 0 ? setting() : new byte[0]);
    }
  }

  private void step() {
    switch (next(20)) {
      case 0, 1, 2, 3, 4, 5, 6 -> request();
      case 7, 8, 9, 10, 11 -> data();
      case 12 -> trailers();
      case 13, 14 -> windowUpdate();
      case 15 -> settings();
      case 16 -> ping();
      case 17 -> priority();
      case 18 -> reset();
      default -> other();
    }
  }

  // --- frames -----------------------------------------------------------------------------------

  private void request() {
    int id = nextStream;
    if (oneIn(30)) {
      id = next(12);
    } else {
      nextStream += 2 * (1 + next(20) / 18);
    }
    headers(id, next(3) > 0, requestBlock());
  }

  private byte[] requestBlock() {
    List<String> fields = new ArrayList<>();
    int flaws = next(8);
    add(fields, ":method", pick(METHODS, flaws == 0 ? METHODS.length : 10));
    if (flaws != 1 || oneIn(4)) {
      add(fields, ":scheme", "http");
      add(fields, ":path", pick(PATHS, flaws == 2 ? PATHS.length : 5));
    }
    if (flaws != 3) {
      add(fields, ":authority", pick(AUTHORITIES, flaws == 4 ? AUTHORITIES.length : 3));
    }
    fields(fields, flaws == 5);
    return block(fields);
  }

  private void fields(List<String> fields, boolean anything) {
    int count = next(4);
    for (int i = 0; i < count; i++) {
      int field = 2 * next((anything ? FIELDS.length : SOUND_FIELDS) / 2);
      add(fields, FIELDS[field], FIELDS[field + 1]);
    }
  }

  private static void add(List<String> fields, String name, String value) {
    fields.add(name);
    fields.add(value);
  }

  private String pick(String[] all, int first) {
    return all[next(first)];
  }

  /** With the tables of the connection, or in literals: those keep the order as it is. */
  private byte[] block(List<String> fields) {
    if (next(2) == 0) {
      HpackEncoder literals = new HpackEncoder();
      for (int i = 0; i < fields.size(); i += 2) {
        literals.field(fields.get(i), fields.get(i + 1));
      }
      return literals.octets();
    }
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < fields.size(); i += 2) {
      headers.add(fields.get(i), fields.get(i + 1));
    }
    ByteBuf out = Unpooled.buffer();
    try {
      encoder.encodeHeaders(1, headers, out);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
    return Arrays.copyOf(out.array(), out.readableBytes());
  }

  /** In one frame or several, padded or not, with a priority or without. */
  private void headers(int id, boolean ends, byte[] block) {
    int pieces = next(4) == 0 ? 1 + next(4) : 1;
    int padding = next(6) == 0 ? next(20) : -1;
    boolean priority = next(6) == 0;
    int first = block.length / pieces;
    ByteBuffer payload = ByteBuffer.allocate(first + 6 + Math.max(0, padding));
    if (padding >= 0) {
      payload.put((byte) padding);
    }
    if (priority) {
      payload.putInt(oneIn(10) ? id : id + 2 * next(3) + 2).put((byte) next(256));
    }
    payload.put(block, 0, first);
    payload.position(payload.position() + Math.max(0, padding));
    int flags =
        (ends ? Http2Client.END_STREAM : 0)
            | (pieces == 1 ? Http2Client.END_HEADERS : 0)
            | (padding >= 0 ? PADDED : 0)
            | (priority ? HAS_PRIORITY : 0);
    frame(Http2Client.HEADERS, flags, id, Arrays.copyOf(payload.array(), payload.position()));
    int from = first;
    for (int i = 1; i < pieces; i++) {
      boolean last = i == pieces - 1;
      int to = last ? block.length : from + first;
      if (oneIn(30)) {
        ping();
      }
      frame(
          Http2Client.CONTINUATION,
          last ? Http2Client.END_HEADERS : 0,
          id,
          Arrays.copyOfRange(block, from, to));
      from = to;
    }
  }

  private int stream() {
    return oneIn(12) ? next(20) : Math.max(1, nextStream - 2 * (1 + next(3)));
  }

  private void data() {
    int length = new int[] {0, 1, 4, 5, 5, 295, 300}[next(7)];
    int padding = next(6) == 0 ? next(20) : -1;
    ByteBuffer payload = ByteBuffer.allocate(length + 1 + Math.max(0, padding));
    if (padding >= 0) {
      payload.put((byte) (oneIn(10) ? padding + length + 1 : padding));
    }
    for (int i = 0; i < length; i++) {
      payload.put((byte) (at + i));
    }
    payload.position(payload.position() + Math.max(0, padding));
    int flags = (next(2) * Http2Client.END_STREAM) | (padding >= 0 ? PADDED : 0);
    frame(Http2Client.DATA, flags, stream(), Arrays.copyOf(payload.array(), payload.position()));
  }

  private void trailers() {
    List<String> fields = new ArrayList<>();
    fields(fields, next(3) == 0);
    headers(stream(), !oneIn(6), block(fields));
  }

  private void windowUpdate() {
    int increment = INCREMENTS[next(next(4) == 0 ? INCREMENTS.length : 4)];
    byte[] payload = Http2Client.int32(increment);
    frame(Http2Client.WINDOW_UPDATE, 0, next(2) == 0 ? 0 : stream(), size(payload));
  }

  private void settings() {
    if (next(3) == 0) {
      frame(Http2Client.SETTINGS, 1, oneIn(20) ? 1 : 0, oneIn(20) ? setting() : new byte[0]);
      return;
    }
    byte[] payload = new byte[0];
    int count = next(3);
    for (int i = 0; i < count; i++) {
      payload = join(payload, setting());
    }
    frame(Http2Client.SETTINGS, 0, oneIn(20) ? 1 : 0, size(payload));
  }

  private byte[] setting() {
    return switch (next(8)) {
      case 0, 1, 2 -> Http2Client.setting(4, WINDOWS[next(next(4) == 0 ? WINDOWS.length : 7)]);
      case 3 -> Http2Client.setting(1, new int[] {4096, 0, 100, 1 << 16}[next(4)]);
      case 4 -> Http2Client.setting(2, next(8) / 2);
      case 5 -> Http2Client.setting(3, next(200));
      case 6 -> Http2Client.setting(5, new int[] {16_384, 1 << 20, 0, 1 << 24}[next(4)]);
      default -> Http2Client.setting(next(20), next(256));
    };
  }

  private void ping() {
    frame(
        Http2Client.PING,
        next(4) / 3,
        oneIn(20) ? 1 : 0,
        size(new byte[] {1, 2, 3, 4, 5, 6, 7, (byte) next(256)}));
  }

  private void priority() {
    int id = stream() + 2 * next(2);
    byte[] payload = Arrays.copyOf(Http2Client.int32(oneIn(6) ? id : id + 2), 5);
    frame(Http2Client.PRIORITY, 0, id, size(payload));
  }

  private void reset() {
    frame(Http2Client.RST_STREAM, 0, stream(), size(Http2Client.int32(next(14))));
  }

  private void other() {
    switch (next(4)) {
      case 0 -> frame(Http2Client.GOAWAY, 0, oneIn(20) ? 1 : 0, size(new byte[8 + next(4)]));
      case 1 -> frame(10 + next(200), next(256), next(8), new byte[next(20)]);
      case 2 -> frame(PUSH_PROMISE, 4, stream(), new byte[4 + next(8)]);
      default -> frame(Http2Client.CONTINUATION, 4, stream(), new byte[0]);
    }
  }

  /** The payload, seldom of a wrong length. */
  private byte[] size(byte[] payload) {
    return oneIn(25) ? Arrays.copyOf(payload, Math.max(0, payload.length - 2 + next(5))) : payload;
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  /** Adds the frame, seldom with a flaw that no rule has in mind. */
  private void frame(int type, int flags, int stream, byte[] payload) {
    byte[] octets = Http2Client.octets(type, flags, stream, payload);
    if (oneIn(40)) {
      int octet = next(octets.length);
      // Frames stay small: a long one would swallow the rest of the connection.
      if (octet > 1) {
        octets[octet] = (byte) (octets[octet] ^ (1 << next(8)));
      }
    }
    frames.add(octets);
  }
}
