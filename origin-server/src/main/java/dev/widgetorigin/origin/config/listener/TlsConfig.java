package dev.widgetorigin.origin.config.listener;

import dev.widgetorigin.origin.config.value.Checks;
import java.nio.file.Path;
import java.time.Duration;

/**
 * TLS of the delivery listener: on where both PEM files are named. {@code hstsMaxAge} zero sends no
 * HSTS.
 */
public record TlsConfig(Path certificate, Path key, Duration hstsMaxAge) {
  public static final TlsConfig OFF = new TlsConfig(null, null, Duration.ofDays(365));

  public TlsConfig {
    new Checks()
        .that(
            (certificate == null) == (key == null),
            certificate == null ? "certificate" : "key",
            "a PEM file, because the other of tls.certificate and tls.key is set",
            "that it is not set")
        .notNegative("hstsMaxAge", hstsMaxAge)
        .done();
  }

  public boolean enabled() {
    return certificate != null;
  }
}
