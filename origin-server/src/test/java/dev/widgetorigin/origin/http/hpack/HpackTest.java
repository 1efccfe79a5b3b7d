package dev.widgetorigin.origin.http.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** HPACK against the examples of RFC 7541 and against Netty's coder. */
class HpackTest {
  private static List<String> decode(HpackDecoder decoder, byte[] block) {
    List<String> fields = new ArrayList<>();
    boolean sound =
        decoder.decode(
            block, 0, block.length, field -> fields.add(field.name + ": " + field.value));
    return sound ? fields : null;
  }

  private static byte[] hex(String digits) {
    return ByteBufUtil.decodeHexDump(digits.replace(" ", ""));
  }

  @Test
  void decode_appendixC4_keepsItsTableOverBlocks() {
    HpackDecoder decoder = new HpackDecoder();
    assertThat(decode(decoder, hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff")))
        .containsExactly(
            ":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
    assertThat(decode(decoder, hex("8286 84be 5886 a8eb 1064 9cbf")))
        .containsExactly(
            ":method: GET",
            ":scheme: http",
            ":path: /",
            ":authority: www.example.com",
            "cache-control: no-cache");
    assertThat(decode(decoder, hex("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf")))
        .containsExactly(
            ":method: GET",
            ":scheme: https",
            ":path: /index.html",
            ":authority: www.example.com",
            "custom-key: custom-value");
  }

  @Test
  void decode_appendixC3_withoutHuffman() {
    assertThat(decode(new HpackDecoder(), hex("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d")))
        .contains(":authority: www.example.com");
  }

  static Stream<Arguments> unsound() {
    return Stream.of(
        Arguments.of("index 0", "80"),
        Arguments.of("index beyond the tables", "be"),
        Arguments.of("literal with an unknown name index", "7e0161"),
        Arguments.of("integer without end", "ffffffffffffff"),
        Arguments.of("integer cut off", "ff"),
        Arguments.of("string longer than the block", "000561"),
        Arguments.of("string missing", "00"),
        Arguments.of("table size above the limit", "3fe220"),
        Arguments.of("table size behind a field", "8220"),
        Arguments.of("Huffman padding of zeros", "008100810000"),
        Arguments.of("Huffman padding of eight ones", "0082 1fff 0161"),
        Arguments.of("Huffman end symbol", "0084 ffff fffc 0161"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void unsound(String rule, String block) {
    assertThat(decode(new HpackDecoder(), hex(block))).isNull();
  }

  @Test
  void decode_beforeAnyFieldIsKept_hasNoTable() {
    HpackDecoder decoder = new HpackDecoder();
    assertThat(decoder.room()).isZero();
    decode(decoder, hex("8286 84 0001 6101 62"));
    assertThat(decoder.room()).isZero();
    decode(decoder, hex("4001 6101 62"));
    assertThat(decoder.room()).isPositive();
    decoder.discard();
    assertThat(decoder.room()).isZero();
  }

  /** The smallest entry counts 32 octets: 128 of them fill a table of 4,096. */
  @Test
  void decode_theSmallestFieldsWithoutEnd_keepsTheNewestThatFit() {
    HpackDecoder decoder = new HpackDecoder();
    for (int i = 0; i < 1000; i++) {
      assertThat(decode(decoder, hex("400000"))).containsExactly(": ");
    }
    assertThat(decoder.room()).isEqualTo(128);
    assertThat(decode(decoder, hex("ff3e"))).as("entry 128 of the table").containsExactly(": ");
    assertThat(decode(decoder, hex("ff3f"))).as("entry 129 of the table").isNull();
  }

  /** The ring grows at every place that its oldest entry can be at. */
  @Test
  void decode_tableThatGrowsAfterItHasTurned_keepsItsOrder() {
    for (int turned = 0; turned < 40; turned++) {
      HpackDecoder decoder = new HpackDecoder();
      decode(decoder, hex("3fb103")); // a table of 464 octets: 14 entries of 33
      for (int i = 0; i < turned; i++) {
        decode(decoder, hex("400001%02x".formatted('A' + i)));
      }
      decode(decoder, hex("3fe11f")); // back to 4,096
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        decode(decoder, hex("400001%02x".formatted('0' + i)));
        expected.add(0, ": " + (char) ('0' + i));
        List<String> kept = new ArrayList<>();
        for (int back = 0; back <= i; back++) {
          kept.addAll(decode(decoder, hex("%02x".formatted(0x80 + 62 + back))));
        }
        assertThat(kept).isEqualTo(expected);
      }
    }
  }

  @Property(tries = 300)
  void decode_whatNettyEncodes_isTheSame(@ForAll long seed) throws Http2Exception {
    Random random = new Random(seed);
    DefaultHttp2HeadersEncoder netty = new DefaultHttp2HeadersEncoder();
    HpackDecoder decoder = new HpackDecoder();
    for (int block = 0; block < 8; block++) {
      Http2Headers headers = new DefaultHttp2Headers(false);
      List<String> expected = new ArrayList<>();
      int count = random.nextInt(12);
      for (int i = 0; i < count; i++) {
        String name = "x-" + random.nextInt(40);
        String value = text(random, random.nextInt(60));
        headers.add(name, value);
      }
      headers.forEach(entry -> expected.add(entry.getKey() + ": " + entry.getValue()));
      ByteBuf out = Unpooled.buffer();
      netty.encodeHeaders(3, headers, out);
      assertThat(decode(decoder, ByteBufUtil.getBytes(out))).isEqualTo(expected);
    }
  }

  @Property(tries = 300)
  void encode_anyField_isWhatNettyDecodes(@ForAll long seed) throws Http2Exception {
    Random random = new Random(seed);
    HpackEncoder encoder = new HpackEncoder().status(200 + random.nextInt(300));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String name = i % 2 == 0 ? "cache-control" : "x-" + random.nextInt(40) + i;
      String value = text(random, random.nextInt(200)).strip();
      encoder.field(name, value);
      expected.add(name + ": " + value);
    }
    Http2Headers headers =
        new DefaultHttp2HeadersDecoder(false)
            .decodeHeaders(3, Unpooled.wrappedBuffer(encoder.octets()));
    List<String> decoded = new ArrayList<>();
    headers.forEach(entry -> decoded.add(entry.getKey() + ": " + entry.getValue()));
    assertThat(decoded).containsAll(expected).hasSize(expected.size() + 1);
  }

  @Property(tries = 3000)
  void decode_anyOctets_neverThrows(@ForAll byte[] block) {
    HpackDecoder decoder = new HpackDecoder();
    decode(decoder, block);
    decode(decoder, block);
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) (random.nextInt(10) == 0 ? random.nextInt(256) : 32 + random.nextInt(95)));
    }
    return text.toString();
  }
}
