package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.config.listener.TlsConfig;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A certificate that nobody trusts, and clients that do not mind. */
public final class TestCertificate {
  private static final SSLContext TRUSTING = trusting();

  private TestCertificate() {}

  /** Certificate and key as files in that folder. */
  public static TlsConfig in(Path folder) {
    Path certificate = folder.resolve("first.crt.pem");
    Path key = folder.resolve("first.key.pem");
    copy(certificate);
    copy(key);
    return new TlsConfig(certificate, key, Duration.ofDays(1));
  }

  private static void copy(Path to) {
    try (var in = TestCertificate.class.getResourceAsStream("/tls/" + to.getFileName())) {
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For a server that shows this certificate; the files are in that folder then. */
  public static SSLContext server(Path folder) throws IOException, GeneralSecurityException {
    TlsConfig files = in(folder);
    Certificate certificate;
    try (InputStream in = Files.newInputStream(files.certificate())) {
      certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    String pem = Files.readString(files.key()).replaceAll("-----[A-Z ]+-----|\\s", "");
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        "own",
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))),
        new char[0],
        new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, new SecureRandom());
    return context;
  }

  public static SSLContext trusting() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection whose handshake is done. */
  public static SSLSocket connect(int port, String... applicationProtocols) {
    try {
      SSLSocket socket =
          (SSLSocket)
              TRUSTING.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(applicationProtocols);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
