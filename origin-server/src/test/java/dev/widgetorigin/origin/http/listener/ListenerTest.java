package dev.widgetorigin.origin.http.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.listener.HttpConfig;
import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.config.listener.ListenerConfig;
import dev.widgetorigin.origin.http.RawClient;
import dev.widgetorigin.origin.http.TestCertificate;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.TrustedProxies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Ports: free ones, taken ones, shared ones. */
class ListenerTest {
  private static Listener.Builder on(int port, HttpConfig config) {
    return Listener.builder("test", TestServer::echo, TestServer::problem)
        .listen(new ListenerConfig("127.0.0.1", port))
        .http(config);
  }

  @ParameterizedTest
  @EnumSource
  void start_reusePort_twoShareIt(Transport transport) {
    TestServer.assumeAvailable(transport);
    HttpConfig config = new HttpConfig(1, transport, true);
    try (EventLoops loops = EventLoops.start(config);
        Listener first = on(0, config).start(loops);
        Listener second = on(first.address().getPort(), config).start(loops)) {
      assertThat(second.address()).isEqualTo(first.address());
    }
  }

  @Test
  void start_portTaken_saysWhere() {
    HttpConfig config = new HttpConfig(1, Transport.AUTO, false);
    try (EventLoops loops = EventLoops.start(config);
        Listener first = on(0, config).start(loops)) {
      int port = first.address().getPort();
      assertThatThrownBy(() -> on(port, config).start(loops))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }

  @Test
  void drain_nothingOpen_returnsAndFreesThePort() {
    HttpConfig config = new HttpConfig(1, Transport.AUTO, false);
    try (EventLoops loops = EventLoops.start(config)) {
      Listener first = on(0, config).start(loops);
      int port = first.address().getPort();
      Listener.drain(Duration.ofSeconds(5), first);
      // The JDK's own transport lets go of a port only when its loop comes round again.
      try (Listener second =
          await().ignoreExceptions().until(() -> on(port, config).start(loops), any -> true)) {
        assertThat(second.address().getPort()).isEqualTo(port);
      }
    }
  }

  /** Both have the same time: one after the other would take twice as long. */
  @Test
  void drain_two_beginsInBothAtOnce() throws Exception {
    Queue<Responder> waiting = new ConcurrentLinkedQueue<>();
    Handler handler =
        (request, responder) -> {
          if (request.path().equals("/slow")) {
            waiting.add(responder);
          } else {
            responder.send(TestServer.text(200, "x"));
          }
        };
    String slow = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";
    String quick = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    try (TestServer first = TestServer.start(handler);
        TestServer second = TestServer.start(handler);
        RawClient busyFirst = first.connect();
        RawClient busySecond = second.connect();
        RawClient idleFirst = first.connect();
        RawClient idleSecond = second.connect()) {
      busyFirst.send(slow);
      busySecond.send(slow);
      await().until(() -> waiting.size() == 2);
      assertThat(idleFirst.send(quick).read().status()).isEqualTo(200);
      assertThat(idleSecond.send(quick).read().status()).isEqualTo(200);

      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(
              () -> Listener.drain(Duration.ofMinutes(5), first.listener, second.listener));

      assertThat(idleFirst.ended()).isTrue();
      assertThat(idleSecond.ended()).isTrue();
      assertThat(drained).as("answers are under way").isNotDone();
      waiting.forEach(responder -> responder.send(TestServer.text(200, "done")));
      assertThat(busyFirst.read().body()).isEqualTo("done");
      assertThat(busySecond.read().body()).isEqualTo("done");
      busyFirst.socket.close();
      busySecond.socket.close();
      idleFirst.socket.close();
      idleSecond.socket.close();
      drained.get();
    }
  }

  @Test
  void http2_turnedOff_prefaceIs505AndTheConnectionEnds() throws IOException {
    try (TestServer server =
            TestServer.start(Transport.AUTO, TestServer::echo, b -> b.http2(false));
        RawClient client = server.connect()) {
      client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(505);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void http2_turnedOff_isNotOfferedInTls(@TempDir Path folder) throws IOException {
    try (TestServer server =
            TestServer.start(
                Transport.AUTO,
                TestServer::echo,
                b -> b.http2(false).tls(TestCertificate.in(folder)));
        SSLSocket socket = TestCertificate.connect(server.port(), "h2", "http/1.1")) {
      assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
    }
  }

  /** What places and rates are shared by: else all browsers behind one proxy were one client. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 203.0.113.9, 203.0.113.9",
    "127.0.0.1, '203.0.113.9, 127.0.0.1', 203.0.113.9",
    "127.0.0.1, , 127.0.0.1",
    "10.0.0.0/8, 203.0.113.9, 127.0.0.1"
  })
  void clientAddress_forwarded_isBelievedOfTrustedProxiesOnly(
      String trusted, String forwarded, String client) throws IOException {
    Handler handler =
        (request, responder) ->
            responder.send(
                TestServer.text(200, request.peerAddress() + " " + request.clientAddress()));
    try (TestServer server =
            TestServer.start(
                Transport.AUTO, handler, b -> b.proxies(new TrustedProxies(List.of(trusted))));
        RawClient connection = server.connect()) {
      String field = forwarded == null ? "" : "X-Forwarded-For: " + forwarded + "\r\n";
      connection.send("GET / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n");
      assertThat(connection.read().body()).isEqualTo("127.0.0.1 " + client);
    }
  }
}
