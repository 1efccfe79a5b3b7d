package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.purge.provider.RecordingServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code purge}, and {@code --wait} of rollback, off and on, against a real origin. */
final class PurgeCommandTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private TestOrigin origin;

  /** What the edge answers to a purge. */
  private volatile int status = 200;

  /** What the edge answers for {@code latest}: what it has kept, until it is told to forget it. */
  private volatile String kept = "1.0.0";

  private volatile String after = "1.0.0";

  /** Whether what it has kept is the stub of a switch, likewise. */
  private volatile boolean keptStub;

  private volatile boolean afterStub;

  private final RecordingServer edge =
      new RecordingServer(
          (seen, exchange) -> {
            if (seen.method().equals("BAN")) {
              if (status == 200 && "w-chat-a-latest".equals(seen.header("Surrogate-Key"))) {
                kept = after;
                keptStub = afterStub;
              }
              RecordingServer.send(exchange, status, "");
            } else {
              if (keptStub) {
                exchange.getResponseHeaders().add("X-Widget-Switched-Off", "true");
              } else {
                exchange.getResponseHeaders().add("X-Resolved-Version", kept);
              }
              RecordingServer.send(exchange, 200, "x");
            }
          });

  private void start(boolean target, boolean check) {
    origin =
        TestOrigin.start(
            folder.resolve("store"),
            Map.of(
                "purge.targets",
                target ? "[{type: varnish, name: office, url: '" + edge.url() + "'}]" : "[]",
                "purge.check",
                check ? "[" + edge.url() + "]" : "[]"));
    publish("1.0.0");
  }

  private void publish(String version) {
    after = version;
    byte[] zip = TestOrigin.zip(Map.of("chat.js", "console.log('" + version + "')"));
    assertThat(origin.call("PUT", "/widgets/chat/versions/" + version, zip).statusCode())
        .isEqualTo(201);
  }

  @AfterEach
  void stop() {
    edge.close();
    if (origin != null) {
      origin.close();
    }
  }

  private CliRun run(String... arguments) {
    return CliRun.of(
        Map.of(
            "WIDGET_ORIGIN_SERVER", origin.controlUrl(), "WIDGET_ORIGIN_TOKEN", TestOrigin.ADMIN),
        arguments);
  }

  private boolean sawTag(String tag) {
    return edge.seen().stream().anyMatch(seen -> tag.equals(seen.header("Surrogate-Key")));
  }

  @Test
  void purge_widget_tellsEveryEdgeAndIsInTheHistory() {
    start(true, false);

    CliRun run = run("purge", "chat", "-r", "a cache was poisoned");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("chat: w-chat (change 2)")
        .containsPattern("office +varnish +ok");
    assertThat(sawTag("w-chat")).isTrue();
    assertThat(run("history", "chat").out())
        .contains("asked edges to forget ", "a cache was poisoned");
  }

  @Test
  void purge_oneTag_tellsThatOnly() {
    start(true, false);

    CliRun run = run("purge", "chat", "--tag", "w-chat-v-1.0.0");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(sawTag("w-chat-v-1.0.0")).isTrue();
    assertThat(sawTag("w-chat")).isFalse();
    assertThat(run("purge", "chat", "--tag", "w-map").err())
        .contains("expected a tag of chat, found 'w-map'");
  }

  @Test
  void purge_edgeDown_failsAndStatusSaysWhy() {
    start(true, false);
    status = 503;

    CliRun run = run("purge", "chat", "--timeout", "1s");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("not all edges were told", "office has not been told yet");
    CliRun shown = run("purge", "status");
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).containsPattern("office +varnish +failing since .*503");
    status = 200;
    await().atMost(SOON).until(() -> sawTag("w-chat"));
  }

  @Test
  void purge_withoutWidget_isWrongUsage() {
    start(false, false);

    assertThat(run("purge").code()).isEqualTo(2);
    assertThat(run("purge", "status").out()).contains("no edge is purged");
  }

  @Test
  void rollback_wait_returnsWhenThePublicHostShowsTheOldVersion() {
    start(true, true);
    publish("1.1.0");
    await().atMost(SOON).until(() -> kept.equals("1.1.0"));
    after = "1.0.0";

    CliRun run = run("rollback", "chat", "--wait");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("chat latest: 1.1.0 -> 1.0.0")
        .containsPattern("latest is 1\\.0\\.0 at 127\\.0\\.0\\.1 since .* s after the change")
        .containsPattern("every public host shows it, the last one [0-9.]+ s after the change");
    assertThat(run("show", "chat").out()).contains("latest is 1.0.0 at 127.0.0.1 since");
    assertThat(run("purge", "status", "chat").out()).contains("latest is 1.0.0 at 127.0.0.1");
  }

  @Test
  void rollback_waitInVain_isMadeAndFails() {
    start(true, true);
    publish("1.1.0");
    await().atMost(SOON).until(() -> kept.equals("1.1.0"));

    CliRun run = run("rollback", "chat", "--wait", "--timeout", "1s");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("chat latest: 1.1.0 -> 1.0.0");
    assertThat(run.err())
        .contains("the change is made", "latest is still 1.1.0 at 127.0.0.1, not 1.0.0");
    assertThat(run("rollback", "chat", "--wait", "--timeout", "1s", "--json").code()).isEqualTo(1);
  }

  @Test
  void off_wait_returnsWhenThePublicHostShowsTheStubAndOnWhenItDoesNot() {
    start(true, true);
    afterStub = true;

    CliRun off = run("off", "chat", "-r", "broken", "--wait");

    assertThat(off.code()).as("%s", off).isZero();
    assertThat(off.out())
        .contains("chat: off (change 2)")
        .containsPattern("latest is off at 127\\.0\\.0\\.1 since .* s after the change")
        .containsPattern("every public host shows it, the last one [0-9.]+ s after the change");
    assertThat(run("purge", "status", "chat").out()).contains("latest is off at 127.0.0.1");
    afterStub = false;
    CliRun on = run("on", "chat", "--wait");
    assertThat(on.code()).as("%s", on).isZero();
    assertThat(on.out()).contains("chat: on (change 3)", "latest is 1.0.0 at 127.0.0.1 since");
  }

  @Test
  void off_waitInVain_isMadeAndFails() {
    start(true, true);

    CliRun run = run("off", "chat", "--wait", "--timeout", "1s");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("chat: off");
    assertThat(run.err()).contains("latest is still 1.0.0 at 127.0.0.1, not off");
  }

  @Test
  void rollback_waitWithoutEdges_saysSo() {
    start(false, false);
    publish("1.1.0");

    CliRun run = run("rollback", "chat", "--wait");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains("no edge is configured");
  }
}
