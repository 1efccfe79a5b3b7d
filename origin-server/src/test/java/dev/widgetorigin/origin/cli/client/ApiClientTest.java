package dev.widgetorigin.origin.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.TricklingServer;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An origin, or what is in front of it, that begins an answer and does not end it. */
@Timeout(60)
final class ApiClientTest {
  @TempDir Path folder;

  @Test
  void get_answerThatTrickles_isGivenUp() {
    try (TricklingServer server = new TricklingServer()) {
      ApiClient api =
          new ApiClient(
              URI.create(server.url()), null, ProxyRules.NONE, Duration.ofSeconds(1), 1 << 20);
      assertThatThrownBy(() -> api.get("/widgets"))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("did not answer in time");
      assertThatThrownBy(() -> api.download("/-/npm/chat", folder.resolve("chat.tgz")))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("did not answer in time");
    }
  }

  /** Who looks what is wrong with an origin that hangs is not to wait as long as a publish. */
  @Test
  void request_thatOnlyLooks_waitsForAMinuteOfTen() {
    ApiClient api = new ApiClient(URI.create("http://127.0.0.1:8081"), null);
    assertThat(api.request("GET", "/widgets", BodyPublishers.noBody(), null).build().timeout())
        .contains(Duration.ofMinutes(1));
    assertThat(api.request("PUT", "/widgets", BodyPublishers.noBody(), null).build().timeout())
        .contains(Duration.ofMinutes(10));
  }

  @Test
  void get_answerThatDoesNotEnd_isGivenUp() throws IOException {
    AtomicLong sent = new AtomicLong();
    HttpServer server = answering(1L << 30, false, sent);
    try {
      ApiClient api = new ApiClient(url(server), null);
      assertThatThrownBy(() -> api.get("/widgets"))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("answered with more than the control API ever does")
          .hasMessageContaining("32 MiB");
      assertThat(sent.get()).isLessThan(256L << 20);
    } finally {
      server.stop(0);
    }
  }

  /** A widget with two hundred thousand versions, for instance. */
  @Test
  void get_largeAnswerOfAnOrigin_isReadWhereTheMemoryHasRoom() throws IOException {
    HttpServer server = answering(33L << 20, true, new AtomicLong());
    try {
      assertThat(api(server, 40L << 20).get("/widgets").path("sequence").asInt()).isEqualTo(7);
      assertThatThrownBy(() -> api(server, 32L << 20).get("/widgets"))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("more than 32 MiB")
          .hasMessageContaining("WIDGET_ORIGIN_JAVA_OPTS=-Xmx")
          .hasMessageNotContaining("--server");
    } finally {
      server.stop(0);
    }
  }

  private static ApiClient api(HttpServer server, long mostOfOrigin) {
    return new ApiClient(url(server), null, ProxyRules.NONE, Duration.ofMinutes(1), mostOfOrigin);
  }

  private static URI url(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** JSON with that many blanks before it. */
  private static HttpServer answering(long blanks, boolean ofOrigin, AtomicLong sent)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] chunk = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          if (ofOrigin) {
            exchange.getResponseHeaders().set("Server", "widget-origin");
          }
          exchange.sendResponseHeaders(200, 0);
          for (long left = blanks; left > 0; left -= chunk.length) {
            sent.addAndGet(chunk.length);
            exchange.getResponseBody().write(chunk);
          }
          exchange.getResponseBody().write("{\"sequence\":7}".getBytes(StandardCharsets.US_ASCII));
          exchange.close();
        });
    server.start();
    return server;
  }
}
