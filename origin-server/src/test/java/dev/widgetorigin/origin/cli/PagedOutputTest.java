package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A list of any length is shown page by page: no more than one is in memory. */
@Timeout(60)
final class PagedOutputTest {
  private static final int PAGE = 1000;
  private static final int ALL = 2500;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** What had been printed when each page was asked for. */
  private final List<String> printed = new ArrayList<>();

  /** From which on nothing is answered but 503. */
  private int brokenFrom = Integer.MAX_VALUE;

  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/-/api/v1/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    boolean widgets = exchange.getRequestURI().getPath().endsWith("/widgets");
    printed.add(out.toString());
    String after = widgets ? "after=" : "before=";
    int from =
        query.contains(after)
            ? Integer.parseInt(query.replaceAll(".*" + after + "w?(\\d+).*", "$1"))
            : 0;
    from = widgets || from == 0 ? from : ALL + 1 - from;
    int to = Math.min(ALL, from + PAGE);
    String entries =
        IntStream.range(from, to)
            .mapToObj(i -> widgets ? widget(i + 1) : change(ALL - i))
            .collect(Collectors.joining(","));
    String next = to == ALL ? "" : ",\"next\":" + (widgets ? "\"" + name(to) + "\"" : ALL + 1 - to);
    String list = widgets ? "widgets" : "history";
    byte[] body =
        (from >= brokenFrom
                ? "{\"title\":\"Busy\",\"detail\":\"later\",\"status\":503}"
                : "{\"sequence\":7,\"" + list + "\":[" + entries + "]" + next + "}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
    exchange.sendResponseHeaders(from >= brokenFrom ? 503 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String name(int number) {
    return "w%05d".formatted(number);
  }

  private static String widget(int number) {
    return "{\"name\":\"" + name(number) + "\",\"latest\":\"1.0.0\",\"versions\":1}";
  }

  private static String change(int sequence) {
    return "{\"sequence\":"
        + sequence
        + ",\"time\":\"2026-11-30T10:00:00Z\",\"who\":\"ci\",\"changes\":[]}";
  }

  private int run(String... arguments) {
    Terminal terminal =
        TestTerminal.unattended(
            new PrintWriter(out),
            new PrintWriter(err),
            Map.of("WIDGET_ORIGIN_SERVER", "http://127.0.0.1:" + server.getAddress().getPort()));
    return Cli.run(terminal, arguments);
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(out.toString());
  }

  @Test
  void list_asJson_isTheWholeObject_printedWhileItComes() {
    assertThat(run("list", "--json")).as("%s", err).isZero();

    assertThat(printed).hasSize(3);
    assertThat(printed.get(1)).contains(name(1)).doesNotContain(name(PAGE + 1));
    assertThat(printed.get(2)).contains(name(PAGE + 1)).doesNotContain(name(2 * PAGE + 1));
    assertThat(json().path("sequence").asInt()).isEqualTo(7);
    assertThat(json().path("widgets").size()).isEqualTo(ALL);
    assertThat(json().path("widgets").path(ALL - 1).path("name").asString()).isEqualTo(name(ALL));
    assertThat(json().has("next")).isFalse();
    assertThat(out.toString().strip()).isEqualTo(json().toPrettyString());
  }

  @Test
  void list_forPeople_hasOneHeading() {
    assertThat(run("list")).isZero();

    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(ALL + 1);
    assertThat(lines.get(0)).isEqualTo("WIDGET  LATEST  VERSIONS");
    assertThat(lines.get(ALL)).isEqualTo(name(ALL) + "  1.0.0   1");
    assertThat(printed.get(1)).contains(name(PAGE));
  }

  @Test
  void history_ofManyChanges_isPrintedWhileItComes() {
    assertThat(run("history", "-n", "2200", "--json")).as("%s", err).isZero();

    assertThat(printed).hasSize(3);
    assertThat(printed.get(2)).contains("\"sequence\" : " + (ALL - PAGE));
    // The server of this test gives full pages, whatever the limit is.
    assertThat(json().path("history").size()).isEqualTo(ALL);
  }

  @Test
  void list_pageThatIsRefused_endsWithoutTheEndOfTheObject() {
    brokenFrom = PAGE;
    assertThat(run("list", "--json")).isEqualTo(1);

    assertThat(err.toString()).contains("503");
    assertThat(out.toString()).contains(name(PAGE)).doesNotEndWith("}\n");
  }
}
