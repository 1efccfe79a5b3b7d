package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.TestOrigin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promise: an edge that runs the files in {@code deploy/} hides the operator's paths, and no
 * widget of a similar name.
 */
final class EdgeNamesTest {
  private static final String SCRIPT = "console.log('health');\n".repeat(40);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void widgetCalledHealth_isReached_andTheOriginsHealthIsNot(EdgeProcess.Kind kind)
      throws Exception {
    assumeTrue(kind.installed(), kind.missing());
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"));
        EdgeProcess edge = EdgeProcess.start(kind, folder.resolve("edge"), origin.delivery())) {
      byte[] zip = TestOrigin.zip(Map.of("health.js", SCRIPT));
      assertThat(origin.api("PUT", "/widgets/health/versions/1.0.0", zip).statusCode())
          .isEqualTo(201);
      for (String target :
          List.of(
              "/health/v1.0.0/health.js",
              "/health/latest/health.js",
              "/health@1/health.js",
              "/npm/health@1/health.js")) {
        assertThat(edge.get(target).text()).as(target).isEqualTo(SCRIPT);
      }
      assertThat(edge.get("/health/?meta").text()).contains("\"versions\"");
      for (String target : List.of("/health", "/health?meta", "/HEALTH", "//health", "/health;x")) {
        assertThat(edge.get(target).status()).as(target).isIn(400, 404);
      }
    }
  }
}
