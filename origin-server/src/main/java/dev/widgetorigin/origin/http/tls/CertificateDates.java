package dev.widgetorigin.origin.http.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * From when until when a PEM file with a certificate and its chain can be used: browsers refuse a
 * chain with one part that is not valid yet, or no more.
 *
 * @param from the last begin of validity in the file
 * @param until the first end of validity in the file
 */
public record CertificateDates(Instant from, Instant until) {
  /**
   * Reads them.
   *
   * @throws IOException where the file cannot be read or holds no certificate
   */
  public static CertificateDates read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(each -> dates((X509Certificate) each))
          .reduce(CertificateDates::both)
          .orElseThrow(() -> new IOException("no certificate in " + file));
    } catch (CertificateException e) {
      throw new IOException("no PEM certificate in " + file, e);
    }
  }

  private static CertificateDates dates(X509Certificate of) {
    return new CertificateDates(of.getNotBefore().toInstant(), of.getNotAfter().toInstant());
  }

  private static CertificateDates both(CertificateDates a, CertificateDates b) {
    return new CertificateDates(
        a.from.isAfter(b.from) ? a.from : b.from, a.until.isBefore(b.until) ? a.until : b.until);
  }
}
