package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.Main;
import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.cli.serve.Servers;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.http.TestCertificate;
import dev.widgetorigin.store.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise: commands go through the proxy that the environment names, and say so. */
@Timeout(120)
final class ProxyTest {
  /** No name server knows it: only the proxy can reach it. */
  private static final String SERVER = "http://origin.test:8081";

  @TempDir Path folder;

  private static CliRun run(Map<String, String> variables, String... arguments) {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("WIDGET_ORIGIN_TOKEN", "t0k3n");
    return CliRun.of(environment, arguments);
  }

  @Test
  void list_throughAProxyThatWantsAUser_isAnswered() {
    try (TestOrigin origin = TestOrigin.start(folder, Map.of());
        FakeProxy proxy = FakeProxy.to(URI.create(origin.controlUrl()).getPort())) {
      Map<String, String> environment =
          Map.of(
              "HTTP_PROXY",
              "http://ana:s3cret@" + proxy.address(),
              "WIDGET_ORIGIN_TOKEN",
              TestOrigin.ADMIN);
      CliRun run = CliRun.of(environment, "list", "--json", "--server", SERVER);

      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.json().path("widgets").isArray()).isTrue();
      assertThat(proxy.heads).hasSize(1);
      assertThat(proxy.heads.get(0).get(0))
          .isEqualTo("GET " + SERVER + "/-/api/v1/widgets HTTP/1.1");
      assertThat(proxy.heads.get(0)).contains("Proxy-Authorization: Basic YW5hOnMzY3JldA==");
    }
  }

  @Test
  void list_serverThatNoProxyNames_isAskedDirectly() {
    try (FakeProxy proxy = FakeProxy.answering("200 OK")) {
      CliRun run =
          run(
              Map.of("HTTP_PROXY", "http://" + proxy.address(), "NO_PROXY", ".test"),
              "list",
              "--server",
              SERVER);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains("there is no host origin.test");
      assertThat(proxy.heads).isEmpty();
    }
  }

  @Test
  void list_proxyThatWantsAUser_saysWhatToSet() {
    try (FakeProxy proxy = FakeProxy.answering("407 Proxy Authentication Required")) {
      String address = proxy.address();
      assertThat(run(Map.of("HTTP_PROXY", "http://" + address), "list", "--server", SERVER).err())
          .contains(
              "the proxy http://" + address + " (HTTP_PROXY) wants to know who asks",
              "HTTP_PROXY=http://<user>:<password>@" + address);
      assertThat(
              run(
                      Map.of("HTTPS_PROXY", "http://" + address),
                      "list",
                      "--server",
                      "https://origin.test")
                  .err())
          .contains("wants to know who asks", "HTTPS_PROXY=http://<user>:<password>@" + address);
      assertThat(
              run(Map.of("HTTP_PROXY", "http://a:s3cret@" + address), "list", "--server", SERVER)
                  .err())
          .contains("does not take the user and the password")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void list_proxyThatRefuses_isNamed() {
    try (FakeProxy proxy = FakeProxy.answering("403 Forbidden")) {
      for (String scheme : List.of("http", "https")) {
        CliRun run =
            run(
                Map.of("ALL_PROXY", "http://" + proxy.address()),
                "list",
                "--server",
                scheme + "://origin.test");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
            .contains("the proxy http://" + proxy.address() + " (ALL_PROXY)", "NO_PROXY", "403")
            .doesNotContain("Exception");
      }
    }
  }

  @Test
  void list_proxyThatIsNotThere_isNamed() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Map<String, String> gone = Map.of("HTTP_PROXY", "127.0.0.1:" + port);
    assertThat(run(gone, "list", "--server", SERVER).err())
        .contains("the proxy http://127.0.0.1:" + port + " (HTTP_PROXY) does not answer");
    Map<String, String> unknown = Map.of("HTTP_PROXY", "proxy.test:3128");
    assertThat(run(unknown, "list", "--server", SERVER).err())
        .contains("there is no host proxy.test", "HTTP_PROXY");
  }

  @Test
  void import_goesThroughTheProxyToo() {
    try (FakeProxy proxy = FakeProxy.answering("403 Forbidden");
        TestOrigin origin = TestOrigin.start(folder, Map.of())) {
      Map<String, String> environment =
          Map.of(
              "HTTP_PROXY",
              "http://" + proxy.address(),
              "WIDGET_ORIGIN_TOKEN",
              TestOrigin.ADMIN,
              "WIDGET_ORIGIN_SERVER",
              origin.controlUrl());
      CliRun run =
          CliRun.of(environment, "import", "npm:chat", "--registry", "http://registry.test");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains("http://registry.test/chat answered 403 through the proxy http://");
      assertThat(proxy.heads).hasSize(1);
      assertThat(proxy.heads.get(0).get(0)).isEqualTo("GET http://registry.test/chat HTTP/1.1");
    }
  }

  /** Its own chain of credentials must not look for a role of this machine. */
  private static void withKeys(Runnable test) {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    try {
      test.run();
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
  }

  private static CliRun importFrom(Map<String, String> proxies, String... endpoint) {
    Map<String, String> environment = new HashMap<>(proxies);
    environment.put("WIDGET_ORIGIN_SERVER", "http://127.0.0.1:9");
    List<String> words =
        new ArrayList<>(List.of("import", "s3://bucket/w", "--widget", "chat", "--dry-run"));
    words.addAll(List.of(endpoint));
    return CliRun.of(environment, words.toArray(new String[0]));
  }

  @Test
  void import_ofABucket_goesThroughTheProxyThatTheRulesName() {
    withKeys(
        () -> {
          try (FakeProxy proxy = FakeProxy.answering("403 Forbidden")) {
            String url = "http://" + proxy.address();
            CliRun run =
                importFrom(
                    Map.of("HTTP_PROXY", url),
                    "--region",
                    "us-east-1",
                    "--endpoint",
                    "http://s3.test");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("403", "through the proxy " + url + " (HTTP_PROXY)");
            assertThat(proxy.heads).isNotEmpty();
            assertThat(proxy.heads.get(0).get(0)).startsWith("GET http://s3.test/bucket?");

            proxy.heads.clear();
            run = importFrom(Map.of("https_proxy", url), "--region", "eu-central-1");
            assertThat(run.err()).contains("through the proxy " + url + " (HTTPS_PROXY)");
            assertThat(proxy.heads.get(0))
                .contains("CONNECT bucket.s3.eu-central-1.amazonaws.com:443 HTTP/1.1");
          }
        });
  }

  private Map<String, String> store(String endpoint, Map<String, String> proxies) {
    Map<String, String> environment = new HashMap<>(proxies);
    environment.put("WIDGET_ORIGIN_STORE_PATH", folder.resolve("node").toString());
    environment.put("WIDGET_ORIGIN_STORE_URL", "s3://bucket/store");
    environment.put("WIDGET_ORIGIN_STORE_S3_ENDPOINT", endpoint);
    environment.put("WIDGET_ORIGIN_STORE_S3_REGION", "us-east-1");
    environment.put("WIDGET_ORIGIN_DELIVERY_PORT", "0");
    environment.put("WIDGET_ORIGIN_CONTROL_PORT", "0");
    return environment;
  }

  /** By the same rules as a bucket that is imported, and not by those of the AWS SDK. */
  @ParameterizedTest
  @ValueSource(strings = {"verify", "gc --delete", "doctor", "copy s3://bucket/a DIR"})
  void storeInABucket_isReachedThroughTheProxyThatTheRulesName(String command) {
    String[] words = command.replace("DIR", folder.resolve("copy").toString()).split(" ", -1);
    withKeys(
        () -> {
          try (FakeProxy proxy = FakeProxy.answering("403 Forbidden")) {
            String url = "http://" + proxy.address();
            CliRun run = CliRun.of(store("http://s3.test", Map.of("http_proxy", url)), words);
            assertThat(run.code()).isEqualTo(1);
            assertThat(proxy.heads).isNotEmpty();
            assertThat(proxy.heads.get(0).get(0)).contains(" http://s3.test/bucket");

            proxy.heads.clear();
            run = CliRun.of(store("http://127.0.0.1:9", Map.of("ALL_PROXY", url)), "verify");
            assertThat(run.code()).isEqualTo(1);
            assertThat(proxy.heads).isEmpty();
          }
        });
  }

  @Test
  void origin_overABucket_reachesItThroughTheProxyThatTheRulesName() {
    withKeys(
        () -> {
          try (FakeProxy proxy = FakeProxy.answering("403 Forbidden")) {
            Map<String, String> environment =
                store("http://s3.test", Map.of("HTTP_PROXY", "http://" + proxy.address()));
            OriginConfig config = ConfigLoader.load(null, environment, Map.of());
            assertThatThrownBy(() -> Servers.start(config, CliRun.terminal(environment), null))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("in bucket bucket: 403");
            assertThat(proxy.heads).isNotEmpty();
            assertThat(proxy.heads.get(0).get(0)).contains(" http://s3.test/bucket");
          }
        });
  }

  @Test
  void import_ofABucketThatNoProxyNames_isAskedDirectly() {
    withKeys(
        () -> {
          try (FakeProxy proxy = FakeProxy.answering("403 Forbidden")) {
            Map<String, String> proxies =
                Map.of("ALL_PROXY", "http://" + proxy.address(), "NO_PROXY", "s3.test");
            // Nothing listens on that port of the loopback address, and no name server knows
            // s3.test.
            for (String endpoint : List.of("http://127.0.0.1:9", "http://s3.test:9")) {
              CliRun run = importFrom(proxies, "--endpoint", endpoint);
              assertThat(run.code()).isEqualTo(1);
              assertThat(run.err()).contains("S3 could not list").doesNotContain("proxy");
            }
            assertThat(proxy.heads).isEmpty();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://127.0.0.1:9", "https://127.0.0.1:9"})
  void import_ofABucketThroughWhatIsNoHttpProxy_isRefused(String proxy) {
    withKeys(
        () -> {
          CliRun run = importFrom(Map.of("ALL_PROXY", proxy), "--endpoint", "http://s3.test");
          assertThat(run.code()).isEqualTo(1);
          assertThat(run.err()).contains("ALL_PROXY: expected a proxy such as http://");
        });
  }

  /** As far as TLS: this Java trusts nobody who vouches for the certificate of a test. */
  @Test
  void list_tunnelThroughAProxy_reachesTheServer() {
    var tls = TestCertificate.in(folder);
    Map<String, String> settings =
        Map.of("tls.certificate", tls.certificate().toString(), "tls.key", tls.key().toString());
    try (TestOrigin origin = TestOrigin.start(folder.resolve("store"), settings);
        FakeProxy proxy = FakeProxy.to(URI.create(origin.deliveryUrl()).getPort())) {
      CliRun run =
          run(
              Map.of("HTTPS_PROXY", "http://" + proxy.address()),
              "list",
              "--server",
              "https://origin.test");
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .contains("the certificate of https://origin.test is of nobody whom Java trusts")
          .contains("through the proxy http://" + proxy.address() + " (HTTPS_PROXY)");
      assertThat(proxy.heads).hasSize(1);
      assertThat(proxy.heads.get(0))
          .contains("CONNECT origin.test:443 HTTP/1.1")
          .noneMatch(line -> line.contains("t0k3n"));
    }
  }

  /** In a process of its own: Java reads once whether a tunnel may be asked for with a password. */
  @Test
  void list_tunnelThroughAProxyThatWantsAUser_namesTheUserToTheProxyAlone() throws Exception {
    try (FakeProxy proxy = FakeProxy.answering("403 Forbidden")) {
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              Main.class.getName(),
              "list",
              "--server",
              "https://origin.test");
      builder.environment().put("HTTPS_PROXY", "http://ana:s3cret@" + proxy.address());
      builder.environment().put("WIDGET_ORIGIN_TOKEN", "t0k3n");
      builder.redirectErrorStream(true);
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

      assertThat(process.exitValue()).as(said).isEqualTo(1);
      assertThat(proxy.heads).hasSize(1);
      assertThat(proxy.heads.get(0).get(0)).isEqualTo("CONNECT origin.test:443 HTTP/1.1");
      assertThat(proxy.heads.get(0))
          .contains("Proxy-Authorization: Basic YW5hOnMzY3JldA==")
          .noneMatch(line -> line.contains("t0k3n"));
      assertThat(said).contains("403", "(HTTPS_PROXY)").doesNotContain("s3cret");
    }
  }

  @Test
  void doctor_saysWhichProxyIsUsed() {
    Map<String, String> environment =
        Map.of(
            "HTTPS_PROXY",
            "http://ana:s3cret@proxy.test:3128",
            "NO_PROXY",
            "a.test",
            "WIDGET_ORIGIN_STORE_PATH",
            folder.resolve("store").toString());
    assertThat(run(environment, "doctor").out())
        .contains(
            "https: http://proxy.test:3128 (HTTPS_PROXY); http: none; never for NO_PROXY: a.test")
        .doesNotContain("s3cret");
    CliRun bad = run(Map.of("HTTPS_PROXY", "socks5://proxy.test"), "doctor");
    assertThat(bad.out()).contains("warn proxy", "HTTPS_PROXY: expected a proxy such as");
  }
}
