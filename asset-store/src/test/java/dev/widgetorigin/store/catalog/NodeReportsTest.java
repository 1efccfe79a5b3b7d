package dev.widgetorigin.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.object.MemoryObjects;
import dev.widgetorigin.store.object.MemoryObjects.Fault;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node says of itself. */
final class NodeReportsTest {
  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

  private Supplier<Fault> next = () -> Fault.NONE;
  private final MemoryObjects objects =
      new MemoryObjects(
          (verb, key) -> verb.equals("list") || verb.equals("read") ? Fault.NONE : next.get(),
          () -> NOW);
  private final NodeReports reports = new NodeReports(objects, () -> NOW, "n1", "1.2.3", 2);

  /** The thread that reports also reads what other nodes append: nothing may end it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void seen_reportThatFails_isMadeUpFor(boolean error) throws Exception {
    next =
        () -> {
          if (error) {
            throw new LinkageError("a test");
          }
          throw new IllegalStateException("a test");
        };
    reports.seen(7);
    assertThat(reports.all()).isEmpty();
    next = () -> Fault.NONE;
    reports.seen(7);

    assertThat(reports.all()).containsExactly(new NodeStatus("n1", "1.2.3", 2, 7, NOW));
  }

  /** The last thing that the thread does, when the client of the bucket may be closed. */
  @Test
  void leave_clientClosed_throwsNothing() throws Exception {
    reports.seen(7);
    next =
        () -> {
          throw new IllegalStateException("connection pool shut down");
        };
    reports.leave();
    next = () -> Fault.NONE;
    assertThat(reports.all()).hasSize(1);
    reports.leave();
    assertThat(reports.all()).isEmpty();
  }
}
