package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.ProxyProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/** nginx before a control listener, run with {@code deploy/nginx-control.conf}. */
final class ControlProxy implements AutoCloseable {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Process process;
  private final URI address;
  private final Path certificate;
  private final HttpClient client;

  private ControlProxy(Process process, URI address, Path certificate, HttpClient client) {
    this.process = process;
    this.address = address;
    this.certificate = certificate;
    this.client = client;
  }

  static boolean installed() {
    return ProxyProgram.find("nginx").isPresent();
  }

  static ControlProxy start(Path folder, URI control)
      throws IOException, GeneralSecurityException, InterruptedException {
    Files.createDirectories(folder);
    Path certificate = folder.resolve("proxy.pem");
    SSLContext trusting = certify(folder, certificate, folder.resolve("proxy.key"));
    int port = ProxyProgram.freePort();
    Process process =
        ProxyProgram.nginx(
            folder,
            "nginx-control.conf",
            Map.of(
                "/etc/ssl/widgets-control.pem",
                certificate.toString(),
                "/etc/ssl/widgets-control.key",
                folder.resolve("proxy.key").toString(),
                "listen 8443 ssl;",
                "listen 127.0.0.1:" + port + " ssl;",
                "server 127.0.0.1:8081;",
                "server " + control.getAuthority() + ";",
                "/run/nginx.pid",
                folder.resolve("pid").toString(),
                "/var/log/nginx/control-error.log",
                folder.resolve("error.log").toString()));
    ControlProxy proxy =
        new ControlProxy(
            process,
            URI.create("https://127.0.0.1:" + port),
            certificate,
            HttpClient.newBuilder().sslContext(trusting).build());
    Awaitility.await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> !process.isAlive() || proxy.get("/-/readyz") == 200);
    if (!process.isAlive()) {
      throw new IllegalStateException(Files.readString(folder.resolve("out.log")));
    }
    return proxy;
  }

  /** Writes a certificate for 127.0.0.1 and its key; answers what trusts it. */
  private static SSLContext certify(Path folder, Path certificate, Path key)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = folder.resolve("proxy.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "proxy",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-ext",
                "bc:c=ca:true",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Certificate made = keys.getCertificate("proxy");
    Files.writeString(certificate, pem("CERTIFICATE", made.getEncoded()));
    Files.writeString(key, pem("PRIVATE KEY", keys.getKey("proxy", PASSWORD).getEncoded()));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("proxy", made);
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + what
        + "-----\n";
  }

  String url() {
    return address.toString();
  }

  Path certificate() {
    return certificate;
  }

  /** The status of a GET; header fields are names and values in turn. */
  int get(String path, String... fields) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
    if (fields.length > 0) {
      request.headers(fields);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    ProxyProgram.stop(process);
  }
}
