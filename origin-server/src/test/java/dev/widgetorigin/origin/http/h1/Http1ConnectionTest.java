package dev.widgetorigin.origin.http.h1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.OpenedFiles;
import dev.widgetorigin.origin.http.RawClient;
import dev.widgetorigin.origin.http.exchange.ConnectionEvents;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.http.upload.SpoolBudget;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.file.FileWindows;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a connection does over time, over real sockets: order, keep-alive, drain, limits. */
@SuppressWarnings("try") // closing in the midst of a test is what some are about
@ParameterizedClass
@EnumSource(names = {"IO_URING", "EPOLL", "NIO"})
class Http1ConnectionTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private static final String SMALL = "Host: a\r\nContent-Length: 5\r\n\r\nhello";

  private static final int LONG = 60_000;

  @Parameter Transport transport;
  @TempDir Path folder;

  private TestServer start(Handler handler, UnaryOperator<Listener.Builder> settings) {
    return TestServer.start(transport, handler, settings);
  }

  /**
   * What a test waits for is short; what must not happen before is {@link #LONG}, and where one
   * limit is both, it is long enough for a request on a busy machine.
   */
  private static LimitsConfig limits(int headerMillis, int idleMillis, int bodyMillis, int each) {
    LimitsConfig base = LimitsConfig.DEFAULTS;
    return new LimitsConfig(
        base.requestLine(),
        base.headers(),
        Duration.ofMillis(headerMillis),
        Duration.ofMillis(idleMillis),
        Duration.ofMillis(bodyMillis),
        base.connections(),
        each,
        base.uploadBytes(),
        base.entries(),
        base.fileBytes(),
        base.unpackedBytes(),
        base.pathBytes(),
        base.openFiles(),
        base.spoolBytes(),
        base.leastRate());
  }

  private static Reply reply(Body body) {
    return new Reply(
        200,
        HeaderBlock.builder().add("Content-Length", Long.toString(body.length())).build(),
        body);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  @Test
  void requests_oneAfterAnother_areAnswered() {
    try (TestServer server = start(TestServer::echo, b -> b);
        RawClient client = server.connect()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void pipelining_repliesGivenInAnyOrder_keepRequestOrder() {
    List<Runnable> late = Collections.synchronizedList(new ArrayList<>());
    Handler handler =
        (request, responder) -> {
          String path = request.path();
          if (path.startsWith("/late")) {
            late.add(() -> responder.send(TestServer.text(200, path)));
          } else {
            responder.send(TestServer.text(200, path));
          }
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      StringBuilder all = new StringBuilder();
      List<String> paths = List.of("/1", "/late2", "/3", "/4", "/late5", "/6");
      paths.forEach(path -> all.append("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"));
      client.send(all.toString());
      List<String> answers = new ArrayList<>();
      answers.add(client.read().body());
      await().until(() -> late.size() == 1);
      late.get(0).run();
      for (int i = 0; i < 3; i++) {
        answers.add(client.read().body());
      }
      await().until(() -> late.size() == 2);
      late.get(1).run();
      answers.add(client.read().body());
      answers.add(client.read().body());
      assertThat(answers).isEqualTo(paths);
    }
  }

  @Test
  void keepAlive_http10_onlyWhereAsked() {
    try (TestServer server = start(TestServer::echo, b -> b)) {
      try (RawClient client = server.connect()) {
        RawClient.Answer answer = client.send("GET / HTTP/1.0\r\n\r\n").read();
        assertThat(answer.fields()).containsEntry("connection", "close");
        assertThat(answer.body()).contains("GET\n/\nnull\nnull");
        assertThat(client.ended()).isTrue();
      }
      try (RawClient client = server.connect()) {
        String request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
        assertThat(client.send(request).read().fields()).containsEntry("connection", "keep-alive");
        assertThat(client.send(request).read().status()).isEqualTo(200);
      }
      try (RawClient client = server.connect()) {
        RawClient.Answer answer =
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n").read();
        assertThat(answer.fields()).containsEntry("connection", "close");
        assertThat(client.ended()).isTrue();
      }
    }
  }

  @Test
  void halfClose_clientEndsItsOutput_stillGetsTheAnswers() throws IOException {
    try (TestServer server = start(TestServer::echo, b -> b);
        RawClient client = server.connect()) {
      client.send(GET + GET).endOutput();
      String all = new String(client.readAll(), UTF_8);
      assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(3);
    }
  }

  @Test
  void head_bodyGivenByMistake_isNotSent() {
    Handler handler = (request, responder) -> responder.send(TestServer.text(200, "content"));
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      RawClient.Answer head = client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").read(false);
      assertThat(head.fields()).containsEntry("content-length", "7");
      assertThat(client.send(GET).read().body()).isEqualTo("content");
    }
  }

  @Test
  void status304And204_bodyGivenByMistake_isNotSent() {
    Handler handler =
        (request, responder) ->
            responder.send(TestServer.text(Integer.parseInt(request.query()), "content"));
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      for (int status : new int[] {304, 204, 304}) {
        client.send("GET /?" + status + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(status);
      }
    }
  }

  @Test
  void expectContinue_bodyAwaited_isInvited() {
    try (TestServer server = start(TestServer::echo, b -> b);
        RawClient client = server.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(100);
      assertThat(client.send("ab").read().body()).endsWith("\n2");
    }
  }

  @Test
  void expectContinue_bodyRefused_isNotInvited() {
    try (TestServer server = start(TestServer::echo, b -> b);
        RawClient client = server.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(413);
    }
  }

  @Test
  void gate_answersFromTheHead_contentIsNotRead() {
    UploadPolicy policy =
        UploadPolicy.inMemory(1000)
            .withGate(request -> new Admission.Refused(TestServer.text(401, "who are you?")));
    try (TestServer server = start(TestServer::echo, b -> b.uploads(policy));
        RawClient client = server.connect()) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n");
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.fields()).containsEntry("connection", "close");
    }
  }

  @Test
  void refusal_clientStillSending_seesTheAnswerAndNoReset() {
    try (TestServer server = start(TestServer::echo, b -> b);
        RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
      for (int i = 0; i < 100; i++) {
        client.send(chunk);
      }
      assertThat(client.read().status()).isEqualTo(413);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void upload_largerThanMemory_isSpooledAndDeleted() throws IOException {
    byte[] sent = random(3_000_000);
    AtomicReference<byte[]> got = new AtomicReference<>();
    AtomicReference<Path> file = new AtomicReference<>();
    Handler handler =
        (request, responder) ->
            new Thread(
                    () -> {
                      try (var in = request.body().open()) {
                        got.set(in.readAllBytes());
                        file.set(request.body().file());
                      } catch (IOException e) {
                        throw new IllegalStateException(e);
                      }
                      responder.send(TestServer.text(201, "stored"));
                    })
                .start();
    try (TestServer server = start(handler, b -> b.uploads(UploadPolicy.spool(folder, 4_000_000)));
        RawClient client = server.connect()) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n").send(sent);
      assertThat(client.read().status()).isEqualTo(201);
      assertThat(got.get()).isEqualTo(sent);
      assertThat(file.get().getParent()).isEqualTo(folder);
      await().until(() -> !Files.exists(file.get()));
      assertThat(client.send(GET).read().status()).isEqualTo(201);
    }
  }

  @Test
  void upload_clientGoesAway_leavesNoFile() throws IOException {
    try (TestServer server =
        start(TestServer::echo, b -> b.uploads(UploadPolicy.spool(folder, 4_000_000)))) {
      try (RawClient client = server.connect()) {
        client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n");
        client.send(random(200_000));
        await().until(() -> count(folder) == 1);
      }
      await().until(() -> count(folder) == 0 && server.listener.connections() == 0);
    }
  }

  @Test
  void upload_othersTookTheRoom_isBusyFromItsHead_untilTheyEnd() throws IOException {
    SpoolBudget budget = new SpoolBudget(3_500_000);
    AtomicInteger clients = new AtomicInteger();
    UploadPolicy policy =
        UploadPolicy.spool(folder, 4_000_000)
            .withBudget(budget)
            .withGate(
                request ->
                    new Admission.Admitted(
                        4_000_000, null, null, "client " + clients.incrementAndGet()));
    String head = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n";
    try (TestServer server = start(TestServer::echo, b -> b.uploads(policy))) {
      try (RawClient first = server.connect();
          RawClient second = server.connect();
          RawClient chunked = server.connect()) {
        first.send(head);
        await().until(() -> budget.taken() == 3_000_000);
        second.send(head);
        assertThat(second.read().status()).isEqualTo(503);
        chunked.send("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        chunked.send("186A0\r\n").send(random(100_000)).send("\r\n");
        await().until(() -> budget.taken() > 3_000_000);
        chunked.send("7A120\r\n").send(random(500_000)).send("\r\n");
        assertThat(chunked.read().status()).isEqualTo(503);
      }
      await().until(() -> budget.taken() == 0 && count(folder) == 0);
      try (RawClient again = server.connect()) {
        again.send(head).send(random(3_000_000));
        assertThat(again.read().status()).isEqualTo(200);
        await().until(() -> budget.taken() == 0);
      }
    }
  }

  /** All of one address, since no token tells them apart. */
  @Test
  void upload_ofOneClientWhichTookItsShare_isRefused_andSaysWhy() throws IOException {
    SpoolBudget budget = new SpoolBudget(10_000_000);
    UploadPolicy policy = UploadPolicy.spool(folder, 4_000_000).withBudget(budget);
    String head = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n";
    try (TestServer server = start(TestServer::echo, b -> b.uploads(policy));
        RawClient first = server.connect();
        RawClient second = server.connect()) {
      first.send(head);
      await().until(() -> budget.taken() == 3_000_000);
      second.send(head);
      RawClient.Answer refused = second.read();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body()).contains("of your address", "take their share of the room");
      assertThat(budget.taken()).isEqualTo(3_000_000);
    }
  }

  private static long count(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void body_sharedMemory_isSentWholeAndReleasedOnce() throws IOException {
    byte[] bytes = random(700_000);
    ByteBuf shared = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
    Reply hot = reply(new Body.Memory(shared));
    Handler handler =
        (request, responder) -> {
          shared.retain();
          responder.send(hot);
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      client.send(GET + GET + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      byte[] all = client.readAll();
      assertThat(all).hasSizeGreaterThan(3 * bytes.length);
      assertThat(all).endsWith(bytes);
      await().until(() -> shared.refCnt() == 1);
      assertThat(shared.readerIndex()).isZero();
    }
    shared.release();
  }

  @Test
  void body_fileAndSequence_areSentWhole() throws IOException {
    byte[] bytes = random(500_000);
    Path file = Files.write(folder.resolve("f"), bytes);
    Handler handler =
        (request, responder) -> {
          try {
            Body part = OpenedFiles.part(FileChannel.open(file), 100, 400_000);
            Body text = new Body.Memory(Unpooled.copiedBuffer("--end", UTF_8));
            responder.send(reply(new Body.Sequence(List.of(part, text))));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      byte[] all = client.readAll();
      byte[] expected = java.util.Arrays.copyOfRange(bytes, 100, 400_105);
      System.arraycopy("--end".getBytes(UTF_8), 0, expected, 400_000, 5);
      assertThat(all).endsWith(expected);
    }
  }

  @Test
  void reply_lengthDoesNotFit_becomes500() {
    Handler handler =
        (request, responder) ->
            responder.send(
                new Reply(
                    200,
                    HeaderBlock.builder().add("Content-Length", "9").build(),
                    new Body.Memory(Unpooled.copiedBuffer("four", UTF_8))));
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(500);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void reply_fieldWithLineBreak_becomes500() {
    Handler handler =
        (request, responder) ->
            responder.send(
                new Reply(
                    200, HeaderBlock.builder().add("X", "a\r\nSet-Cookie: b").build(), Body.EMPTY));
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      RawClient.Answer answer = client.send(GET).read();
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.fields()).doesNotContainKey("set-cookie");
    }
  }

  @Test
  void handler_throws_becomes500() {
    Handler handler =
        (request, responder) -> {
          throw new IllegalStateException("by intent");
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(500);
    }
  }

  @Test
  void send_twice_secondIsThrownAway() {
    Handler handler =
        (request, responder) -> {
          responder.send(TestServer.text(200, "one"));
          responder.send(TestServer.text(200, "two"));
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      assertThat(client.send(GET).read().body()).isEqualTo("one");
      assertThat(client.send(GET).read().body()).isEqualTo("one");
    }
  }

  @Test
  void timeout_headTrickles_is408() {
    try (TestServer server =
            start(TestServer::echo, b -> b.limits(limits(2_000, LONG, LONG, 100)));
        RawClient client = server.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(200);
      client.send("GET / HT");
      assertThat(client.read().status()).isEqualTo(408);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void timeout_nothingSent_closes() {
    try (TestServer server = start(TestServer::echo, b -> b.limits(limits(300, LONG, LONG, 100)));
        RawClient client = server.connect()) {
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void timeout_idle_closes() {
    try (TestServer server = start(TestServer::echo, b -> b.limits(limits(LONG, 300, LONG, 100)));
        RawClient client = server.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(200);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void timeout_contentStalls_is408() {
    try (TestServer server = start(TestServer::echo, b -> b.limits(limits(LONG, LONG, 300, 100)));
        RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
      assertThat(client.read().status()).isEqualTo(408);
    }
  }

  /** At the same time, because each connection waits some seconds for its client to hang up. */
  @Test
  void content_nobodyReads_isAnsweredFromTheHeadAndTheConnectionEnds() {
    List<String> framings =
        List.of(
            "Content-Length: 5\r\n",
            "Content-Length: 99999999\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Content-Length: 5\r\nExpect: 100-continue\r\n");
    List<RawClient> clients = new ArrayList<>();
    try (TestServer server = start(TestServer::echo, b -> b.uploads(unread()))) {
      for (String framing : framings) {
        RawClient client = server.connect();
        clients.add(client);
        RawClient.Answer answer =
            client.send("POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n").read();
        assertThat(answer.status()).as(framing).isEqualTo(200);
        assertThat(answer.fields()).as(framing).containsEntry("connection", "close");
      }
      await().until(() -> server.listener.connections() == 0);
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  /**
   * Some is read after the answer, lest TCP resets it; not for as long as a client likes to send.
   */
  @Test
  void content_nobodyReadsAndThatNeverEnds_isCutAfterSome() {
    int block = 64 * 1024;
    int most = 4096 * block;
    int sent = 0;
    try (TestServer server = start(TestServer::echo, b -> b.uploads(unread()));
        RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(200);
      try {
        for (; sent < most; sent += block) {
          client.send(new byte[block]);
        }
      } catch (UncheckedIOException e) {
        assertThat(e).hasCauseInstanceOf(IOException.class);
      }
    }
    // A megabyte, and what the sockets' buffers take beside it.
    assertThat(sent).isLessThan(32 << 20);
  }

  @Test
  void content_nobodyReadsAndIsThere_isSkippedAndTheConnectionGoesOn() {
    try (TestServer server = start(TestServer::echo, b -> b.uploads(unread()));
        RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + GET);
      assertThat(client.read().status()).isEqualTo(200);
      assertThat(client.read().body()).startsWith("GET\n");
    }
  }

  @Test
  void processing_whileTheHandlerWorks_isToldToWhoSurelyKnowsWhatItIs() {
    List<Responder> waiting = new CopyOnWriteArrayList<>();
    Handler slow = (request, responder) -> waiting.add(responder);
    UploadPolicy uploads =
        UploadPolicy.inMemory(4096)
            .withGate(request -> new Admission.Admitted(4096, slow, Duration.ofMillis(200), null));
    List<String> others =
        List.of(
            "HTTP/1.1\r\n",
            "HTTP/1.1\r\nConnection: close\r\n",
            "HTTP/1.1\r\nConnection: keep-alive, close\r\n",
            "HTTP/1.0\r\nConnection: keep-alive\r\n",
            "HTTP/1.1\r\nConnection: keep-alive\r\nVia: 1.1 proxy\r\n",
            "HTTP/1.1\r\nConnection: keep-alive\r\nForwarded: for=192.0.2.1\r\n",
            "HTTP/1.1\r\nConnection: keep-alive\r\nX-Forwarded-For: 192.0.2.1\r\n",
            "HTTP/1.1\r\nConnection: keep-alive\r\nX-Real-IP: 192.0.2.1\r\n");
    List<RawClient> clients = new ArrayList<>();
    try (TestServer server = start(TestServer::echo, b -> b.uploads(uploads));
        RawClient told = server.connect()) {
      for (String other : others) {
        clients.add(server.connect().send("PUT / " + other + SMALL));
      }
      await().until(() -> waiting.size() == others.size());
      told.send("PUT / HTTP/1.1\r\nconnection: Keep-Alive\r\n" + SMALL);
      for (int i = 0; i < 3; i++) {
        RawClient.Answer interim = told.read();
        assertThat(interim.status()).isEqualTo(102);
        assertThat(interim.lines()).isEmpty();
      }
      waiting.forEach(each -> each.send(reply(Body.EMPTY)));
      for (int i = 0; i < others.size(); i++) {
        assertThat(clients.get(i).read().status()).as(others.get(i)).isEqualTo(200);
      }
      RawClient.Answer answer = told.read();
      assertThat(answer.status() == 102 ? told.read().status() : answer.status()).isEqualTo(200);
      assertThat(told.send(GET).read().body()).startsWith("GET\n");
    } finally {
      clients.forEach(RawClient::close);
    }
  }

  @Test
  void processing_nobodyAskedForIt_isNotTold() {
    List<Responder> waiting = new CopyOnWriteArrayList<>();
    Handler slow = (request, responder) -> waiting.add(responder);
    UploadPolicy uploads = UploadPolicy.inMemory(4096);
    try (TestServer server =
            start(slow, b -> b.uploads(uploads).limits(limits(LONG, 200, LONG, 100)));
        RawClient client = server.connect()) {
      client.send("PUT / HTTP/1.1\r\nConnection: keep-alive\r\n" + SMALL);
      await().until(() -> waiting.size() == 1);
      await().pollDelay(Duration.ofMillis(600)).until(() -> true);
      waiting.get(0).send(reply(Body.EMPTY));
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static UploadPolicy unread() {
    return UploadPolicy.inMemory(4096).withGate(request -> new Admission.Admitted(0, null));
  }

  @Test
  void timeout_smallContentTrickles_hasTheTimeOfAHead() {
    try (TestServer server = start(TestServer::echo, b -> b.limits(limits(300, LONG, LONG, 100)));
        RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
      assertThat(client.read().status()).isEqualTo(408);
    }
  }

  @Test
  void timeout_uploadTrickles_is408() {
    try (TestServer server =
            start(
                TestServer::echo,
                b ->
                    b.limits(limits(LONG, LONG, 1000, 100))
                        .uploads(UploadPolicy.spool(folder, 3_000_000)));
        RawClient client = server.connect()) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n");
      client.send(new byte[200]);
      assertThat(client.read().status()).isEqualTo(408);
    }
  }

  @Test
  void file_notReadYet_isReadElsewhereWhileOthersAreServed() throws Exception {
    byte[] bytes = random(2_000_000);
    Path file = Files.write(folder.resolve("cold"), bytes);
    FileWindows windows = new FileWindows(bytes.length);
    AtomicInteger closed = new AtomicInteger();
    Handler handler =
        (request, responder) -> {
          if (!request.path().equals("/cold")) {
            TestServer.echo(request, responder);
            return;
          }
          try {
            FileChannel channel = FileChannel.open(file);
            OpenFile open = new OpenFile(channel, windows, closed::incrementAndGet);
            responder.send(reply(new Body.File(open, 0, bytes.length)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    CountDownLatch disk = new CountDownLatch(1);
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect();
        RawClient bystander = server.connect()) {
      // A disk that answers nobody: all threads that read wait for it.
      for (int i = 0; i < 64; i++) {
        server.reads().execute(() -> waitFor(disk));
      }
      client.send("GET /cold HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      for (int i = 0; i < 20; i++) {
        assertThat(bystander.send(GET).read().status()).isEqualTo(200);
      }
      assertThat(windows.fresh(0, System.nanoTime())).isFalse();
      disk.countDown();
      assertThat(client.readAll()).endsWith(bytes);
      await().until(() -> closed.get() == 1);
    }
  }

  @Test
  void file_partOfAWindow_isReadAsAWholeWindowSoThatTheNextNeedNotWait() throws Exception {
    byte[] bytes = random(1_000_000);
    Path file = Files.write(folder.resolve("part"), bytes);
    FileWindows windows = new FileWindows(bytes.length);
    Handler handler =
        (request, responder) -> {
          try {
            OpenFile open = new OpenFile(FileChannel.open(file), windows, () -> {});
            responder.send(reply(new Body.File(open, 600_000, 200_000)));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try (TestServer server = start(handler, b -> b);
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.readAll()).endsWith(Arrays.copyOfRange(bytes, 600_000, 800_000));
      assertThat(windows.fresh(600_000, System.nanoTime())).isTrue();
      assertThat(windows.fresh(0, System.nanoTime())).isFalse();
    }
  }

  @Test
  void timeout_clientDoesNotRead_isCut() {
    byte[] bytes = random(4_000_000);
    ConcurrentLinkedQueue<ConnectionEvents.Cut> cuts = new ConcurrentLinkedQueue<>();
    ConnectionEvents events =
        new ConnectionEvents() {
          @Override
          public void cut(Cut reason) {
            cuts.add(reason);
          }
        };
    Handler handler =
        (request, responder) ->
            responder.send(reply(new Body.Memory(Unpooled.wrappedBuffer(bytes))));
    try (TestServer server =
            start(handler, b -> b.limits(limits(LONG, 300, LONG, 100)).events(events));
        RawClient client = server.connect()) {
      client.send(GET.repeat(20));
      await().until(() -> cuts.contains(ConnectionEvents.Cut.WRITE_TIMEOUT));
      await().until(() -> server.listener.connections() == 0);
    }
  }

  @Test
  void limit_connectionsOfOneAddress_excessIsClosed() {
    try (TestServer server = start(TestServer::echo, b -> b.limits(limits(LONG, LONG, LONG, 2)));
        RawClient first = server.connect();
        RawClient second = server.connect()) {
      assertThat(first.send(GET).read().status()).isEqualTo(200);
      assertThat(second.send(GET).read().status()).isEqualTo(200);
      try (RawClient third = server.connect()) {
        assertThat(third.ended()).isTrue();
      }
      second.close();
      await().until(() -> server.listener.connections() == 1);
      try (RawClient third = server.connect()) {
        assertThat(third.send(GET).read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void drain_answerUnderWay_isFinishedAndSaysClose() throws Exception {
    CompletableFuture<Responder> asked = new CompletableFuture<>();
    Handler handler =
        (request, responder) -> {
          if (request.path().equals("/slow")) {
            asked.complete(responder);
          } else {
            responder.send(TestServer.text(200, "x"));
          }
        };
    try (TestServer server = start(handler, b -> b);
        RawClient busy = server.connect();
        RawClient idle = server.connect()) {
      assertThat(idle.send(GET).read().status()).isEqualTo(200);
      busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
      Responder responder = asked.get();
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> Listener.drain(Duration.ofSeconds(20), server.listener));
      assertThat(idle.ended()).isTrue();
      assertThat(drained).isNotDone();
      responder.send(TestServer.text(200, "done"));
      RawClient.Answer answer = busy.read();
      assertThat(answer.body()).isEqualTo("done");
      assertThat(answer.fields()).containsEntry("connection", "close");
      busy.close();
      idle.close();
      drained.get();
    }
  }

  /** It was accepted just before; its request may be on the way. */
  @Test
  void drain_connectionWithoutARequest_isAnsweredOnceMore() throws Exception {
    try (TestServer server = start(TestServer::echo, b -> b);
        RawClient idle = server.connect();
        RawClient fresh = server.connect()) {
      assertThat(idle.send(GET).read().status()).isEqualTo(200);
      await().until(() -> server.listener.connections() == 2);
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> Listener.drain(Duration.ofSeconds(20), server.listener));
      assertThat(idle.ended()).isTrue();

      RawClient.Answer answer = fresh.send(GET).read();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.fields()).containsEntry("connection", "close");
      fresh.close();
      drained.get();
    }
  }

  @Test
  void drain_connectionThatSendsNothing_endsBeforeTheTimeIsOver() throws Exception {
    try (TestServer server = start(TestServer::echo, b -> b);
        RawClient fresh = server.connect()) {
      await().until(() -> server.listener.connections() == 1);
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> Listener.drain(Duration.ofMinutes(5), server.listener));
      assertThat(fresh.ended()).isTrue();
      fresh.close();
      drained.get();
    }
  }

  @Test
  void observer_everyAnswer_isTold() {
    ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    AtomicInteger open = new AtomicInteger();
    try (TestServer server =
            start(
                TestServer::echo,
                b ->
                    b.observer(
                        (request, reply, bytes, nanos) -> {
                          String path = request == null ? "-" : request.path();
                          seen.add(path + " " + reply.status() + " " + (bytes > 0));
                          open.incrementAndGet();
                        }));
        RawClient client = server.connect()) {
      client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").read();
      client.send("HEAD /y HTTP/1.1\r\nHost: a\r\n\r\n").read(false);
      client.send("POST /z HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n").read();
      await().until(() -> seen.size() == 3);
      assertThat(seen).containsExactly("/x 200 true", "/y 200 false", "/z 413 true");
    }
  }
}
