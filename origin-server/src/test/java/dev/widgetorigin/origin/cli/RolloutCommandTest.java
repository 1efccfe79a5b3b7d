package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.OriginServer;
import dev.widgetorigin.origin.cli.serve.Servers;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rollout} and its subcommands against a real origin in this process. */
class RolloutCommandTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private OriginServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        Servers.start(
            ConfigLoader.loadOnly(
                Map.of(
                    "rollout.tick", "50ms",
                    "rollout.trusted-proxies", "127.0.0.1",
                    "delivery.host", "127.0.0.1",
                    "delivery.port", "0",
                    "control.port", "0",
                    "logs.access", "off",
                    "store.path", folder.resolve("store").toString())),
            terminal(new StringWriter(), Map.of()),
            null);
    for (String version : new String[] {"0.9.0", "1.0.0", "2.0.0"}) {
      Path bundle = Files.createDirectories(folder.resolve(version));
      Files.writeString(
          bundle.resolve("package.json"),
          "{\"name\":\"chat\",\"version\":\"" + version + "\",\"main\":\"chat.js\"}");
      Files.writeString(bundle.resolve("chat.js"), "window.Chat='" + version + "'");
      String state = version.equals("2.0.0") ? "staged" : "released";
      say("publish", bundle.toString(), "--state", state);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Terminal terminal(StringWriter said, Map<String, String> environment) {
    PrintWriter both = new PrintWriter(said);
    return TestTerminal.unattended(both, both, environment);
  }

  /** What a command that succeeds says. */
  private String say(String... arguments) throws IOException {
    StringWriter said = new StringWriter();
    String token = Files.readString(folder.resolve("store/admin.token")).strip();
    Map<String, String> environment =
        Map.of("WIDGET_ORIGIN_SERVER", server.controlUrl(), "WIDGET_ORIGIN_TOKEN", token);
    assertThat(Cli.run(terminal(said, environment), arguments)).as("%s", said).isZero();
    return said.toString();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String latest() throws Exception {
    URI uri = URI.create(server.deliveryUrl() + "/chat/latest/chat.js");
    return send(HttpRequest.newBuilder(uri)).headers().firstValue("X-Resolved-Version").orElse("");
  }

  @Test
  void rollout_pausedResumedAborted_leavesTheAlias() throws Exception {
    assertThat(say("rollout", "start", "chat", "2.0.0"))
        .contains("chat 2.0.0: running, step 1 of 4 (5.0%, 20.0%, 50.0%, 100.0%)");
    assertThat(say("show", "chat"))
        .contains("rollout: 2.0.0 is running at 5 % of page views, in place of 1.0.0 (latest)");
    assertThat(say("rollout", "pause", "chat")).contains("chat 2.0.0: paused");
    assertThat(say("rollout", "resume", "chat")).contains("chat 2.0.0: running");
    assertThat(say("rollout", "status", "chat")).contains("chat 2.0.0: running");
    assertThat(latest()).isEqualTo("1.0.0");
    assertThat(say("rollout", "abort", "chat")).contains("chat 2.0.0: aborted");
    assertThat(latest()).isEqualTo("1.0.0");
  }

  @Test
  void rollout_ofAVersionThatNoLoaderCanOffer_warns() throws Exception {
    String none = "no page gets 2.0.0 from a loader: 2.0.0 has no gone.js. The rollout waits for";
    say("settings", "set", "chat", "loader.script", "gone.js");
    assertThat(say("rollout", "start", "chat", "2.0.0"))
        .contains("chat 2.0.0: running", "warning: " + none);
    assertThat(say("rollout", "status", "chat")).contains("warning: " + none);
  }

  @Test
  void rollout_promoted_movesTheAlias() throws Exception {
    say("rollout", "start", "chat@2.0.0", "--step", "10:1h");
    assertThat(say("rollout", "promote", "chat")).contains("chat 2.0.0: promoting");
    assertThat(latest()).isEqualTo("2.0.0");
  }

  @Test
  void rollback_whileARolloutRuns_movesTheAliasAtOnce() throws Exception {
    say("rollout", "start", "chat", "2.0.0");
    assertThat(say("rollback", "chat", "-r", "emergency")).contains("chat latest: 1.0.0 -> 0.9.0");
    assertThat(latest()).isEqualTo("0.9.0");
  }

  private void report(String report, int network) throws Exception {
    URI outcome = URI.create(server.deliveryUrl() + "/-/outcome");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(outcome)
            .header("X-Forwarded-For", "10.0." + network + ".1")
            .POST(HttpRequest.BodyPublishers.ofString(report));
    assertThat(send(request).statusCode()).isEqualTo(204);
  }

  @Test
  void rollout_ofASiteThatFails_holdsItBackAndNamesIt() throws Exception {
    say("rollout", "start", "chat", "2.0.0");
    for (int load = 0; load < 200; load++) {
      report("chat@2.0.0 canary ok site=rest.example", load);
    }
    report("chat@2.0.0 canary rollback site=rest.example", 7);
    for (int load = 0; load < 30; load++) {
      report("chat@2.0.0 canary rollback site=shop.example", load);
    }
    await()
        .untilAsserted(
            () ->
                assertThat(say("rollout", "status", "chat"))
                    .contains("chat 2.0.0: running")
                    .containsPattern("site shop.example is held back since 20.*: 100.0 % of ")
                    .contains("site rest.example: 1 of 201 loads failed; 1 networks"));
    assertThat(say("show", "chat")).contains("rollout: held back from the site shop.example");
    assertThat(say("history", "chat")).contains("keeps the rollout of ");
    assertThat(say("rollout", "status", "chat", "--json")).contains("\"quarantined\"");
  }

  @Test
  void metrics_afterReports_countThemByWidgetCohortAndOutcome() throws Exception {
    say("rollout", "start", "chat", "2.0.0");
    URI outcome = URI.create(server.deliveryUrl() + "/-/outcome");
    for (String report : new String[] {"chat@2.0.0 canary rollback", "chat@1.0.0 stable ok"}) {
      HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(report);
      assertThat(send(HttpRequest.newBuilder(outcome).POST(body)).statusCode()).isEqualTo(204);
    }
    assertThat(say("rollout", "status", "chat"))
        .contains("1 loads counted, 1 failed; 1 reports from 1 networks");
    URI metrics = URI.create(server.controlUrl() + "/metrics");
    assertThat(send(HttpRequest.newBuilder(metrics)).body())
        .contains(
            "widget_load_outcomes_total{cohort=\"canary\",outcome=\"rollback\",widget=\"chat\"}"
                + " 1.0")
        .contains(
            "widget_load_outcomes_total{cohort=\"stable\",outcome=\"ok\",widget=\"chat\"} 100.0");
  }
}
