package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: when a rollout is aborted, the last browser is on the stable version after the
 * edge's max-age and the browser's, one after the other, and no later (60 s + 60 s by default; 2 s
 * + 2 s here).
 */
final class AbortReachesBrowsersTest {
  private static final String LOADER = "/-/loader/abort/latest.js";
  private static final int MAX_AGE = 2;

  @TempDir private Path folder;

  private static void publish(OriginProcess origin, String version, String state) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("index.js"));
      zip.write(("window.Abort='" + version + "'").getBytes(StandardCharsets.UTF_8));
    }
    HttpResponse<byte[]> answer =
        origin.api(
            "PUT", "/widgets/abort/versions/" + version + "?state=" + state, bytes.toByteArray());
    assertThat(answer.statusCode()).isEqualTo(201);
  }

  private static void call(OriginProcess origin, String method, String path, String json)
      throws Exception {
    HttpResponse<byte[]> answer =
        origin.api(method, "/widgets/abort" + path, json.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
  }

  @Test
  void abort_behindNginx_isSeenWithinBothMaxAges() throws Exception {
    assumeTrue(EdgeProcess.Kind.NGINX.installed(), EdgeProcess.Kind.NGINX.missing());
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"));
        EdgeProcess edge =
            EdgeProcess.start(EdgeProcess.Kind.NGINX, folder.resolve("nginx"), origin.delivery())) {
      publish(origin, "1.0.0", "released");
      publish(origin, "1.1.0", "staged");
      call(
          origin,
          "PUT",
          "/settings",
          "{\"cacheControl\":{\"loader\":\"public, max-age=%d\"}}".formatted(MAX_AGE));
      call(origin, "PUT", "/rollout", "{\"version\":\"1.1.0\"}");
      KeptAliveSocket.Reply before = edge.get(LOADER);
      assertThat(before.text()).contains("1.1.0");
      assertThat(before.field("Cache-Control")).isEqualTo("public, max-age=" + MAX_AGE);

      call(origin, "PATCH", "/rollout", "{\"action\":\"abort\"}");
      // Nobody asks the edge meanwhile: what it then hands out must not be what it has.
      // nginx counts in whole seconds, so what it stored may live up to one second longer.
      Duration beyond = Duration.ofMillis(1000 * (MAX_AGE + 1) + 200);
      Awaitility.await().pollDelay(beyond).atMost(Duration.ofSeconds(30)).until(() -> true);
      KeptAliveSocket.Reply after = edge.get(LOADER);
      assertThat(after.text()).contains("1.0.0").doesNotContain("1.1.0");
      assertThat(after.field("X-Cache")).isIn("EXPIRED", "MISS", "REVALIDATED");
      assertThat(edge.get("/abort/latest/index.js").field("X-Resolved-Version")).isEqualTo("1.0.0");
    }
  }
}
