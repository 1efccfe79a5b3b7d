package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.config.TlsConfig;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
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
