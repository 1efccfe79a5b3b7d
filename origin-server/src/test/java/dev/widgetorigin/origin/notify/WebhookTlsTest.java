package dev.widgetorigin.origin.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.widgetorigin.origin.http.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver with a certificate of its own: for {@code localhost}, and signed by itself. */
final class WebhookTlsTest {
  private static final char[] NO_PASSWORD = new char[0];

  @TempDir static Path folder;

  private static HttpsServer server;
  private static Certificate certificate;

  @BeforeAll
  static void listen() throws Exception {
    SSLContext context = TestCertificate.server(folder);
    try (InputStream in = Files.newInputStream(folder.resolve("first.crt.pem"))) {
      certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static KeyStore empty() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static SSLSocketFactory trusting() throws Exception {
    KeyStore trusted = empty();
    trusted.setCertificateEntry("receiver", certificate);
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), new SecureRandom());
    return context.getSocketFactory();
  }

  private static WebhookSender sender(String host, SSLSocketFactory tls) {
    URI url = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/hook");
    return new WebhookSender(url, true, tls);
  }

  @Test
  void post_certificateThatNobodySigned_isRefusedInWords() {
    SSLSocketFactory usual = (SSLSocketFactory) SSLSocketFactory.getDefault();
    assertThatThrownBy(() -> sender("localhost", usual).post(Map.of(), new byte[2]))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the certificate of localhost is not signed by anybody whom this machine's Java"
                + " trusts");
  }

  @Test
  void post_certificateThatIsTrusted_isTaken() throws Exception {
    WebhookSender.Answer answer = sender("localhost", trusting()).post(Map.of(), new byte[2]);
    assertThat(answer.text()).isEqualTo("204 No Content");
    assertThat(answer.isTaken()).isTrue();
  }

  @Test
  void post_trustedCertificateOfAnotherHost_isRefusedInWords() throws Exception {
    SSLSocketFactory trusting = trusting();
    assertThatThrownBy(() -> sender("127.0.0.2", trusting).post(Map.of(), new byte[2]))
        .isInstanceOf(IOException.class);
  }
}
