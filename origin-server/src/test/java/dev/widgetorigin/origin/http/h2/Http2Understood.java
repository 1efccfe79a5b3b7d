package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.Http2Client;
import dev.widgetorigin.origin.http.hpack.HpackDecoder;
import dev.widgetorigin.origin.http.hpack.HpackField;
import dev.widgetorigin.origin.web.Method;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one side has made of what the client sent since it was last asked. */
final class Http2Understood {
  /** Requests by stream, in the order of their streams' ends. */
  final Map<Integer, String> requests = new TreeMap<>();

  final List<Integer> order = new ArrayList<>();

  /** Streams that were reset, with the code. */
  final Map<Integer, Integer> resets = new TreeMap<>();

  /** Statuses of answers, but for interim ones. */
  final Map<Integer, Integer> answers = new TreeMap<>();

  /** Octets of content that were sent. */
  final Map<Integer, Integer> content = new TreeMap<>();

  /** PING and SETTINGS that were acknowledged. */
  final List<String> acknowledged = new ArrayList<>();

  /** The code of GOAWAY; -1 where there was none. Kept. */
  int goAway = -1;

  private final HpackDecoder decoder = new HpackDecoder();
  private byte[] unread = new byte[0];

  void forget() {
    requests.clear();
    order.clear();
    resets.clear();
    answers.clear();
    content.clear();
    acknowledged.clear();
  }

  void request(int stream, String text) {
    requests.put(stream, text);
    order.add(stream);
  }

  /** How much is answered, by either side. */
  static int answerOctets(String method, String path) {
    return path.startsWith("/b") && !method.equals("HEAD") ? 300 : 0;
  }

  /** Takes octets that were sent to the client. */
  void sent(ByteBuf out) {
    byte[] all = Arrays.copyOf(unread, unread.length + out.readableBytes());
    out.getBytes(out.readerIndex(), all, unread.length, out.readableBytes());
    ByteBuffer in = ByteBuffer.wrap(all);
    while (in.remaining() >= 9 && in.remaining() >= 9 + (in.getInt(in.position()) >>> 8)) {
      int head = in.getInt();
      int flags = in.get();
      int stream = in.getInt();
      byte[] payload = new byte[head >>> 8];
      in.get(payload);
      sent(new Http2Client.Frame(head & 0xff, flags, stream, payload));
    }
    unread = Arrays.copyOfRange(all, in.position(), all.length);
  }

  private void sent(Http2Client.Frame frame) {
    switch (frame.type()) {
      case Http2Client.DATA -> content.merge(frame.stream(), frame.payload().length, Integer::sum);
      case Http2Client.HEADERS ->
          decoder.decode(
              frame.payload(), 0, frame.payload().length, field -> answer(frame.stream(), field));
      case Http2Client.RST_STREAM -> resets.putIfAbsent(frame.stream(), frame.code());
      case Http2Client.GOAWAY -> goAway = frame.code();
      case Http2Client.SETTINGS -> {
        if ((frame.flags() & 1) != 0) {
          acknowledged.add("SETTINGS");
        }
      }
      case Http2Client.PING -> acknowledged.add(HexFormat.of().formatHex(frame.payload()));
      default -> {}
    }
  }

  private void answer(int stream, HpackField field) {
    if (field.name.equals(":status") && !field.value.startsWith("1")) {
      answers.put(stream, Integer.parseInt(field.value));
    }
  }

  /** A request as both sides are asked for it. */
  static String text(Http2Headers headers, byte[] content) {
    Map<String, String> fields = new TreeMap<>();
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      String name = field.getKey().toString();
      if (!name.startsWith(":")) {
        String joint = name.equals("cookie") ? "; " : ", ";
        fields.merge(name, field.getValue().toString(), (a, b) -> a + joint + b);
      }
    }
    CharSequence authority = headers.authority();
    return text(
        known(String.valueOf(headers.method())).name(),
        String.valueOf(headers.path()),
        authority == null ? fields.get("host") : authority.toString(),
        fields,
        content);
  }

  private static Method known(String name) {
    for (Method method : Method.values()) {
      if (method.name().equals(name)) {
        return method;
      }
    }
    return Method.OTHER;
  }

  static String text(
      String method, String target, String authority, Map<String, String> fields, byte[] content) {
    return method
        + " "
        + target
        + " "
        + authority
        + " "
        + fields
        + " "
        + HexFormat.of().formatHex(content);
  }
}
