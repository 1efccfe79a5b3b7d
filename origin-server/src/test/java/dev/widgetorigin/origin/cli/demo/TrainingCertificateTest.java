package dev.widgetorigin.origin.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingCertificateTest {
  @Test
  void make_inAFolder_writesACertificateAndItsKeyInPem(@TempDir Path folder) throws Exception {
    TrainingCertificate made = TrainingCertificate.make(folder);

    X509Certificate certificate;
    try (InputStream in = Files.newInputStream(made.certificate())) {
      certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    certificate.checkValidity();
    Signature signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(key(Files.readString(made.key())));
    signing.update((byte) 1);
    byte[] signature = signing.sign();
    signing.initVerify(certificate);
    signing.update((byte) 1);
    assertThat(signing.verify(signature)).isTrue();
  }

  private static PrivateKey key(String pem) throws Exception {
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
  }
}
