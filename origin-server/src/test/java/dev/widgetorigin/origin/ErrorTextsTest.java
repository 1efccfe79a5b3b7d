package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors repeat what was asked, of every part of an origin; no tag comes back as one. */
final class ErrorTextsTest {
  private static final String TAG = "%3Cimg%20src=x%20onerror=alert(1)%3E";

  @TempDir static Path folder;
  private static TestOrigin origin;

  @BeforeAll
  static void start() {
    origin = TestOrigin.start(folder.resolve("store"), Map.of());
    byte[] bundle = TestOrigin.zip(Map.of("index.js", "1"));
    assertThat(origin.call("PUT", "/widgets/w/versions/1.0.0", bundle).statusCode()).isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delivery /TAG/v1/a.js",
        "delivery /w/TAG/a.js",
        "delivery /w/v1.0.0/TAG",
        "delivery /w/v1.0.0/TAG?meta",
        "delivery /-/loader/TAG.js",
        "delivery /-/loader/w/TAG.js",
        "delivery /-/importmap/w/TAG.json",
        "delivery /-/TAG",
        "control /-/api/v1/TAG",
        "control /-/api/v1/widgets/TAG",
        "control /-/api/v1/widgets/w/aliases/TAG",
        "control /-/api/v1/widgets/w/versions/TAG",
        "control /-/npm/TAG",
        "control /-/npm/w/TAG",
        "control /TAG"
      })
  void error_ofWhatHasATagInIt_hasNone(String asked) {
    int blank = asked.indexOf(' ');
    String server = asked.startsWith("delivery") ? origin.deliveryUrl() : origin.controlUrl();
    HttpResponse<String> answer =
        TestOrigin.send(
            HttpRequest.newBuilder(
                    URI.create(server + asked.substring(blank + 1).replace("TAG", TAG)))
                .header("Authorization", "Bearer " + TestOrigin.ADMIN),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isBetween(400, 499);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).contains("json");
    assertThat(answer.body()).doesNotContain("<", ">");
  }
}
