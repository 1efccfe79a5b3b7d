package dev.widgetorigin.origin.http.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.http.OpenedFiles;
import dev.widgetorigin.origin.http.RawClient;
import dev.widgetorigin.origin.http.listener.TestServer;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** TLS over real sockets, with the JDK as the client. */
class TlsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir Path folder;
  private Path certificate;
  private Path key;
  private TlsConfig config;

  @BeforeEach
  void files() throws IOException {
    certificate = folder.resolve("crt.pem");
    key = folder.resolve("key.pem");
    config = new TlsConfig(certificate, key, Duration.ofDays(1));
    use("first", "first");
  }

  private void use(String certificateName, String keyName) throws IOException {
    copy("/tls/" + certificateName + ".crt.pem", certificate);
    copy("/tls/" + keyName + ".key.pem", key);
  }

  private static void copy(String resource, Path to) throws IOException {
    try (var in = TlsTest.class.getResourceAsStream(resource)) {
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setLastModifiedTime(
        to, FileTime.from(Instant.ofEpochSecond(1_000_000 + new Random().nextInt(1_000_000))));
  }

  private TestServer start(Handler handler) {
    return TestServer.start(Transport.AUTO, handler, builder -> builder.tls(config));
  }

  private static SSLContext trusting() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
    return context;
  }

  private static SSLSocket connect(SSLContext context, int port, String... protocols)
      throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    return socket;
  }

  @Test
  void handshake_version13And12_answersAndSaysSecure() throws Exception {
    Handler handler =
        (request, responder) -> responder.send(TestServer.text(200, "secure " + request.secure()));
    try (TestServer server = start(handler)) {
      for (String protocol : new String[] {"TLSv1.3", "TLSv1.2"}) {
        try (SSLSocket socket = connect(trusting(), server.port(), protocol);
            RawClient client = new RawClient(socket)) {
          assertThat(client.send(GET).read().body()).isEqualTo("secure true");
          assertThat(client.send(GET).read().body()).isEqualTo("secure true");
          assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
          String suite = socket.getSession().getCipherSuite();
          assertThat(suite).matches(".*(GCM|POLY1305).*");
        }
      }
    }
  }

  @Test
  void alpn_clientOffersHttp2_getsItAndBothWaysOfContent() throws Exception {
    byte[] large = new byte[1_500_000];
    new Random(4).nextBytes(large);
    Handler handler =
        (request, responder) -> {
          if (request.method() == Method.POST) {
            TestServer.echo(request, responder);
          } else {
            HeaderBlock headers =
                HeaderBlock.builder().add("Content-Length", Integer.toString(large.length)).build();
            responder.send(new Reply(200, headers, new Body.Memory(Unpooled.wrappedBuffer(large))));
          }
        };
    UploadPolicy uploads = UploadPolicy.spool(folder, 1_000_000);
    try (TestServer server =
        TestServer.start(Transport.AUTO, handler, b -> b.tls(config).uploads(uploads))) {
      HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();
      URI uri = URI.create("https://localhost:" + server.port() + "/");
      for (int i = 0; i < 5; i++) {
        HttpResponse<byte[]> got =
            client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
        assertThat(got.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(got.body()).isEqualTo(large);
      }
      HttpRequest post =
          HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(new byte[900_000])).build();
      assertThat(client.send(post, BodyHandlers.ofString()).body()).endsWith("\n900000");
    }
  }

  @Test
  void resumption_secondConnection_reusesTheSession() throws Exception {
    try (TestServer server = start(TestServer::echo)) {
      SSLContext context = trusting();
      long first;
      try (SSLSocket socket = connect(context, server.port());
          RawClient client = new RawClient(socket)) {
        assertThat(client.send(GET).read().status()).isEqualTo(200);
        first = socket.getSession().getCreationTime();
      }
      try (SSLSocket socket = connect(context, server.port());
          RawClient client = new RawClient(socket)) {
        assertThat(client.send(GET).read().status()).isEqualTo(200);
        assertThat(socket.getSession().getCreationTime()).isEqualTo(first);
      }
    }
  }

  @Test
  void close_afterAReply_isACleanEnd() throws Exception {
    try (TestServer server = start(TestServer::echo);
        SSLSocket socket = connect(trusting(), server.port());
        RawClient client = new RawClient(socket)) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").read();
      // The JDK throws where the end comes without close_notify.
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void body_fileOnTls_isSentWhole() throws Exception {
    byte[] bytes = new byte[900_000];
    new Random(3).nextBytes(bytes);
    Path file = Files.write(folder.resolve("body"), bytes);
    Handler handler =
        (request, responder) -> {
          try {
            responder.send(
                new Reply(
                    200,
                    HeaderBlock.builder().add("Content-Length", "900000").build(),
                    OpenedFiles.part(FileChannel.open(file), 0, bytes.length)));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        };
    try (TestServer server = start(handler);
        SSLSocket socket = connect(trusting(), server.port());
        RawClient client = new RawClient(socket)) {
      client.send(GET + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      byte[] all = client.readAll();
      assertThat(all).hasSizeGreaterThan(1_800_000);
      assertThat(all).endsWith(bytes);
    }
  }

  @Test
  void plainHttp_onTheTlsPort_is400() throws Exception {
    try (TestServer server = start(TestServer::echo);
        RawClient client =
            new RawClient(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
      assertThat(client.send(GET).read().status()).isEqualTo(400);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void oldVersions_areRefused() throws Exception {
    try (TestServer server = start(TestServer::echo)) {
      byte[] hello = new byte[50];
      hello[0] = 22;
      hello[1] = 3;
      hello[2] = 1;
      hello[4] = 45;
      hello[5] = 1;
      hello[8] = 41;
      hello[9] = 3;
      hello[10] = 1;
      try (RawClient client =
          new RawClient(new Socket(InetAddress.getLoopbackAddress(), server.port()))) {
        byte[] answer = client.send(hello).readAll();
        assertThat(answer).hasSizeLessThan(20);
      }
    }
  }

  @Test
  void reload_filesChange_newConnectionsSeeTheNewCertificate() throws Exception {
    Tls tls = Tls.load(config, List.of("http/1.1"), new SecureRandom());
    var before = tls.context();
    tls.look();
    assertThat(tls.context()).isSameAs(before);
    use("second", "second");
    tls.look();
    assertThat(tls.context()).isNotSameAs(before);
  }

  @Test
  void reload_overASocket_newConnectionsSeeTheNewCertificate() throws Exception {
    try (TestServer server = start(TestServer::echo)) {
      assertThat(subject(server.port())).contains("first.test");
      use("second", "second");
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> subject(server.port()).contains("second.test"));
    }
  }

  private static String subject(int port) throws IOException, GeneralSecurityException {
    try (SSLSocket socket = connect(trusting(), port)) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  @Test
  void reload_filesUnusable_oldCertificateStays() throws Exception {
    Tls tls = Tls.load(config, List.of("http/1.1"), new SecureRandom());
    var before = tls.context();
    Files.writeString(certificate, "not a certificate");
    tls.look();
    assertThat(tls.context()).isSameAs(before);
    use("second", "first");
    tls.look();
    assertThat(tls.context()).isSameAs(before);
    use("second", "second");
    tls.look();
    assertThat(tls.context()).isNotSameAs(before);
  }

  /** As where a file was unreadable at first, or the rest of it came in the same moment. */
  @Test
  void look_unusableFilesBecomeUsable_areTakenUpThoughTheyLookTheSame() throws Exception {
    Tls tls = Tls.load(config, List.of("http/1.1"), new SecureRandom());
    var before = tls.context();
    use("second", "second");
    byte[] right = Files.readAllBytes(key);
    Files.write(key, new byte[right.length]);
    FileTime time = FileTime.from(Instant.ofEpochSecond(3_000_000));
    Files.setLastModifiedTime(key, time);
    tls.look();
    assertThat(tls.context()).isSameAs(before);

    Files.write(key, right);
    Files.setLastModifiedTime(key, time);
    tls.look();
    assertThat(tls.context()).isNotSameAs(before);
  }

  /** As where they are links into a folder of the newest files, which a tool has unpacked. */
  @Test
  void look_otherFilesOfTheSameAge_areTakenUp() throws Exception {
    FileTime time = FileTime.from(Instant.ofEpochSecond(3_000_000));
    Files.setLastModifiedTime(certificate, time);
    Files.setLastModifiedTime(key, time);
    Tls tls = Tls.load(config, List.of("http/1.1"), new SecureRandom());
    var before = tls.context();
    Files.move(certificate, folder.resolve("old.crt.pem"));
    Files.move(key, folder.resolve("old.key.pem"));
    use("second", "second");
    Files.setLastModifiedTime(certificate, time);
    Files.setLastModifiedTime(key, time);
    tls.look();
    assertThat(tls.context()).isNotSameAs(before);
  }

  private void cannotBegin(String... expected) {
    assertThatThrownBy(() -> Tls.load(config, List.of("http/1.1"), new SecureRandom()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(expected)
        .hasMessageNotContaining("Exception")
        .hasNoCause();
  }

  @Test
  void load_badFiles_saysWhichAndWhatToDo() throws Exception {
    Files.writeString(key, "nonsense");
    cannotBegin(key + " (tls.key) holds no private key", "openssl pkcs8");
    use("first", "second");
    cannotBegin("is not the one of the certificate in " + certificate + " (tls.certificate)");
    use("first", "first");
    Files.writeString(certificate, "nonsense");
    cannotBegin(certificate + " (tls.certificate) holds no certificate", "BEGIN CERTIFICATE");
    Files.delete(certificate);
    cannotBegin("there is no file " + certificate + " (tls.certificate): put it there");
    Files.createDirectory(certificate);
    cannotBegin(certificate + " (tls.certificate) is a folder");
    Files.delete(certificate);
    copy("/tls/first.crt.pem", certificate);
    Files.delete(key);
    assertThat(new ProcessBuilder("mkfifo", key.toString()).start().waitFor()).isZero();
    cannotBegin(key + " (tls.key) is a pipe or a device: name a file");
  }

  /** A file that is away is looked for every five seconds. */
  @Test
  void look_fileIsAway_saysSoOnceAndAgainOnRequest() throws Exception {
    Tls tls = Tls.load(config, List.of("http/1.1"), new SecureRandom());
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Tls.class);
    said.start();
    logger.addAppender(said);
    try {
      Files.delete(key);
      tls.look();
      tls.look();
      assertThat(said.list).hasSize(1);
      assertThat(said.list.get(0).getFormattedMessage())
          .isEqualTo(
              "the old certificate stays in use: there is no file "
                  + key
                  + " (tls.key): put it there, or name another");
      assertThat(tls.reload()).startsWith("there is no file " + key);
      assertThat(said.list).hasSize(2);
      use("first", "first");
      assertThat(tls.reload()).isEmpty();
    } finally {
      logger.detachAppender(said);
    }
  }

  @Test
  void handshake_untrustedByTheClient_harmsNobody() throws Exception {
    try (TestServer server = start(TestServer::echo)) {
      try (SSLSocket socket = connect(SSLContext.getDefault(), server.port())) {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
      }
      try (SSLSocket socket = connect(trusting(), server.port());
          RawClient client = new RawClient(socket)) {
        assertThat(client.send(GET).read().status()).isEqualTo(200);
      }
    }
  }
}
