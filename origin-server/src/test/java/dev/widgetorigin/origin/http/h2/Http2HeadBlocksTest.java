package dev.widgetorigin.origin.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.http.exchange.Output;
import dev.widgetorigin.origin.http.hpack.HpackBlock;
import dev.widgetorigin.origin.http.hpack.HpackLine;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What header blocks mean to Netty's decoder, whatever was said before on the connection. */
class Http2HeadBlocksTest {
  private static final int LARGEST_LIST = 1 << 20;

  private static final List<String> COMMON =
      List.of("Vary", "Cache-Control", "Server", "Content-Type", "Access-Control-Allow-Origin");

  /** Sizes of a client's table: the usual one, none, too small for anything, small, large. */
  private static final long[] SIZES = {4096, 0, 100, 600, 1200, 1 << 16, 0xffffffffL};

  /** One connection, and a client that is Netty's decoder. */
  private static final class Wire implements AutoCloseable {
    final EmbeddedChannel channel = new EmbeddedChannel();
    final Output output = Output.ofPlain(channel);
    final Http2FrameWriter frames = new Http2FrameWriter(output, new HpackBlock());
    final DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, LARGEST_LIST);

    /** Octets of the last block. */
    int length;

    void tableSize(long octets) throws Http2Exception {
      frames.tableSize(octets);
      netty.configuration().maxHeaderTableSize(octets);
    }

    List<String> say(Reply reply, HpackLine[] date) throws Http2Exception {
      frames.headers(1, Http2Head.of(reply), date, true);
      return read();
    }

