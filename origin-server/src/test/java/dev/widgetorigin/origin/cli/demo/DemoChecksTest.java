package dev.widgetorigin.origin.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.cli.client.ApiClient;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that does nothing right is told line by line what it did wrong. */
final class DemoChecksTest {
  private final StringWriter out = new StringWriter();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    // In a demo, the origin of the same process has loaded it.
    Brotli4jLoader.ensureAvailability();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Control calls work; files claim to be compressed, and are not. */
  private void answer(HttpExchange call) throws IOException {
    boolean control = call.getRequestURI().getPath().startsWith("/-/api/");
    byte[] body = (control ? "{}" : "let a;".repeat(20)).getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().add("Server", "widget-origin");
    String encoding = call.getRequestHeaders().getFirst("Accept-Encoding");
    if (control) {
      call.getResponseHeaders().add("Content-Type", "application/json");
    } else if (encoding != null) {
      call.getResponseHeaders().add("Content-Encoding", encoding.replaceFirst(".* ", ""));
    }
    boolean head = call.getRequestMethod().equals("HEAD");
    call.sendResponseHeaders(200, head ? -1 : body.length);
    if (!head) {
      call.getResponseBody().write(body);
    }
    call.close();
  }

  @Test
  void run_contentThatCannotBeDecoded_isALineLikeOthers() throws Exception {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    Terminal terminal =
        TestTerminal.unattended(
            new PrintWriter(out), new PrintWriter(new StringWriter()), Map.of());
    Map<String, JsonNode> published = new HashMap<>();
    JsonNode manifest =
        JsonMapper.shared()
            .readTree(
                "{\"files\":[{\"path\":\"dist/chat-bubble.js\",\"integrity\":\"sha384-js\"},"
                    + "{\"path\":\"dist/chat-bubble.css\",\"integrity\":\"sha384-css\"}]}");
    DemoWidget.SAMPLES.forEach(sample -> published.put(sample.version(), manifest));

    int code = new DemoChecks(terminal, base, new ApiClient(base, null), published).run();

    assertThat(code).isEqualTo(1);
    for (String encoding : new String[] {"br", "zstd", "gzip", "dcb", "dcz"}) {
      assertThat(out.toString()).contains("found what is no " + encoding + ": ");
    }
    assertThat(out.toString()).contains("not as the contract says");
  }
}
