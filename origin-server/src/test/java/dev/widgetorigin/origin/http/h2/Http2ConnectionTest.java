package dev.widgetorigin.origin.http.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.Http2Client;
import dev.widgetorigin.origin.http.OpenedFiles;
import dev.widgetorigin.origin.http.RawClient;
import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 over real sockets, frame by frame: what is answered, refused, and cut. */
@SuppressWarnings("try") // closing in the midst of a test is what some are about
class Http2ConnectionTest {
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final byte[] LARGE = new byte[1_000_000];

  private static TestServer server;
  private static ByteBuf large;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    new Random(5).nextBytes(LARGE);
    large = PooledByteBufAllocator.DEFAULT.directBuffer(LARGE.length).writeBytes(LARGE);
    server = start(Http2ConnectionTest::handle, builder -> builder);
  }

  @AfterAll
  static void stop() {
    await().until(() -> large.refCnt() == 1);
    server.close();
    large.release();
  }

  private static TestServer start(Handler handler, UnaryOperator<Listener.Builder> settings) {
    return TestServer.start(Transport.AUTO, handler, settings);
  }

  private static void handle(dev.widgetorigin.origin.web.Request request, Responder responder) {
    if (request.path().equals("/large")) {
      responder.send(reply(new Body.Memory(large.retain())));
    } else {
      TestServer.echo(request, responder);
    }
  }

  private static Reply reply(Body body) {
    return new Reply(
        200,
        HeaderBlock.builder().add("Content-Length", Long.toString(body.length())).build(),
        body);
  }

  /** Short, but long enough for a request on a busy machine. */
  private static LimitsConfig shortIdle() {
    LimitsConfig base = LimitsConfig.DEFAULTS;
    return new LimitsConfig(
        base.requestLine(),
        base.headers(),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        base.connections(),
        base.connectionsPerAddress(),
        base.uploadBytes(),
        base.entries(),
        base.fileBytes(),
        base.unpackedBytes(),
        base.pathBytes(),
        base.openFiles(),
        base.spoolBytes(),
        base.leastRate());
  }

  private static Http2Client connect() {
    return new Http2Client(server.port());
  }

  @Test
  void get_priorKnowledge_isUnderstoodAsInHttp1() {
    try (Http2Client client = connect()) {
      client.get(1, "/a?b=c", "x-test", "one", "x-test", "two");
      Http2Client.Answer answer = client.answer(1);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.fields()).containsKeys("date", "content-type");
      assertThat(answer.text()).isEqualTo("GET\n/a\nb=c\na\none, two\n0");
    }
  }

  @Test
  void head_hasTheFieldsAndNoContent() {
    try (Http2Client client = connect()) {
      client.frame(Http2Client.HEADERS, 5, 1, Http2Client.block("HEAD", "/"));
      Http2Client.Answer answer = client.answer(1);
      assertThat(answer.fields()).containsKey("content-length");
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void cookie_inCrumbs_isJoined() {
    Handler handler =
        (request, responder) -> responder.send(TestServer.text(200, request.header("cookie")));
    try (TestServer own = start(handler, builder -> builder);
        Http2Client client = new Http2Client(own.port())) {
      client.get(1, "/", "cookie", "a=b", "cookie", "c=d");
      assertThat(client.answer(1).text()).isEqualTo("a=b; c=d");
    }
  }

  @Test
  void upgrade_askedForOverHttp1_isAnsweredAsPlainHttp1() {
    String upgrade =
        """
        GET /up HTTP/1.1\r
        Host: h\r
        Connection: Upgrade, HTTP2-Settings\r
        Upgrade: h2c\r
        HTTP2-Settings: AAMAAABkAAQAAP__\r
        \r
        """;
    try (RawClient client = server.connect()) {
      for (int i = 0; i < 2; i++) {
        RawClient.Answer response = client.send(upgrade).read();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).startsWith("GET\n/up\n");
      }
    }
  }

  @Test
  void body_largerThanItsWindow_waitsAndLetsOthersPass() {
    try (Http2Client client = connect()) {
      client.frame(Http2Client.WINDOW_UPDATE, 0, 0, Http2Client.int32(2_000_000));
      client.get(1, "/large").get(3, "/small");
      assertThat(client.answer(3).status()).isEqualTo(200);
      client.frame(Http2Client.WINDOW_UPDATE, 0, 1, Http2Client.int32(1_000_000));
      int length = 0;
      boolean ended = false;
      while (!ended) {
        Http2Client.Frame frame = client.read();
        if (frame.type() == Http2Client.DATA && frame.stream() == 1) {
          length += frame.payload().length;
          ended = (frame.flags() & END_STREAM) != 0;
        }
      }
      // What was sent before the update was read over while stream 3 was awaited.
      assertThat(length).isBetween(LARGE.length - 65_535, LARGE.length);
    }
  }

  /** A client may make the windows of streams smaller while they wait for the connection's. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void file_itsWindowBecomesSmallerWhileItWaitsForItsTurn_isSentLater(int kept) throws IOException {
    Path file = Files.write(folder.resolve("f"), LARGE);
    Handler handler =
        (request, responder) -> {
          if (request.path().equals("/file")) {
            responder.send(reply(opened(file, LARGE.length)));
          } else {
            handle(request, responder);
          }
        };
    try (TestServer own = start(handler, builder -> builder);
        Http2Client client = new Http2Client(own.port())) {
      client.get(1, "/large");
      takeContent(client, 65_535);
      client.get(3, "/file");
      client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(4, kept));
      client.frame(Http2Client.WINDOW_UPDATE, 0, 0, Http2Client.int32(2_000_000));
      client.frame(Http2Client.PING, 0, 0, new byte[8]);
      ByteArrayOutputStream early = takeUntilPong(client, 3);
      client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(4, 1_000_000));
      Http2Client.Answer answer = client.answer(3);
      assertThat(answer.reset()).as("code of RST_STREAM").isNegative();
      early.writeBytes(answer.body());
      assertThat(early.toByteArray()).isEqualTo(LARGE);
    }
  }

  private static void takeContent(Http2Client client, int length) {
    int taken = 0;
    while (taken < length) {
      Http2Client.Frame frame = client.read();
      taken += frame.type() == Http2Client.DATA ? frame.payload().length : 0;
    }
  }

  /** The content of a stream that comes before the answer to PING. */
  private static ByteArrayOutputStream takeUntilPong(Http2Client client, int stream) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    Http2Client.Frame frame = client.read();
    while (frame.type() != Http2Client.PING) {
      if (frame.type() == Http2Client.DATA && frame.stream() == stream) {
        content.writeBytes(frame.payload());
      }
      assertThat(frame.type()).isNotEqualTo(Http2Client.RST_STREAM);
      frame = client.read();
    }
    return content;
  }

  private static Body opened(Path file, long length) {
    try {
      return OpenedFiles.part(FileChannel.open(file), 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void reset_midBody_givesTheBodyBackAndGoesOn() {
    try (Http2Client client = connect()) {
      client.get(1, "/large");
      client.frame(Http2Client.RST_STREAM, 0, 1, Http2Client.int32(8));
      client.frame(Http2Client.WINDOW_UPDATE, 0, 0, Http2Client.int32(100_000));
      assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void body_manyStreams_shareTheConnectionInTurn() {
    try (Http2Client client = connect()) {
      client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(4, 1_000_000));
      client.frame(Http2Client.WINDOW_UPDATE, 0, 0, Http2Client.int32(10_000_000));
      client.get(1, "/large").get(3, "/large").get(5, "/large");
      // Streams end close together, where one after the other would end a million octets apart.
      Http2Client.Answer last = client.answer(5);
      assertThat(last.body()).isEqualTo(LARGE);
    }
  }

  @Test
  void settings_initialWindowGrows_openStreamsGoOn() {
    try (Http2Client client = connect()) {
      client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(4, 0));
      client.frame(Http2Client.WINDOW_UPDATE, 0, 0, Http2Client.int32(2_000_000));
      client.get(1, "/large");
      client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(4, 1_000_000));
      assertThat(client.answer(1).body()).isEqualTo(LARGE);
    }
  }

  @Test
  void body_fileAndSequence_areSentWhole() throws IOException {
    byte[] bytes = Arrays.copyOf(LARGE, 500_000);
    Path file = Files.write(folder.resolve("f"), bytes);
    Handler handler =
        (request, responder) -> {
          Body text = new Body.Memory(Unpooled.copiedBuffer("--end", StandardCharsets.UTF_8));
          responder.send(reply(new Body.Sequence(List.of(opened(file, bytes.length), text))));
        };
    try (TestServer own = start(handler, builder -> builder);
        Http2Client client = new Http2Client(own.port())) {
      client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(4, 1_000_000));
      client.frame(Http2Client.WINDOW_UPDATE, 0, 0, Http2Client.int32(1_000_000));
      byte[] got = client.get(1, "/").answer(1).body();
      assertThat(got).hasSize(500_005).startsWith(bytes);
      assertThat(new String(got, 500_000, 5, StandardCharsets.UTF_8)).isEqualTo("--end");
    }
  }

  @Test
  void content_nobodyReads_isAnsweredFromTheHead() {
    try (TestServer own =
            start(
                TestServer::echo,
                builder ->
                    builder.uploads(
                        UploadPolicy.inMemory(4096)
                            .withGate(request -> new Admission.Admitted(0, null))));
        Http2Client client = new Http2Client(own.port())) {
      client.frame(
          Http2Client.HEADERS,
          END_HEADERS,
          1,
          Http2Client.block("POST", "/", "content-length", "9"));
      assertThat(client.answer(1).text()).startsWith("POST\n/\n");
      client.frame(Http2Client.DATA, 1, 1, new byte[9]);
      assertThat(client.get(3, "/next").answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void post_content_reachesTheHandler() {
    try (Http2Client client = connect()) {
      client.frame(Http2Client.HEADERS, END_HEADERS, 1, Http2Client.block("POST", "/"));
      client.frame(Http2Client.DATA, 0, 1, new byte[1000]);
      client.frame(Http2Client.DATA, 8, 1, new byte[] {2, 1, 0, 0});
      client.frame(Http2Client.HEADERS, 5, 1, new HpackEncoder().field("x", "y").octets());
      assertThat(client.answer(1).text()).endsWith("\n1001");
    }
  }

  @Test
  void post_uploadLargerThanAllWindows_isSpooled() {
    try (TestServer own =
            start(
                TestServer::echo,
                builder -> builder.uploads(UploadPolicy.spool(folder, 5_000_000)));
        Http2Client client = new Http2Client(own.port())) {
      client.frame(
          Http2Client.HEADERS,
          END_HEADERS,
          1,
          Http2Client.block("PUT", "/", "content-length", "1600000"));
      int window = 65_535;
      for (int i = 0; i < 100; i++) {
        while (window < 16_000) {
          Http2Client.Frame frame = client.read();
          if (frame.type() == Http2Client.WINDOW_UPDATE && frame.stream() == 1) {
            window += frame.code();
          }
        }
        client.frame(Http2Client.DATA, i == 99 ? END_STREAM : 0, 1, new byte[16_000]);
        window -= 16_000;
      }
      assertThat(client.answer(1).text()).endsWith("\n1600000");
    }
  }

  @Test
  void post_tooLarge_isAnsweredAndToldToStop() {
    try (Http2Client client = connect()) {
      client.frame(Http2Client.HEADERS, END_HEADERS, 1, Http2Client.block("POST", "/"));
      client.frame(Http2Client.DATA, 0, 1, new byte[10_000]);
      assertThat(client.answer(1).status()).isEqualTo(413);
      client.frame(Http2Client.DATA, END_STREAM, 1, new byte[10_000]);
      assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void streams_moreThanAllowed_areRefusedAndTheOthersServed() {
    ConcurrentLinkedQueue<Responder> asked = new ConcurrentLinkedQueue<>();
    try (TestServer own = start((request, responder) -> asked.add(responder), b -> b);
        Http2Client client = new Http2Client(own.port())) {
      int most = Http2Streams.MOST_STREAMS;
      for (int i = 0; i <= most; i++) {
        client.get(2 * i + 1, "/");
      }
      assertThat(client.answer(2 * most + 1).reset()).isEqualTo(7);
      await().until(() -> asked.size() == most);
      asked.forEach(responder -> responder.send(TestServer.text(200, "x")));
      assertThat(client.answer(2 * most - 1).status()).isEqualTo(200);
    }
  }

  @Test
  void drain_streamUnderWay_isAnsweredThenTheConnectionEnds() throws Exception {
    CompletableFuture<Responder> asked = new CompletableFuture<>();
    try (TestServer own = start((request, responder) -> asked.complete(responder), b -> b);
        Http2Client client = new Http2Client(own.port())) {
      client.get(1, "/");
      Responder responder = asked.get();
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> Listener.drain(Duration.ofSeconds(20), own.listener));
      Http2Client.Frame frame = client.read();
      while (frame.type() != Http2Client.GOAWAY) {
        frame = client.read();
      }
      responder.send(TestServer.text(200, "done"));
      assertThat(client.answer(1).text()).isEqualTo("done");
      assertThat(client.end()).isZero();
      client.close();
      drained.get();
    }
  }

  @Test
  void timeout_uploadTricklesBesideAFastOne_onlyTheSlowOneIs408(@TempDir Path folder) {
    try (TestServer own =
            start(
                TestServer::echo,
                builder ->
                    builder.limits(shortIdle()).uploads(UploadPolicy.spool(folder, 1 << 20)));
        Http2Client client = new Http2Client(own.port())) {
      post(client, 1);
      post(client, 3);
      AtomicInteger sent = new AtomicInteger();
      // The fast one sends more than the least rate for as long as the slow one has no answer.
      await()
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                client.frame(Http2Client.DATA, 0, 3, new byte[2000]);
                return sent.incrementAndGet() == 30;
              });
      assertThat(client.answer(1).status()).isEqualTo(408);
      client.frame(Http2Client.DATA, 1, 3);
      assertThat(client.answer(3).status()).isEqualTo(200);
    }
  }

  private static void post(Http2Client client, int stream) {
    client.frame(Http2Client.HEADERS, END_HEADERS, stream, Http2Client.block("POST", "/"));
    client.frame(Http2Client.DATA, 0, stream, new byte[1]);
  }

  @Test
  void timeout_idle_isToldAndClosed() {
    try (TestServer own = start(TestServer::echo, b -> b.limits(shortIdle()));
        Http2Client client = new Http2Client(own.port())) {
      assertThat(client.get(1, "/").answer(1).status()).isEqualTo(200);
      assertThat(client.end()).isZero();
    }
  }

  @Test
  void timeout_windowStaysClosed_isCutAndTheBodyGivenBack() {
    Handler handler =
        (request, responder) -> responder.send(reply(new Body.Memory(large.retain())));
    try (TestServer own = start(handler, b -> b.limits(shortIdle()));
        Http2Client client = new Http2Client(own.port())) {
      client.frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(4, 0)).get(1, "/");
      assertThat(client.end()).isEqualTo(-1);
      await().until(() -> own.listener.connections() == 0);
    }
  }

  @Test
  void timeout_continuationNeverComes_isCut() {
    try (TestServer own = start(TestServer::echo, b -> b.limits(shortIdle()));
        Http2Client client = new Http2Client(own.port())) {
      client.frame(Http2Client.HEADERS, END_STREAM, 1, Http2Client.block("GET", "/"));
      assertThat(client.end()).isZero();
    }
  }
}
