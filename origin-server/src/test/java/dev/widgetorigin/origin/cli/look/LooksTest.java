package dev.widgetorigin.origin.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.cli.CliRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a person reads of answers that are made up here. */
final class LooksTest {
  private final Map<String, String> answers = new HashMap<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String answer = answers.get(exchange.getRequestURI().toString());
          byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Server", "widget-origin");
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String path, String json) {
    answers.put("/-/api/v1" + path, json.replace('\'', '"'));
  }

  private CliRun run(String... arguments) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return CliRun.of(Map.of("WIDGET_ORIGIN_SERVER", url, "WIDGET_ORIGIN_TOKEN", "wo_x"), arguments);
  }

  @DisplayName("the server answers a thousand widgets at a time; all are listed")
  @Test
  void list_severalPages_namesAllWidgets() {
    answer("/widgets", "{'sequence': 7, 'widgets': [{'name': '@a/b'}], 'next': '@a/b'}");
    answer("/widgets?after=%40a%2Fb", "{'sequence': 7, 'widgets': [{'name': 'm'}], 'next': 'm'}");
    answer("/widgets?after=m", "{'sequence': 7, 'widgets': [{'name': 'z'}]}");

    CliRun people = run("list");
    assertThat(people.err()).isEmpty();
    assertThat(people.out()).containsSubsequence("@a/b", "m", "z");
    CliRun machines = run("list", "--json");
    assertThat(machines.json().path("widgets")).hasSize(3);
    assertThat(machines.json().has("next")).isFalse();
  }

  @Test
  void show_damagedVersions_saysWhatAliasesAnswerInstead() {
    String damaged = "'damaged': {'problem': 'chat.js is missing', 'readable': ";
    answer("/widgets/chat/purge", "{}");
    answer(
        "/widgets/chat?limit=100",
        "{'sequence': 7, 'name': 'chat', 'versions': [], 'aliases': ["
            + ("{'alias': 'latest', 'version': '1.2.0', 'answering': '1.1.0', " + damaged)
            + "false}}, {'alias': 'v2', 'version': '2.0.0', "
            + (damaged + "false}}, {'alias': 'v1.0', 'version': '1.0.0', " + damaged)
            + "true}}]}");

    assertThat(run("show", "chat").out())
        .containsPattern("latest +1\\.2\\.0 \\(damaged; answering 1\\.1\\.0\\)")
        .containsPattern("v2 +2\\.0\\.0 \\(damaged; answering 503\\)")
        .containsPattern("v1\\.0 +1\\.0\\.0 \\(damaged; answering it uncompressed\\)");
  }

  @Test
  void list_pagesThatGoBack_end() {
    answer("/widgets", "{'widgets': [{'name': 'a'}], 'next': 'a'}");
    answer("/widgets?after=a", "{'widgets': [{'name': 'b'}], 'next': 'a'}");

    assertThat(run("list", "--json").json().path("widgets")).hasSize(2);
  }

  @Test
  void stats_latency_isSaidOfTheWidgetOrOfAllAnswers() {
    String latency =
        "'latency': {'requests': 7, 'p50Millis': 5, 'p95Millis': 10, 'p99Millis': null}}";
    answer("/widgets/chat/stats?days=30", "{'widget': 'chat', 'by': 'version', " + latency);
    answer("/stats?days=30", "{'by': 'widget', " + latency);
    String figures = ": half within 5 ms, 95% within 10 ms, 99% within more than 10,000 ms\n";

    assertThat(run("stats", "chat").out()).contains("7 answers of origins about chat" + figures);
    assertThat(run("stats").out())
        .contains("7 answers of origins, also those about no widget" + figures);
  }

  private static String changes(int from, int to) {
    return IntStream.iterate(from, number -> number >= to, number -> number - 1)
        .mapToObj(number -> "{'sequence':" + number + "}")
        .collect(Collectors.joining(","));
  }

  @Test
  void history_moreThanAnOriginAnswersAtOnce_isThereToTheLast() {
    answer("/history?limit=1000", "{'history':[" + changes(3000, 2001) + "],'next':2001}");
    answer(
        "/history?limit=500&before=2001", "{'history':[" + changes(2000, 1501) + "],'next':1501}");
    JsonNode answer = run("history", "-n", "1500", "--json").json();
    assertThat(answer.path("history")).hasSize(1500);
    assertThat(answer.path("history").get(1499).path("sequence").asInt()).isEqualTo(1501);
    assertThat(answer.path("next").asInt()).isEqualTo(1501);
    assertThat(run("history", "-n", "1500").out()).doesNotContain("--before");
  }

  @Test
  void history_searchThatEndsEarly_saysHowToGoOn() {
    answer("/history?who=ana&limit=20", "{'history':[" + changes(9, 8) + "],'next':7}");
    answer("/history?who=ana&limit=20&before=7", "{'history':[" + changes(3, 3) + "]}");
    assertThat(run("history", "--who", "ana").out())
        .endsWith("older changes were not looked through: go on with --before 7\n");
    assertThat(run("history", "--who", "ana", "--before", "7").out())
        .endsWith("\n3\n")
        .doesNotContain("--before");
  }

  @Test
  void history_noLimitAtAll_isWrongUsage() {
    CliRun run = run("history", "--limit", "0");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--limit: expected a whole number from 1 on, found 0");
  }

  @ParameterizedTest
  @CsvSource({
    "console --open --json, --open: expected without --json",
    "settings chat --reason tidy, --reason: expected something to change",
    "show chat v1 --channels-after a, --channels-after: expected WIDGET alone"
  })
  void command_optionThatWouldDoNothing_isWrongUsage(String line, String said) {
    CliRun run = run(line.split(" ", -1));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(said);
  }

  @Test
  void statsImport_fileThatIsNotThere_saysSoOnce() {
    CliRun run = run("stats", "import", "/none/access.log", "--format", "nginx");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "widget-origin: cannot read /none/access.log: there is no such file or folder\n");
  }

  @Test
  void show_aliasWithoutAVersion_answersNothing() {
    answer("/widgets/chat/purge", "{'hosts':[]}");
    answer(
        "/widgets/chat?limit=100",
        "{'name':'chat','aliasMode':'serve','aliases':[{'alias':'latest','version':null,"
            + "'why':'no version is released'}],'versions':[]}");
    assertThat(run("show", "chat").out())
        .containsPattern("latest +nothing +no version is released");
  }
}