    List<String> read() throws Http2Exception {
      output.flush();
      ByteBuf block = Unpooled.buffer();
      int flags = 0;
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        while (out.isReadable()) {
          int size = out.readUnsignedMedium();
          assertThat(size).isLessThanOrEqualTo(Http2FrameWriter.LARGEST);
          int type = out.readByte();
          assertThat(type)
              .isEqualTo(
                  block.isReadable() ? Http2FrameWriter.CONTINUATION : Http2FrameWriter.HEADERS);
          flags = out.readByte();
          out.skipBytes(4);
          block.writeBytes(out, size);
        }
        out.release();
      }
      assertThat(flags & Http2FrameWriter.END_HEADERS).isPositive();
      length = block.readableBytes();
      List<String> fields = new ArrayList<>();
      netty.decodeHeaders(1, block).forEach(f -> fields.add(f.getKey() + ": " + f.getValue()));
      return fields;
    }

    @Override
    public void close() {
      channel.finishAndReleaseAll();
    }
  }

  private static final HpackLine[] DATE = date(1);

  private static HpackLine[] date(int second) {
    return new HpackLine[] {HpackLine.own("date", "second " + second)};
  }

  private static Reply reply(Random random) {
    HeaderBlock.Builder headers = HeaderBlock.builder();
    for (String name : COMMON) {
      if (random.nextInt(4) > 0) {
        String value = name.equals("Cache-Control") ? "public, max-age=" : "v";
        headers.add(name, value + random.nextInt(3));
      }
    }
    if (random.nextInt(20) == 0) {
      headers.add("Content-Security-Policy", "x".repeat(random.nextInt(40_000)));
    }
    int own = random.nextInt(6);
    for (int i = 0; i < own; i++) {
      headers.add("X-Own-" + random.nextInt(9), "y".repeat(random.nextInt(300)));
    }
    headers.add("ETag", "\"" + random.nextInt() + "\"");
    int[] statuses = {200, 206, 304, 404, 403, 302};
    return new Reply(statuses[random.nextInt(statuses.length)], headers.build(), Body.EMPTY);
  }

  private static List<String> fields(Reply reply, int second) {
    List<String> fields = new ArrayList<>(List.of(":status: " + reply.status()));
    for (int i = 0; i < reply.headers().size(); i++) {
      String name = reply.headers().name(i).toLowerCase(Locale.ROOT);
      fields.add(name + ": " + reply.headers().value(i));
    }
    fields.add("date: second " + second);
    return fields;
  }

  @Property(tries = 150)
  void answers_ofAnyFieldsWithTablesOfAnySize_areReadAsTheyWereSaid(@ForAll long seed)
      throws Http2Exception {
    Random random = new Random(seed);
    List<Reply> replies = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      replies.add(reply(random));
    }
    HpackLine[] date = date(0);
    int second = 0;
    try (Wire wire = new Wire()) {
      for (int i = 0; i < 120; i++) {
        if (random.nextInt(15) == 0) {
          for (int times = random.nextInt(3); times >= 0; times--) {
            wire.tableSize(SIZES[random.nextInt(SIZES.length)]);
          }
        }
        if (random.nextInt(9) == 0) {
          date = date(++second);
        }
        if (random.nextInt(30) == 0) {
          wire.frames.informational(1, Http2RequestDecoder.CONTINUE);
          assertThat(wire.read()).containsExactly(":status: 100");
        }
        // Mostly one of a few, that answers are given again.
        Reply reply = replies.get(random.nextInt(random.nextInt(4) == 0 ? replies.size() : 3));
        assertThat(wire.say(reply, date))
            .containsExactlyInAnyOrderElementsOf(fields(reply, second))
            .startsWith(":status: " + reply.status());
      }
    }
  }

  private static Reply script(String caching, String name) {
    HeaderBlock headers =
        HeaderBlock.builder()
            .add("ETag", "\"2de026778958c5a0bf0ea2d1a8ab3d2f-br\"")
            .add("Link", "</w/v1.0.0/" + name + ">; rel=\"canonical\"")
            .add("Cache-Control", caching)
            .add("Vary", "Accept-Encoding")
            .build();
    return new Reply(200, headers, Body.EMPTY);
  }

  @Test
  void answer_givenAgainInTheSameSecond_isAnOctetALine() throws Http2Exception {
    Reply reply = script("public, max-age=31536000", "a.js");
    try (Wire wire = new Wire()) {
      List<String> first = wire.say(reply, DATE);
      int full = wire.length;
      assertThat(wire.say(reply, DATE)).isEqualTo(first);
      assertThat(wire.say(reply, DATE)).isEqualTo(first);
      assertThat(full).isGreaterThan(100);
      assertThat(wire.length).isEqualTo(first.size());
    }
  }

  @Test
  void answers_ofTwoFilesInTurn_areBothRemembered() throws Http2Exception {
    Reply one = script("public, no-cache", "a.js");
    Reply two = script("public, no-cache", "b.js");
    try (Wire wire = new Wire()) {
      for (int i = 0; i < 3; i++) {
        wire.say(one, DATE);
        assertThat(wire.say(two, DATE)).contains("link: </w/v1.0.0/b.js>; rel=\"canonical\"");
      }
      assertThat(wire.length).isEqualTo(6);
    }
  }

  @Test
  void answer_notForEverybody_isNeverRemembered() throws Http2Exception {
    Reply reply = script("private, max-age=60", "a.js");
    try (Wire wire = new Wire()) {
      wire.say(reply, DATE);
      wire.say(reply, DATE);
      int second = wire.length;
      wire.say(reply, DATE);
      // The date is remembered, what the answer alone has is not.
      assertThat(wire.length).isBetween(60, second);
    }
  }

  @Test
  void commonFields_ofOneManyAndAnother_areToldOnce() throws Http2Exception {
    try (Wire wire = new Wire()) {
      wire.say(script("public, no-cache", "a.js"), DATE);
      int first = wire.length;
      wire.say(script("public, no-cache", "b.js"), DATE);
      assertThat(wire.length).isLessThan(first - 20);
    }
  }

  @Test
  void tableSize_zeroThenUsual_isSaidBothTimes() throws Http2Exception {
    Reply reply = script("public, no-cache", "a.js");
    try (Wire wire = new Wire()) {
      wire.say(reply, DATE);
      wire.tableSize(0);
      wire.tableSize(4096);
      assertThat(wire.say(reply, DATE)).hasSize(6);
      wire.say(reply, DATE);
      wire.say(reply, DATE);
      assertThat(wire.length).isEqualTo(6);
    }
  }
}
