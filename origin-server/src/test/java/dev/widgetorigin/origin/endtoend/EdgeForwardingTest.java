package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an origin hears of a request through the edges in {@code deploy/}, whatever its path. */
final class EdgeForwardingTest {
  private static final int SIZE = 100;

  @TempDir Path folder;
  private final List<Headers> asked = new CopyOnWriteArrayList<>();
  private HttpServer origin;

  @BeforeEach
  void start() throws IOException {
    origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext("/", this::answer);
    origin.start();
  }

  @AfterEach
  void stop() {
    origin.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    boolean part = exchange.getRequestHeaders().containsKey("Range");
    if (!exchange.getRequestURI().getPath().equals("/-/readyz")) {
      asked.add(exchange.getRequestHeaders());
    }
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (part) {
      exchange.getResponseHeaders().set("Content-Range", "bytes 0-99/" + SIZE);
    }
    exchange.sendResponseHeaders(part ? 206 : 200, SIZE);
    exchange.getResponseBody().write(new byte[SIZE]);
    exchange.close();
  }

  @ParameterizedTest
  @EnumSource
  void origin_hearsOfHostAndClient_onConnectionsThatStayOpen(EdgeProcess.Kind kind)
      throws Exception {
    assumeTrue(kind.installed(), kind.missing());
    URI address = URI.create("http://127.0.0.1:" + origin.getAddress().getPort());
    try (EdgeProcess edge = EdgeProcess.start(kind, folder, address)) {
      for (String[] request :
          new String[][] {
            {"/w/v1.0.0/w.js"},
            {"/w/v1.0.0/film.mp4"},
            {"/-/loader/w/v1.html"},
            {"/w/v1/passed.js", "Accept-Encoding", "odd"},
            {"/w/v1.0.0/delta.js", "Available-Dictionary", ":" + "A".repeat(43) + "=:"}
          }) {
        asked.clear();
        String[] fields = new String[request.length + 1];
        System.arraycopy(request, 1, fields, 0, request.length - 1);
        fields[request.length - 1] = "X-Forwarded-For";
        fields[request.length] = "192.0.2.7";
        assertThat(edge.get(request[0], fields).status()).as(request[0]).isEqualTo(200);

        assertThat(asked).as(request[0]).hasSize(1);
        Headers heard = asked.get(0);
        assertThat(heard.getFirst("Host")).as(request[0]).isEqualTo(edge.address().getAuthority());
        assertThat(heard.getFirst("X-Forwarded-For"))
            .as(request[0])
            .isEqualTo("192.0.2.7, 127.0.0.1");
        assertThat(heard.getFirst("Connection")).as(request[0]).isNotEqualTo("close");
      }
    }
  }
}
