package dev.widgetorigin.origin.http.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.http.TestCertificate;
import dev.widgetorigin.origin.http.listener.Listener;
import dev.widgetorigin.origin.http.listener.TestServer;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise: at least 144 of h2spec's 146 cases. All of them pass, so all are asked for. */
class H2SpecTest {
  private static final int CASES = 146;

  @TempDir static Path folder;
  private static H2Spec h2spec;

  @BeforeAll
  static void unpack() throws Exception {
    h2spec = H2Spec.unpack(folder);
    assumeTrue(
        h2spec != null, "there is no h2spec for this machine: Linux or macOS on x86-64 only");
  }

  private static void passes(boolean tls, UnaryOperator<Listener.Builder> settings)
      throws Exception {
    try (TestServer server = TestServer.start(Transport.AUTO, TestServer::echo, settings)) {
      H2Spec.Result result = h2spec.run(server.port(), tls);
      assertThat(result.failed()).isEmpty();
      assertThat(result.skipped()).isEmpty();
      assertThat(result.cases()).isEqualTo(CASES);
    }
  }

  @Test
  void cleartext_everyCase_passes() throws Exception {
    passes(false, builder -> builder);
  }

  @Test
  void tls_everyCase_passes() throws Exception {
    TlsConfig config = TestCertificate.in(folder);
    passes(true, builder -> builder.tls(config));
  }
}
