package dev.widgetorigin.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.health.NodeStatus;
import dev.widgetorigin.store.object.MemoryObjects;
import dev.widgetorigin.store.object.MemoryObjects.Fault;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node says of itself. */
final class NodeReportsTest {
  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

  private Supplier<Fault> next = () -> Fault.NONE;
  private final MemoryObjects objects =
      new MemoryObjects((verb, key) -> verb.equals("replace") ? next.get() : Fault.NONE, () -> NOW);
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
}
