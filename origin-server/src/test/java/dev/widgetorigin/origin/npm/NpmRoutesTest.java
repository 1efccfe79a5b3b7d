package dev.widgetorigin.origin.npm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld;
import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.control.ApiRoute;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: a publish by npm says that it is worked on long before a client gives up. How it
 * says so is {@code Http1ConnectionTest}'s matter.
 */
final class NpmRoutesTest {
  /** yarn 1 waits for so long without a word. */
  private static final Duration LEAST_PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void publish_saysProcessing_twiceBeforeAnyClientGivesUp() throws Exception {
    try (ControlWorld world = new ControlWorld(folder)) {
      List<ApiRoute> table =
          NpmRoutes.table(
              world.store,
              world.publisher,
              world.tokens,
              world.access,
              request -> null,
              null,
              LimitsConfig.DEFAULTS,
              () -> world.now);
      List<ApiRoute> saying = table.stream().filter(row -> row.processingEvery() != null).toList();
      assertThat(saying).extracting(ApiRoute::change).containsExactly("npm-publish");
      assertThat(saying.get(0).processingEvery().multipliedBy(2)).isLessThan(LEAST_PATIENCE);
    }
  }
}
