package dev.widgetorigin.origin.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.cli.CliRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a person reads of an answer. The answers are written here, with ' for ". */
final class LookCommandsTest {
  private final Map<String, String> answers = new HashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/-/api/v1", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange call) throws IOException {
    String target = call.getRequestURI().toString().substring("/-/api/v1".length());
    asked.add(target);
    String json = answers.getOrDefault(target, "{'title':'nobody wrote an answer to this'}");
    byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().add("Server", "widget-origin");
    call.getResponseHeaders().add("Content-Type", "application/json");
    call.sendResponseHeaders(answers.containsKey(target) ? 200 : 500, body.length);
    call.getResponseBody().write(body);
    call.close();
  }

  private CliRun run(String line) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return CliRun.of(Map.of("WIDGET_ORIGIN_SERVER", url), line.split(" ", -1));
  }

  private String said(String line) {
    CliRun run = run(line);
    assertThat(run.code()).as("%s", run).isZero();
    return run.out();
  }

  private static final String LATENCY =
      "'latency':{'requests':12345,'p50Millis':0.5,'p95Millis':2.0,'p99Millis':null}";

  @Test
  void stats_ofAWidget_saysHowLongAnswersAboutItTook() {
    answers.put(
        "/widgets/chat/stats?days=30",
        "{'widget':'chat','by':'version','rows':[]," + LATENCY + "}");
    assertThat(said("stats chat"))
        .contains(
            "12,345 answers of origins about chat: half within 0.5 ms, 95% within 2.0 ms,"
                + " 99% not within 10,000 ms\n");
  }

  @Test
  void stats_ofAll_saysHowLongAllAnswersTook() {
    answers.put("/stats?days=30", "{'by':'widget','rows':[]," + LATENCY + "}");
    assertThat(said("stats"))
        .contains(
            "12,345 answers of origins: half within 0.5 ms, 95% within 2.0 ms,"
                + " 99% not within 10,000 ms\n");
  }

  @Test
  void list_severalPages_namesTheWidgetsOfAll() {
    answers.put("/widgets", "{'widgets':[{'name':'@acme/a','versions':1}],'next':'@acme/a'}");
    answers.put("/widgets?after=%40acme%2Fa", "{'widgets':[{'name':'b','versions':2}],'next':'b'}");
    answers.put("/widgets?after=b", "{'widgets':[{'name':'c','versions':3}]}");
    assertThat(said("list")).contains("@acme/a", "b  ", "c  ");
    assertThat(run("list --json").json())
        .hasToString(
            "{'widgets':[{'name':'@acme/a','versions':1},{'name':'b','versions':2},{'name':'c','versions':3}]}"
                .replace('\'', '"'));
  }

  private static String changes(int from, int to) {
    return IntStream.iterate(from, number -> number >= to, number -> number - 1)
        .mapToObj(number -> "{'sequence':" + number + "}")
        .collect(Collectors.joining(","));
  }

  @Test
  void history_moreThanAnOriginAnswersAtOnce_isThereToTheLast() {
    answers.put("/history?limit=1000", "{'history':[" + changes(3000, 2001) + "],'next':2001}");
    answers.put(
        "/history?limit=500&before=2001", "{'history':[" + changes(2000, 1501) + "],'next':1501}");
    JsonNode answer = run("history -n 1500 --json").json();
    assertThat(answer.path("history")).hasSize(1500);
    assertThat(answer.path("history").get(1499).path("sequence").asInt()).isEqualTo(1501);
    assertThat(answer.path("next").asInt()).isEqualTo(1501);
    assertThat(said("history -n 1500")).doesNotContain("--before");
  }

  @Test
  void history_searchThatEndsEarly_saysHowToGoOn() {
    answers.put("/history?who=ana&limit=20", "{'history':[" + changes(9, 8) + "],'next':7}");
    answers.put("/history?who=ana&limit=20&before=7", "{'history':[" + changes(3, 3) + "]}");
    assertThat(said("history --who ana"))
        .endsWith("older changes were not looked through: go on with --before 7\n");
    assertThat(said("history --who ana --before 7")).endsWith("\n3\n").doesNotContain("--before");
  }

  @Test
  void history_noLimitAtAll_isWrongUsage() {
    CliRun run = run("history --limit 0");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--limit: expected a whole number from 1 on, found 0");
    assertThat(asked).isEmpty();
  }

  @Test
  void console_openAndJson_isWrongUsage() {
    CliRun run = run("console --open --json");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--open: expected without --json");
    assertThat(asked).isEmpty();
  }

  @Test
  void statsImport_fileThatIsNotThere_saysSoOnce() {
    CliRun run = run("stats import /none/access.log --format nginx");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "widget-origin: cannot read /none/access.log: there is no such file or folder\n");
  }

  @Test
  void show_aliasWithoutAVersion_answersNothing() {
    answers.put("/widgets/chat/purge", "{'hosts':[]}");
    answers.put(
        "/widgets/chat?limit=100",
        "{'name':'chat','aliasMode':'serve','aliases':[{'alias':'latest','version':null,"
            + "'why':'no version is released'}],'versions':[]}");
    assertThat(said("show chat")).containsPattern("latest +nothing +no version is released");
  }
}
