package dev.widgetorigin.origin.observe.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.http.TestCertificate;
import dev.widgetorigin.origin.http.tls.CertificateDates;
import dev.widgetorigin.origin.observe.MeterNames;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  /** Its last day is 2126-10-28. */
  @Test
  void certificate_ofARunningOrigin_isInItsHealthAndItsMetrics(@TempDir Path folder)
      throws Exception {
    TlsConfig tls = TestCertificate.in(folder);
    Map<String, String> settings =
        Map.of("tls.certificate", tls.certificate().toString(), "tls.key", tls.key().toString());
    try (TestOrigin origin = TestOrigin.start(folder.resolve("store"), settings)) {
      assertThat(get(origin, "/health")).contains("valid until 2126-10-28");
      String line =
          get(origin, "/metrics")
              .lines()
              .filter(each -> each.startsWith(MeterNames.CERTIFICATE_EXPIRY + " "))
              .findFirst()
              .orElseThrow();
      long seconds = (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1));
      assertThat(Instant.ofEpochSecond(seconds).toString()).startsWith("2126-10-28T");
    }
  }

  private static String get(TestOrigin origin, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(origin.controlUrl() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
