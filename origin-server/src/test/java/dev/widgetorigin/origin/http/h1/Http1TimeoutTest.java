package dev.widgetorigin.origin.http.h1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.RawClient;
import dev.widgetorigin.origin.http.exchange.ConnectionEvents;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.web.Admission;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Responder;
import io.netty.buffer.Unpooled;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is too slow, over real sockets, and what is told to who waits. */
@SuppressWarnings("try") // closing in the midst of a test is what some are about
@ParameterizedClass
@EnumSource(names = {"IO_URING", "EPOLL", "NIO"})
class Http1TimeoutTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private static final String SMALL = "Host: a\r\nContent-Length: 5\r\n\r\nhello";

  /**
   * What a test waits for is short; what must not happen before is this, and where one limit is
   * both, it is long enough for a request on a busy machine.
   */
  private static final int LONG = 60_000;

  @Parameter Transport transport;
  @TempDir Path folder;

  private TestServer start(Handler handler, UnaryOperator<Listener.Builder> settings) {
    return TestServer.start(transport, handler, settings);
  }

  @Test
  void timeout_headTrickles_is408() {
    try (TestServer server =
            start(TestServer::echo, b -> b.limits(TestServer.limits(2_000, LONG, LONG, 100)));
        RawClient client = server.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(200);
      client.send("GET / HT");
      assertThat(client.read().status()).isEqualTo(408);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void timeout_nothingSent_closes() {
    try (TestServer server =
            start(TestServer::echo, b -> b.limits(TestServer.limits(300, LONG, LONG, 100)));
        RawClient client = server.connect()) {
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void timeout_idle_closes() {
    try (TestServer server =
            start(TestServer::echo, b -> b.limits(TestServer.limits(LONG, 300, LONG, 100)));
        RawClient client = server.connect()) {
      assertThat(client.send(GET).read().status()).isEqualTo(200);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void timeout_contentStalls_is408() {
    try (TestServer server =
            start(TestServer::echo, b -> b.limits(TestServer.limits(LONG, LONG, 300, 100)));
        RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
      assertThat(client.read().status()).isEqualTo(408);
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
      waiting.forEach(each -> each.send(TestServer.reply(Body.EMPTY)));
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
            start(slow, b -> b.uploads(uploads).limits(TestServer.limits(LONG, 200, LONG, 100)));
        RawClient client = server.connect()) {
      client.send("PUT / HTTP/1.1\r\nConnection: keep-alive\r\n" + SMALL);
      await().until(() -> waiting.size() == 1);
      await().pollDelay(Duration.ofMillis(600)).until(() -> true);
      waiting.get(0).send(TestServer.reply(Body.EMPTY));
      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  @Test
  void timeout_smallContentTrickles_hasTheTimeOfAHead() {
    try (TestServer server =
            start(TestServer::echo, b -> b.limits(TestServer.limits(300, LONG, LONG, 100)));
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
                    b.limits(TestServer.limits(LONG, LONG, 1000, 100))
                        .uploads(UploadPolicy.spool(folder, 3_000_000)));
        RawClient client = server.connect()) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n");
      client.send(new byte[200]);
      assertThat(client.read().status()).isEqualTo(408);
    }
  }

  @Test
  void timeout_clientDoesNotRead_isCut() {
    byte[] bytes = TestServer.random(4_000_000);
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
            responder.send(TestServer.reply(new Body.Memory(Unpooled.wrappedBuffer(bytes))));
    try (TestServer server =
            start(handler, b -> b.limits(TestServer.limits(LONG, 300, LONG, 100)).events(events));
        RawClient client = server.connect()) {
      client.send(GET.repeat(20));
      await().until(() -> cuts.contains(ConnectionEvents.Cut.WRITE_TIMEOUT));
      await().until(() -> server.listener.connections() == 0);
    }
  }
}
