package dev.widgetorigin.origin.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MutationsTest {
  private static final Terminal TERMINAL =
      TestTerminal.unattended(
          new PrintWriter(new StringWriter()),
          new PrintWriter(new StringWriter()),
          Map.of(),
          Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), ZoneOffset.UTC));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pinned by ana at 2026-11-20T09:59:30Z|pinned by ana just now",
        "pinned by ana at 2026-11-20T09:00:01Z (x)|pinned by ana 59 min ago (x)",
        "pinned by ana at 2026-11-17T10:00:01Z|pinned by ana 71 h ago",
        "pinned by ana at 2026-11-17T10:00:00Z|pinned by ana 3 days ago",
        "pinned by ana at 2026-11-20T10:00:01Z|pinned by ana at 2026-11-20T10:00:01Z",
        // What people write themselves.
        "rollback (broke at 2026-13-45T10:00:00Z)|rollback (broke at 2026-13-45T10:00:00Z)",
        "rollback (at 2026-02-30T10:00:00Z, $1)|rollback (at 2026-02-30T10:00:00Z, $1)"
      })
  void recent_timesOfTheOrigin_areToldAsAges(String why, String expected) {
    assertThat(Mutations.recent(TERMINAL, why)).isEqualTo(expected);
  }
}
