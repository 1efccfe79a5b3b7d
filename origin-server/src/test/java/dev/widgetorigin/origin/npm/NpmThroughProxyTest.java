package dev.widgetorigin.origin.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: npm publishes and installs through nginx with TLS, run with the file in {@code
 * deploy/}; an origin that trusts the proxy hands out https URLs.
 */
final class NpmThroughProxyTest {
  /** Over nginx's own limit of 1 MiB, also when packed. */
  private static final int LARGE = 2 << 20;

  @TempDir static Path folder;
  private static TestOrigin origin;
  private static ControlProxy proxy;
  private static NpmClient npm;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(NpmClient.present(), "no npm 10 or newer on this machine");
    assumeTrue(ControlProxy.installed(), "no nginx on this machine: apt install nginx");
    origin =
        TestOrigin.start(
            folder.resolve("store"),
            Map.of("control.trusted-proxies", "127.0.0.1", "logs.access", "file"));
    proxy = ControlProxy.start(folder.resolve("nginx"), URI.create(origin.controlUrl()));
    npm =
        new NpmClient(folder.resolve("home"), proxy.url() + "/-/npm/", TestOrigin.ADMIN)
            .trusting(proxy.certificate());
  }

  @AfterAll
  static void stop() {
    if (proxy != null) {
      proxy.close();
    }
    if (origin != null) {
      origin.close();
    }
  }

  @Test
  void publishAndInstall_throughTls_work() throws Exception {
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    Files.writeString(
        bundle.resolve("package.json"), "{\"name\":\"tls-chat\",\"version\":\"1.0.0\"}");
    byte[] random = new byte[LARGE];
    new Random(1).nextBytes(random);
    String script = "// " + Base64.getEncoder().encodeToString(random);
    Files.writeString(bundle.resolve("index.js"), script);

    done(bundle, "publish");

    assertThat(npm.run(bundle, "view", "tls-chat", "dist.tarball").out().strip())
        .isEqualTo(proxy.url() + "/-/npm/tls-chat/-/tls-chat-1.0.0.tgz");
    Path app = Files.createDirectories(folder.resolve("app"));
    Files.writeString(app.resolve("package.json"), "{\"name\":\"app\",\"version\":\"1.0.0\"}");
    done(app, "install", "tls-chat");
    assertThat(Files.readString(app.resolve("node_modules/tls-chat/index.js"))).isEqualTo(script);
    assertThat(Files.readString(app.resolve("package-lock.json"))).contains(proxy.url());
  }

  @Test
  void accessLog_callThroughTheProxy_namesItsClient() throws Exception {
    // As another proxy in front of this one would.
    assertThat(proxy.get("/-/npm/-/ping", "X-Forwarded-For", "203.0.113.9")).isEqualTo(200);
    // nginx adds the address it sees, which is trusted too: the one before it counts.
    // The log's folder is made with its first line.
    Awaitility.await()
        .ignoreException(NoSuchFileException.class)
        .untilAsserted(() -> assertThat(accessLog()).contains("203.0.113.9"));
  }

  @Test
  void privatePaths_throughTheProxy_areNotThere() throws Exception {
    for (String path :
        new String[] {"/metrics", "/health", "/-/livez", "/x", "//-/api/v1/widgets"}) {
      assertThat(proxy.get(path)).as(path).isIn(404, 401);
    }
    assertThat(proxy.get("/metrics")).isEqualTo(404);
    assertThat(proxy.get("/-/readyz")).isEqualTo(200);
  }

  @Test
  void tarballUrl_ofAnOriginThatTrustsNobody_isItsOwn() throws Exception {
    try (TestOrigin other = TestOrigin.start(folder.resolve("other"), Map.of());
        ControlProxy front =
            ControlProxy.start(folder.resolve("nginx2"), URI.create(other.controlUrl()))) {
      other.call(
          "PUT",
          "/widgets/w/versions/1.0.0",
          TestOrigin.zip(Map.of("package.json", "{}", "index.js", "1")));
      NpmClient client =
          new NpmClient(folder.resolve("home2"), front.url() + "/-/npm/", TestOrigin.ADMIN)
              .trusting(front.certificate());
      assertThat(client.run(folder, "view", "w", "dist.tarball").out()).startsWith("http://");
    }
  }

  @Test
  void tarballUrl_whereThePublicUrlIsSet_isThatWhateverIsAsked() throws Exception {
    try (TestOrigin other =
        TestOrigin.start(
            folder.resolve("named"),
            Map.of("control.public-url", "https://Control.example.com/widgets/"))) {
      other.call(
          "PUT",
          "/widgets/w/versions/1.0.0",
          TestOrigin.zip(Map.of("package.json", "{}", "index.js", "1")));
      NpmClient client =
          new NpmClient(folder.resolve("home3"), other.controlUrl() + "/-/npm/", TestOrigin.ADMIN);
      assertThat(client.run(folder, "view", "w", "dist.tarball").out().strip())
          .isEqualTo("https://control.example.com/widgets/-/npm/w/-/w-1.0.0.tgz");
    }
  }

  private static void done(Path where, String... arguments) throws Exception {
    NpmClient.Result result = npm.run(where, arguments);
    assertThat(result.exit()).as(result.toString()).isZero();
  }

  private static String accessLog() throws IOException {
    StringBuilder text = new StringBuilder();
    try (var files = Files.newDirectoryStream(folder.resolve("store/logs"), "access-*.jsonl")) {
      for (Path file : files) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
