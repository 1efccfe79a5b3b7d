package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code notify} against a real origin with one receiver. */
final class NotifyCommandTest {
  @TempDir static Path folder;

  private static final AtomicInteger STATUS = new AtomicInteger(204);
  private static HttpServer receiver;
  private static TestOrigin origin;

  @BeforeAll
  static void start() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(STATUS.get(), -1);
          exchange.close();
        });
    receiver.start();
    origin =
        TestOrigin.withSecrets(
            folder.resolve("store"),
            Map.of(
                "notify.webhooks",
                "[{name: ops, form: slack, secret: SLACK, allow-private: true}]"),
            Map.of("SLACK", "http://127.0.0.1:" + receiver.getAddress().getPort() + "/secret"));
  }

  @AfterAll
  static void stop() {
    origin.close();
    receiver.stop(0);
  }

  private static CliRun run(String... arguments) {
    return CliRun.of(
        Map.of(
            "WIDGET_ORIGIN_SERVER", origin.controlUrl(), "WIDGET_ORIGIN_TOKEN", TestOrigin.ADMIN),
        arguments);
  }

  @Test
  void test_receiverThatTakesItOrNot_isShownAndIsTheExitCode() {
    CliRun taken = run("notify", "test");
    assertThat(taken.code()).as("%s", taken).isZero();
    assertThat(taken.out()).matches("ops: took test_[0-9]+, 204 No Content\\R");

    STATUS.set(403);
    CliRun refused = run("notify", "test", "ops");
    STATUS.set(204);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out().strip()).isEqualTo("ops: did not take it: it answers 403");
  }

  @Test
  void test_unknownName_isRefusedWithThoseThereAre() {
    CliRun run = run("notify", "test", "oops");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("notify.webhooks names no 'oops', but ops.");
  }

  @Test
  void status_andRetry_whereNothingIsWrong_saySo() {
    assertThat(run("notify", "status").out())
        .containsPattern("RECEIVER +SENT +WAITING +NEVER TOLD +STATE")
        .containsPattern("ops +\\d+ +\\d+ +0 +ok");
    assertThat(run("notify", "retry").out().strip()).isEqualTo("there is nothing to tell again");
    assertThat(run("notify", "retry", "evt_1").code()).isEqualTo(1);
    assertThat(run("notify").err()).contains("Which? status, test or retry");
  }

  @Test
  void metrics_ofTheReceiver_areThere() {
    assertThat(origin.control("/metrics"))
        .contains("notify_messages_total{outcome=\"sent\",webhook=\"ops\"}")
        .contains("notify_waiting{webhook=\"ops\"}")
        .contains("notify_dead_letters{webhook=\"ops\"} 0.0");
    assertThat(origin.control("/health")).contains("all receivers take what they are told");
  }
}
