package dev.widgetorigin.origin.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.cli.CliRun;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.http.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with the settings of an origin that does not run. */
final class DoctorCommandTest {
  @TempDir Path folder;

  @Test
  void doctor_logFolderThatCannotBeMade_saysSo() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "no folder");
    Map<String, String> environment =
        Map.of(
            "WIDGET_ORIGIN_STORE_PATH", folder.resolve("store").toString(),
            "WIDGET_ORIGIN_LOGS_FOLDER", inTheWay.resolve("logs").toString());
    assertThat(CliRun.of(environment, "doctor").out())
        .contains("no log can be written to " + inTheWay + "/logs (" + inTheWay + " is no folder)")
        .contains("logs.folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DELIVERY_PUBLIC_URL|https://example.com/widgets|ok   public url     https://example.com/widgets",
        "DELIVERY_PORT|0|ok   public url     delivery.public-url is not set; set it to",
        "DELIVERY_TRUSTED_PROXIES|10.0.0.1|warn public url     the settings name a CDN or a proxy, but",
        "PURGE_CHECK|https://cdn.example.com|warn public url     the settings name a CDN or a proxy, but"
      })
  void doctor_publicUrl_isMissedWhereSomethingStandsBefore(
      String setting, String value, String expected) {
    Map<String, String> environment =
        Map.of(
            "WIDGET_ORIGIN_STORE_PATH",
            folder.resolve("store").toString(),
            "WIDGET_ORIGIN_" + setting,
            value);
    assertThat(CliRun.of(environment, "doctor").out()).contains(expected);
  }

  /** The certificate ends on 2126-10-28. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2126-01-01T00:00:00Z|valid until 2126-10-28, 300 days",
        "2126-10-20T00:00:00Z|the certificate expires in 8 days, on 2126-10-28; renew it",
        "2126-11-01T00:00:00Z|the certificate expired on 2126-10-28, and browsers refuse it"
      })
  void doctor_certificate_saysUntilWhen(Instant now, String expected) {
    TlsConfig files = TestCertificate.in(folder);
    Map<String, String> environment =
        Map.of(
            "WIDGET_ORIGIN_STORE_PATH", folder.resolve("store").toString(),
            "WIDGET_ORIGIN_TLS_CERTIFICATE", files.certificate().toString(),
            "WIDGET_ORIGIN_TLS_KEY", files.key().toString());
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    assertThat(CliRun.at(clock, environment, "doctor").out()).contains(expected);
  }

  @Test
  void doctor_damagedCertificate_saysWhichFile() throws IOException {
    TlsConfig files = TestCertificate.in(folder);
    Files.writeString(files.certificate(), "no certificate");
    CliRun run =
        CliRun.of(
            Map.of(
                "WIDGET_ORIGIN_STORE_PATH", folder.resolve("store").toString(),
                "WIDGET_ORIGIN_TLS_CERTIFICATE", files.certificate().toString(),
                "WIDGET_ORIGIN_TLS_KEY", files.key().toString()),
            "doctor");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains(files.certificate().toString());
  }
}
