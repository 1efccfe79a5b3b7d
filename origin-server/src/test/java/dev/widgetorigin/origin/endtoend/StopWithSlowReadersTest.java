package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.http.TestCertificate;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: clients that have asked for much over TLS and read nothing of it keep an origin from
 * ending for as long as it drains, and no longer.
 */
final class StopWithSlowReadersTest {
  private static final int CLIENTS = 200;
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** Beyond draining, as docs/operations.md promises, and as much again on a busy machine. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void serve_sigtermWithManySlowTlsReaders_endsWithinDrainAndGrace() throws Exception {
    TlsConfig tls = TestCertificate.in(folder);
    Map<String, String> environment =
        Map.of(
            "WIDGET_ORIGIN_SHUTDOWN_DRAIN",
            DRAIN.toSeconds() + "s",
            "WIDGET_ORIGIN_TLS_CERTIFICATE",
            tls.certificate().toString(),
            "WIDGET_ORIGIN_TLS_KEY",
            tls.key().toString(),
            "WIDGET_ORIGIN_LIMITS_CONNECTIONS_PER_ADDRESS",
            "1000");
    List<SSLSocket> clients = new ArrayList<>();
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"), environment)) {
      // More than all buffers between the two hold, so that nothing is sent to its end.
      // Nothing is made of a film when it is published.
      byte[] bundle =
          TestOrigin.zip(
              Map.of("index.js", "export default 1;", "film.mp4", "x".repeat(12_000_000)));
      HttpResponse<byte[]> published = origin.api("PUT", "/widgets/w/versions/1.0.0", bundle);
      assertThat(published.statusCode()).isEqualTo(201);
      for (int i = 0; i < CLIENTS; i++) {
        SSLSocket client = TestCertificate.connect(origin.delivery().getPort());
        clients.add(client);
        client
            .getOutputStream()
            .write(
                "GET /w/1.0.0/film.mp4 HTTP/1.1\r\nHost: a\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        assertThat(client.getInputStream().read()).isEqualTo('H');
      }
      assertThat(origin.terminate(DRAIN.plus(GRACE))).isZero();
    } finally {
      for (SSLSocket client : clients) {
        client.close();
      }
    }
  }
}
