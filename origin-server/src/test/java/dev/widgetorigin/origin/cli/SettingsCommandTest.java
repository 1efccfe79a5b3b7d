package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code settings} against an origin whose settings somebody else changes at the same time. */
final class SettingsCommandTest {
  private final List<String> puts = new CopyOnWriteArrayList<>();
  private final StringWriter said = new StringWriter();
  private HttpServer origin;

  /** How many changes of others come between reading and writing. */
  private final AtomicInteger others = new AtomicInteger();

  private final AtomicInteger sequence = new AtomicInteger(1);

  @BeforeEach
  void start() throws IOException {
    origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    origin.createContext("/-/api/v1/widgets/chat/settings", this::answer);
    origin.start();
  }

  @AfterEach
  void stop() {
    origin.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    int status = 200;
    String body = "{\"aliasMode\":\"serve\",\"fallback\":[\"{path}\",\"" + sequence + "/{path}\"]}";
    if (exchange.getRequestMethod().equals("PUT")) {
      String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String match = exchange.getRequestHeaders().getFirst("If-Match");
      puts.add(match + " " + sent);
      boolean current = ("\"" + sequence + "\"").equals(match);
      status = current ? 200 : 412;
      body = current ? "{\"sequence\":9,\"changed\":true}" : "{\"title\":\"Changed meanwhile\"}";
    } else {
      exchange.getResponseHeaders().add("ETag", "\"" + sequence + "\"");
      if (others.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        sequence.incrementAndGet();
      }
    }
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.getResponseHeaders().add("Server", "widget-origin");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private int run(String... arguments) {
    PrintWriter both = new PrintWriter(said);
    Map<String, String> environment =
        Map.of("WIDGET_ORIGIN_SERVER", "http://localhost:" + origin.getAddress().getPort());
    return Cli.run(TestTerminal.unattended(both, both, environment), arguments);
  }

  @Test
  void settings_changedMeanwhile_readsAgainAndKeepsBoth() {
    others.set(2);
    assertThat(run("settings", "chat", "--alias-mode", "stub")).as("%s", said).isZero();
    assertThat(puts).hasSize(3);
    assertThat(puts.get(0)).startsWith("\"1\" {").contains("\"1/{path}\"");
    assertThat(puts.get(2))
        .startsWith("\"3\" {")
        .contains("\"aliasMode\":\"stub\"", "\"3/{path}\"");
  }

  @Test
  void settings_changedAgainAndAgain_failsAndSaysWhy() {
    others.set(100);
    assertThat(run("settings", "chat", "--alias-mode", "stub")).isEqualTo(1);
    assertThat(said.toString()).contains("Changed meanwhile (412)");
    assertThat(puts).hasSize(5);
  }

  @Test
  void settings_nobodyElse_writesOnce() {
    assertThat(run("settings", "chat", "--alias-mode", "redirect")).as("%s", said).isZero();
    assertThat(puts)
        .containsExactly(
            "\"1\" {\"aliasMode\":\"redirect\",\"fallback\":[\"{path}\",\"1/{path}\"]}");
  }
}
