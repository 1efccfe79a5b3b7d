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
      ApiClient api = new ApiClient(URI.create(server.url()), null, Duration.ofSeconds(1));
      assertThatThrownBy(() -> api.get("/widgets"))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("did not answer in time");
      assertThatThrownBy(() -> api.download("/-/npm/chat", folder.resolve("chat.tgz")))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("did not answer in time");
    }
  }

  @Test
  void get_answerThatDoesNotEnd_isGivenUp() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicLong sent = new AtomicLong();
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 0);
          byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
          while (sent.addAndGet(blanks.length) < (1L << 30)) {
            exchange.getResponseBody().write(blanks);
          }
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      ApiClient api = new ApiClient(URI.create(url), null);
      assertThatThrownBy(() -> api.get("/widgets"))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("answered with more than the control API ever does")
          .hasMessageContaining("32 MiB");
      assertThat(sent.get()).isLessThan(256L << 20);
    } finally {
      server.stop(0);
    }
  }
}
