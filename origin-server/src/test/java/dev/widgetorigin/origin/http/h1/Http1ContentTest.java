package dev.widgetorigin.origin.http.h1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.RawClient;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.http.upload.SpoolBudget;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.Handler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Content of requests over real sockets: invited, refused, spooled, or read by nobody. */
@SuppressWarnings("try") // closing in the midst of a test is what some are about
@ParameterizedClass
@EnumSource(names = {"IO_URING", "EPOLL", "NIO"})
class Http1ContentTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @Parameter Transport transport;
  @TempDir Path folder;

  private TestServer start(Handler handler, UnaryOperator<Listener.Builder> settings) {
    return TestServer.start(transport, handler, settings);
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
    byte[] sent = TestServer.random(3_000_000);
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
        client.send(TestServer.random(200_000));
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
        chunked.send("186A0\r\n").send(TestServer.random(100_000)).send("\r\n");
        await().until(() -> budget.taken() > 3_000_000);
        chunked.send("7A120\r\n").send(TestServer.random(500_000)).send("\r\n");
        assertThat(chunked.read().status()).isEqualTo(503);
      }
      await().until(() -> budget.taken() == 0 && count(folder) == 0);
      try (RawClient again = server.connect()) {
        again.send(head).send(TestServer.random(3_000_000));
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

  private static UploadPolicy unread() {
    return UploadPolicy.inMemory(4096).withGate(request -> new Admission.Admitted(0, null));
  }
}
