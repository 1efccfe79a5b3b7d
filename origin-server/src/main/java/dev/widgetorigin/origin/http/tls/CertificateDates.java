package dev.widgetorigin.origin.http.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** Until when a PEM file with a certificate and its chain can be used. */
public final class CertificateDates {
  private CertificateDates() {}

  /**
   * The first end of validity in the file: browsers refuse a chain with one expired part.
   *
   * @throws IOException where the file cannot be read or holds no certificate
   */
  public static Instant expiry(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(each -> ((X509Certificate) each).getNotAfter().toInstant())
          .min(Instant::compareTo)
          .orElseThrow(() -> new IOException("no certificate in " + file));
    } catch (CertificateException e) {
      throw new IOException("no PEM certificate in " + file, e);
    }
  }
}
