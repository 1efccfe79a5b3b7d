package dev.widgetorigin.origin.http.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzz target: two header blocks of one connection against Netty's decoder. What is taken for sound
 * is sound to both and means the same. The first octet says where the second block begins.
 */
public final class HpackFuzz {
  private HpackFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    HpackDecoder decoder = new HpackDecoder();
    DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, 1 << 30);
    int split = Math.min(input.length, 1 + (input[0] & 0xff));
    if (check(decoder, netty, input, 1, split)) {
      check(decoder, netty, input, split, input.length);
    }
  }

  private static boolean check(
      HpackDecoder decoder, DefaultHttp2HeadersDecoder netty, byte[] input, int from, int to) {
    List<String> fields = new ArrayList<>();
    boolean sound =
        decoder.decode(input, from, to, field -> fields.add(field.name + ": " + field.value));
    if (sound) {
      assertThat(fields).containsExactlyInAnyOrderElementsOf(theirs(netty, input, from, to));
    }
    return sound;
  }

  private static List<String> theirs(
      DefaultHttp2HeadersDecoder netty, byte[] input, int from, int to) {
    ByteBuf block = Unpooled.wrappedBuffer(input, from, to - from);
    try {
      Http2Headers headers = netty.decodeHeaders(3, block);
      List<String> fields = new ArrayList<>();
      headers.forEach(entry -> fields.add(entry.getKey() + ": " + entry.getValue()));
      return fields;
    } catch (Http2Exception e) {
      throw new AssertionError("Netty refuses what was taken for sound", e);
    }
  }
}
