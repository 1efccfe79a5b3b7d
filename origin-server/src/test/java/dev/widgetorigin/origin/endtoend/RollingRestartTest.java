package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.ProxyProgram;
import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.http.TestCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: three nodes behind nginx, with the configuration in {@code deploy/}, are replaced
 * one after the other, and nobody who asks for files meanwhile sees it. The short form of {@code
 * bench/rolling/run}. Each node has a copy of the store, so that no bucket is needed.
 */
final class RollingRestartTest {
  private static final int NODES = 3;
  private static final int CLIENTS = 2;
  private static final String TEXT = "console.log('the whole of it');\n".repeat(500);

  @TempDir Path folder;
  private final OriginProcess[] nodes = new OriginProcess[NODES];
  private final int[] ports = new int[NODES];
  private Process nginx;
  private volatile boolean enough;

  @AfterEach
  void stop() {
    if (nginx != null) {
      ProxyProgram.stop(nginx);
    }
    for (OriginProcess node : nodes) {
      if (node != null) {
        node.close();
      }
    }
  }

  private void start(int node) {
    nodes[node] =
        OriginProcess.start(
            folder.resolve("node" + node),
            Map.of(
                "WIDGET_ORIGIN_DELIVERY_PORT",
                Integer.toString(ports[node]),
                "WIDGET_ORIGIN_LOGS_ACCESS",
                "off"));
  }

  private void startAll(ExecutorService threads) throws Exception {
    List<Callable<Void>> starts = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      int node = i;
      ports[node] = ProxyProgram.freePort();
      starts.add(
          () -> {
            start(node);
            byte[] zip = TestOrigin.zip(Map.of("chat.js", TEXT));
            var answer = nodes[node].api("PUT", "/widgets/chat/versions/1.0.0", zip);
            assertThat(answer.statusCode()).isEqualTo(201);
            return null;
          });
    }
    for (Future<Void> each : threads.invokeAll(starts)) {
      each.get();
    }
  }

  /** Answers the URLs of its two ports: HTTP/1.1, and HTTP/2, which Java speaks over TLS only. */
  private List<URI> startNginx() throws Exception {
    Path place = Files.createDirectories(folder.resolve("nginx"));
    TlsConfig tls = TestCertificate.in(place);
    int plain = ProxyProgram.freePort();
    int secure = ProxyProgram.freePort();
    String http2 =
        "listen 127.0.0.1:%d ssl http2; ssl_certificate %s; ssl_certificate_key %s;"
            .formatted(secure, tls.certificate(), tls.key());
    nginx =
        ProxyProgram.nginx(
            place,
            "nginx-nodes.conf",
            Map.of(
                "127.0.0.1:8081 ", "127.0.0.1:" + ports[0] + " ",
                "127.0.0.1:8082 ", "127.0.0.1:" + ports[1] + " ",
                "127.0.0.1:8083 ", "127.0.0.1:" + ports[2] + " ",
                "listen 8000;", "listen 127.0.0.1:" + plain + ";",
                "listen 8001 http2;", http2,
                "/run/nginx.pid", place.resolve("pid").toString(),
                "/var/log/nginx/nodes.log", place.resolve("nodes.log").toString()));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !nginx.isAlive() || !ProxyProgram.isFree(secure));
    assertThat(nginx.isAlive()).as(Files.readString(place.resolve("out.log"))).isTrue();
    return List.of(
        URI.create("http://127.0.0.1:" + plain + "/chat/latest/chat.js"),
        URI.create("https://127.0.0.1:" + secure + "/chat/latest/chat.js"));
  }

  /** Asks again and again; answers how often. Whatever is not the whole file ends the test. */
  private int ask(URI url) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(TestCertificate.trusting()).build();
    boolean secure = url.getScheme().equals("https");
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(60))
            .build();
    int asked = 0;
    while (!enough) {
      HttpResponse<String> answer =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(TEXT);
      assertThat(answer.version()).isEqualTo(request.version().orElseThrow());
      asked++;
      // The node that starts needs a part of the machine.
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    return asked;
  }

  @Test
  void restart_oneNodeAfterTheOther_noRequestFails() throws Exception {
    assumeTrue(EdgeProcess.Kind.NGINX.installed(), EdgeProcess.Kind.NGINX.missing());
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      startAll(threads);
      List<Future<Integer>> asking = new ArrayList<>();
      for (URI url : startNginx()) {
        for (int i = 0; i < CLIENTS; i++) {
          asking.add(threads.submit(() -> ask(url)));
        }
      }
      for (int node = 0; node < NODES; node++) {
        assertThat(nodes[node].terminate()).as("exit code of node %d", node).isZero();
        start(node);
        assertThat(asking).as("a request failed").noneMatch(Future::isDone);
      }
      enough = true;
      for (Future<Integer> each : asking) {
        assertThat(each.get()).as("requests of a client").isGreaterThan(10);
      }
    } finally {
      enough = true;
      threads.shutdownNow();
    }
  }
}
