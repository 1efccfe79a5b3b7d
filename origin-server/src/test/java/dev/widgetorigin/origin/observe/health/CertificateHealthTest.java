package dev.widgetorigin.origin.observe.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.http.tls.CertificateDates;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CertificateHealthTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2025-06-01T00:00:00Z|2026-06-01T00:00:00Z|true|valid until 2026-06-01, 91 days",
        "2025-06-01T00:00:00Z|2026-03-15T12:00:00Z|true|valid until 2026-03-15, 14 days",
        "2025-06-01T00:00:00Z|2026-03-15T11:59:59Z|false|expires in 13 days, on 2026-03-15",
        "2025-06-01T00:00:00Z|2026-03-03T00:00:00Z|false|expires in 1 day, on 2026-03-03",
        "2025-06-01T00:00:00Z|2026-03-01T12:00:00Z|false|the certificate expired on 2026-03-01",
        "2019-01-01T00:00:00Z|2020-01-01T00:00:00Z|false|the certificate expired on 2020-01-01",
        "2026-03-01T12:00:00Z|2027-01-01T00:00:00Z|true|valid until 2027-01-01",
        "2026-03-01T12:00:01Z|2027-01-01T00:00:00Z|false|is not valid before 2026-03-01T12:00:01Z"
      })
  void state_ofDates_warnsFromTwoWeeksBeforeTheEndAndBeforeTheBegin(
      Instant from, Instant until, boolean up, String expected) {
    Health.State state = CertificateHealth.state(new CertificateDates(from, until), NOW);
    assertThat(state.up()).isEqualTo(up);
    assertThat(state.detail()).contains(expected);
  }
}
