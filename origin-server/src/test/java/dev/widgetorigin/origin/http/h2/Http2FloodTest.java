package dev.widgetorigin.origin.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.Http2Client;
import dev.widgetorigin.origin.http.exchange.ConnectionEvents;
import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that make a server work for nothing: the connection ends, others are served. */
class Http2FloodTest {
  private static final int CALM = 11;
  private static final int COMES_BACK = 4;
  private static final int HELD_OPEN = 64;
  private static final long MOST_GROWTH = 64L << 20;

  private final ConcurrentLinkedQueue<ConnectionEvents.Cut> cuts = new ConcurrentLinkedQueue<>();
  @AutoClose private TestServer server;

  @BeforeEach
  void start() {
    ConnectionEvents events =
        new ConnectionEvents() {
          @Override
          public void cut(Cut reason) {
            cuts.add(reason);
          }
        };
    server = TestServer.start(Transport.AUTO, TestServer::echo, b -> b.events(events));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static byte[] open(int stream, String method) {
    return Http2Client.octets(
        Http2Client.HEADERS, method.equals("GET") ? 5 : 4, stream, Http2Client.block(method, "/"));
  }

  private static Arguments row(String name, IntFunction<byte[]> round) {
    return Arguments.of(name, round);
  }

  static Stream<Arguments> floods() {
    return Stream.of(
        row(
            "rapid reset (CVE-2023-44487)",
            i ->
                join(
                    open(2 * i + 1, "POST"),
                    Http2Client.octets(Http2Client.RST_STREAM, 0, 2 * i + 1, new byte[4]))),
        row(
            "made you reset by a window of 0 (CVE-2025-8671)",
            i ->
                join(
                    open(2 * i + 1, "POST"),
                    Http2Client.octets(Http2Client.WINDOW_UPDATE, 0, 2 * i + 1, new byte[4]))),
        row(
            "made you reset by an overflowing window",
            i ->
                join(
                    open(2 * i + 1, "POST"),
                    Http2Client.octets(
                        Http2Client.WINDOW_UPDATE, 0, 2 * i + 1, Http2Client.int32(-1)))),
        row(
            "malformed requests",
            i ->
                Http2Client.octets(
                    Http2Client.HEADERS, 5, 2 * i + 1, Http2Client.block("GET", "/", "te", "x"))),
        row("PING (CVE-2019-9512)", i -> Http2Client.octets(Http2Client.PING, 0, 0, new byte[8])),
        row(
            "PING acknowledged unasked",
            i -> Http2Client.octets(Http2Client.PING, 1, 0, new byte[8])),
        row("SETTINGS (CVE-2019-9515)", i -> Http2Client.octets(Http2Client.SETTINGS, 0, 0)),
        row(
            "large SETTINGS (CVE-2020-11080)",
            i -> Http2Client.octets(Http2Client.SETTINGS, 0, 0, new byte[16_380])),
        row("SETTINGS acknowledged", i -> Http2Client.octets(Http2Client.SETTINGS, 1, 0)),
        row(
            "PRIORITY (CVE-2019-9513)",
            i -> Http2Client.octets(Http2Client.PRIORITY, 0, 2 * i + 1, new byte[5])),
        row("unknown frames", i -> Http2Client.octets(77, 0, 0, new byte[5])),
        row(
            "small window updates",
            i -> Http2Client.octets(Http2Client.WINDOW_UPDATE, 0, 0, Http2Client.int32(1))),
        row(
            "empty DATA (CVE-2019-9518)",
            i -> i == 0 ? open(1, "POST") : Http2Client.octets(Http2Client.DATA, 0, 1)),
        row(
            "empty CONTINUATION (CVE-2024-27316)",
            i ->
                i == 0
                    ? Http2Client.octets(Http2Client.HEADERS, 0, 1, Http2Client.block("GET", "/"))
                    : Http2Client.octets(Http2Client.CONTINUATION, 0, 1)),
        row(
            "CONTINUATION without end",
            i ->
                i == 0
                    ? Http2Client.octets(Http2Client.HEADERS, 0, 1, Http2Client.block("GET", "/"))
                    : Http2Client.octets(
                        Http2Client.CONTINUATION,
                        0,
                        1,
                        new HpackEncoder().field("x", "y".repeat(9000)).octets())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void floods(String name, IntFunction<byte[]> round) {
    try (Http2Client client = new Http2Client(server.port());
        Http2Client other = new Http2Client(server.port())) {
      try {
        for (int i = 0; i < 20_000 && cuts.isEmpty(); i++) {
          client.raw(round.apply(i));
        }
      } catch (UncheckedIOException e) {
        // The server has closed already, which is what is looked for below.
      }
      assertThat(client.end()).isIn(CALM, -1);
      assertThat(cuts).contains(ConnectionEvents.Cut.FLOOD);
      assertThat(other.get(1, "/").answer(1).status()).isEqualTo(200);
    }
  }

  /** A field of 4,000 octets and references to it: 14 kB that come to 40 MB. */
  private static byte[] bomb() {
    return join(Http2Client.block("GET", "/"), bombOfFields());
  }

  private static byte[] bombOfFields() {
    byte[] large = new byte[4000];
    Arrays.fill(large, (byte) 'a');
    byte[] references = new byte[10_000];
    Arrays.fill(references, (byte) 0xbe);
    return join(new byte[] {0x40, 1, 'x', 0x7f, (byte) 0xa1, 0x1e}, large, references);
  }

  @Test
  void hpackBomb_manyReferencesToOneLargeField_is431AndKeepsNothing() {
    try (Http2Client client = new Http2Client(server.port())) {
      client.frame(Http2Client.HEADERS, 5, 1, bomb());
      assertThat(client.answer(1).status()).isEqualTo(431);
      assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void trailers_large_areThrownAwayAndPaidFor() {
    try (Http2Client client = new Http2Client(server.port())) {
      client.raw(open(1, "POST")).frame(Http2Client.HEADERS, 5, 1, bombOfFields());
      assertThat(client.answer(1).status()).isEqualTo(200);
      client.raw(open(3, "POST")).frame(Http2Client.HEADERS, 5, 3, bombOfFields());
      assertThat(client.end()).isEqualTo(CALM);
      assertThat(cuts).containsExactly(ConnectionEvents.Cut.FLOOD);
    }
  }

  @Test
  void hpackBomb_again_endsTheConnection() {
    try (Http2Client client = new Http2Client(server.port())) {
      client.frame(Http2Client.HEADERS, 5, 1, bomb()).frame(Http2Client.HEADERS, 5, 3, bomb());
      assertThat(client.end()).isEqualTo(CALM);
      assertThat(cuts).containsExactly(ConnectionEvents.Cut.FLOOD);
    }
  }

  @Test
  void requests_withWindowsOfNextToNothing_endTheConnection() {
    try (Http2Client client = new Http2Client(server.port())) {
      client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(4, 1));
      for (int stream = 1; stream < Http2Streams.MOST_STREAMS; stream += 2) {
        client.get(stream, "/twenty-thousand");
      }
      assertThat(client.end()).isEqualTo(CALM);
      assertThat(cuts).containsExactly(ConnectionEvents.Cut.FLOOD);
    }
  }

  @Test
  void frames_manyInOneRead_letOthersOnTheLoopHaveTheirTurn() {
    int requests = 1000;
    byte[][] frames = new byte[requests + 2][];
    frames[0] = Http2Client.PREFACE;
    frames[1] = Http2Client.octets(Http2Client.SETTINGS, 0, 0);
    for (int i = 0; i < requests; i++) {
      frames[i + 2] = open(2 * i + 1, "GET");
    }
    byte[] all = join(frames);
    try (Http2Wire wire = new Http2Wire()) {
      wire.write(all, 0, all.length);
      assertThat(wire.requests).hasSize(requests);
      assertThat(wire.turns.get(0)).isLessThanOrEqualTo(Http2Connection.FRAMES_A_TURN);
    }
  }

  @Test
  void frames_ofAClientThatMakesTrouble_areFewATurn() {
    int requests = 100;
    byte[][] frames = new byte[2 * requests + 2][];
    frames[0] = Http2Client.PREFACE;
    frames[1] = Http2Client.octets(Http2Client.SETTINGS, 0, 0);
    for (int i = 0; i < requests; i++) {
      int stream = 2 * i + 1;
      frames[2 * i + 2] = openLarge(stream);
      frames[2 * i + 3] = Http2Client.octets(Http2Client.RST_STREAM, 0, stream, new byte[4]);
    }
    byte[] all = join(frames);
    try (Http2Wire wire = new Http2Wire()) {
      wire.write(all, 0, all.length);
      assertThat(wire.requests).hasSize(requests);
      List<Integer> ends = wire.turns.stream().distinct().toList();
      assertThat(ends).hasSizeGreaterThan(requests / Http2Connection.FRAMES_A_TURN * 4);
      assertThat(ends.get(ends.size() - 1) - ends.get(ends.size() - 2))
          .isLessThanOrEqualTo(Http2Connection.FRAMES_A_TURN / Http2Connection.TROUBLE_FRAMES / 2);
    }
  }

  @Test
  void endOfAFlood_isSaidLate_thatTheNextOneComesLate() {
    byte[] all =
        join(
            Http2Client.PREFACE,
            Http2Client.octets(Http2Client.SETTINGS, 0, 0),
            Http2Client.octets(Http2Client.HEADERS, 5, 1, bomb()),
            Http2Client.octets(Http2Client.HEADERS, 5, 3, bomb()));
    try (Http2Wire wire = new Http2Wire()) {
      wire.writeNow(all, 0, all.length);
      assertThat(wire.goAway()).isEqualTo(-1);
      wire.nextTurns();
      assertThat(wire.goAway()).isEqualTo(CALM);
    }
  }

  private static byte[] openLarge(int stream) {
    return Http2Client.octets(
        Http2Client.HEADERS, 5, stream, Http2Client.block("GET", "/twenty-thousand"));
  }

  @Test
  void streams_resetWhileTheWindowIsShut_areForgotten() {
    int count = 100;
    int taken = 4;
    byte[][] begin = new byte[taken + 2][];
    begin[0] = Http2Client.PREFACE;
    begin[1] = Http2Client.octets(Http2Client.SETTINGS, 0, 0);
    for (int i = 0; i < taken; i++) {
      begin[i + 2] = openLarge(2 * i + 1);
    }
    byte[][] resets = new byte[2 * (count - taken)][];
    for (int i = 0; i < count - taken; i++) {
      int stream = 2 * (taken + i) + 1;
      resets[2 * i] = openLarge(stream);
      resets[2 * i + 1] = Http2Client.octets(Http2Client.RST_STREAM, 0, stream, new byte[4]);
    }
    byte[] shut = join(begin);
    byte[] all = join(resets);
    try (Http2Wire wire = new Http2Wire()) {
      wire.write(shut, 0, shut.length);
      wire.write(all, 0, all.length);
      assertThat(wire.streams).hasSize(count);
      System.gc();
      // A few are kept to be used again.
      assertThat(wire.streams.stream().filter(stream -> stream.get() != null).count())
          .isLessThan(count / 4);
    }
  }

  /** What is live on the heap, client and all, and what Netty holds beside it. */
  private static long held() {
    System.gc();
    var netty = PooledByteBufAllocator.DEFAULT.metric();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed()
        + netty.usedDirectMemory()
        + netty.usedHeapMemory();
  }

  @Test
  void memory_afterEveryFlood_hasGrownBy64MiBAtMost() {
    List<IntFunction<byte[]>> floods = new ArrayList<>();
    floods().forEach(row -> floods.add(roundOf(row)));
    floods.add(
        i ->
            i == 0
                ? Http2Client.octets(Http2Client.SETTINGS, 0, 0, Http2Client.setting(6, 1))
                : open(2 * i + 1, "GET"));
    floods.add(i -> Http2Client.octets(Http2Client.HEADERS, 5, 2 * i + 1, bomb()));
    long before = held();
    for (IntFunction<byte[]> flood : floods) {
      for (int connection = 0; connection < COMES_BACK; connection++) {
        try (Http2Client client = new Http2Client(server.port())) {
          for (int i = 0; i < 1500; i++) {
            client.raw(flood.apply(i));
          }
        } catch (UncheckedIOException e) {
          // Cut, as it should be.
        }
      }
      assertThat(held() - before).isLessThan(MOST_GROWTH);
    }
  }

  @SuppressWarnings("unchecked")
  private static IntFunction<byte[]> roundOf(Arguments row) {
    return (IntFunction<byte[]>) row.get()[1];
  }

  @Test
  void memory_whileClientsKeepTheirWindowsShut_hasGrownBy64MiBAtMost() {
    byte[] large = new byte[1_000_000];
    HeaderBlock headers =
        HeaderBlock.builder().add("Content-Length", Integer.toString(large.length)).build();
    Handler handler =
        (request, responder) ->
            responder.send(new Reply(200, headers, new Body.Memory(Unpooled.wrappedBuffer(large))));
    List<Http2Client> clients = new ArrayList<>();
    try (TestServer own = TestServer.start(Transport.AUTO, handler, b -> b)) {
      long before = held();
      for (int i = 0; i < HELD_OPEN; i++) {
        Http2Client client = new Http2Client(own.port());
        // Smaller ones are cut.
        clients.add(client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(4, 1024)));
        for (int stream = 1; stream < 2 * Http2Streams.MOST_STREAMS; stream += 2) {
          client.get(stream, "/");
        }
        // What comes behind the last answer shows that all of them are there.
        client.frame(Http2Client.PING, 0, 0, new byte[8]);
        Http2Client.Frame frame = client.read();
        while (frame.type() != Http2Client.PING) {
          frame = client.read();
        }
      }
      assertThat(own.listener.connections()).isEqualTo(HELD_OPEN);
      assertThat(held() - before).isLessThan(MOST_GROWTH);
    } finally {
      clients.forEach(Http2Client::close);
    }
  }

  @Test
  void maxHeaderListSize_tiny_isAnsweredAllTheSame() {
    try (Http2Client client = new Http2Client(server.port())) {
      client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(6, 1)).get(1, "/");
      assertThat(client.answer(1).status()).isEqualTo(200);
    }
  }

  @Test
  void headerTableSize_zero_isAcknowledgedInTheNextBlock() {
    try (Http2Client client = new Http2Client(server.port())) {
      client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(1, 0)).get(1, "/");
      Http2Client.Frame frame = client.read();
      while (frame.type() != Http2Client.HEADERS) {
        frame = client.read();
      }
      assertThat(frame.payload()[0]).isEqualTo((byte) 0x20);
    }
  }
}
