package dev.widgetorigin.origin.admin;

import static dev.widgetorigin.origin.web.Method.GET;
import static dev.widgetorigin.origin.web.Method.POST;
import static dev.widgetorigin.origin.web.Method.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import dev.widgetorigin.origin.audit.AuditChain;
import dev.widgetorigin.origin.audit.AuditText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConcurrentChangesTest {
  private static final int CALLERS = 50;
  @TempDir Path folder;
  @AutoClose private ControlWorld world;

  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
  }

  private List<Integer> atOnce(IntFunction<Answer> call) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int number = i;
        answers.add(pool.submit(() -> call.apply(number)));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Answer> answer : answers) {
        statuses.add(answer.get().status());
      }
      return statuses;
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void publish_fiftyTimesTheSameBytes_exactlyOne201() throws Exception {
    List<Integer> statuses = atOnce(i -> world.publish("chat", "1.0.0", ""));
    assertThat(statuses).filteredOn(s -> s == 201).hasSize(1);
    assertThat(statuses).filteredOn(s -> s == 200).hasSize(CALLERS - 1);
    assertThat(world.store.catalog().snapshot().sequence()).isEqualTo(1);
  }

  @Test
  void publish_fiftyTimesOtherBytes_exactlyOne201AndTheRest409() throws Exception {
    List<Integer> statuses =
        atOnce(i -> world.publish("chat", "1.0.0", "", Archives.widget("9.9." + i)));
    assertThat(statuses).filteredOn(s -> s == 201).hasSize(1);
    assertThat(statuses).filteredOn(s -> s == 409).hasSize(CALLERS - 1);
  }

  @Test
  void pin_fiftyTimesWithOneIfMatch_exactlyOneWins() throws Exception {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    List<Integer> statuses =
        atOnce(
            i ->
                world.call(
                    PUT,
                    "/widgets/chat/aliases/v1",
                    "{\"version\":\"1." + i % 2 + ".0\"}",
                    "If-Match",
                    "2"));
    assertThat(statuses).filteredOn(s -> s == 200).hasSize(1);
    assertThat(statuses).filteredOn(s -> s == 412).hasSize(CALLERS - 1);
  }

  @Test
  void rollback_fiftyTimes_stepsBackOnce() throws Exception {
    for (int i = 0; i < 4; i++) {
      world.publish("chat", "1." + i + ".0", "");
    }
    List<Integer> statuses =
        atOnce(i -> world.call(POST, "/widgets/chat/aliases/latest/rollback", "{\"yank\":true}"));
    assertThat(statuses).containsOnly(200);
    assertThat(world.call(GET, "/widgets/chat").text("latest")).isEqualTo("1.2.0");
    assertThat(world.store.catalog().snapshot().sequence()).isEqualTo(5);
  }

  @Test
  void audit_afterManyCallers_isWholeAndHasEachChange() throws Exception {
    atOnce(
        i ->
            i % 2 == 0
                ? world.publish("w" + i, "1.0.0", "")
                : world.as("wrong", PUT, "/widgets/x/versions/1.0.0", new byte[0]));
    AuditChain.Reports report = AuditChain.verify(folder);
    assertThat(report.problems()).isEmpty();
    String log = AuditText.of(folder);
    assertThat(log).contains("\"address\":\"192.0.2.7\"").doesNotContain("\"status\":401");
    assertThat(log.lines().filter(line -> line.contains("\"status\":201"))).hasSize(CALLERS / 2);
    assertThat(log).doesNotContain(ControlWorld.ADMIN).doesNotContain("wrong");
  }
}
