package dev.widgetorigin.origin.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.SickCatalog;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.store.Following;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purging that cannot begin leaves nothing running. */
final class PurgesStartTest {
  private static final OriginConfig CONFIG =
      ConfigLoader.loadOnly(
          Map.of(
              "purge.targets",
              "[{type: varnish, name: half-begun, url: 'http://127.0.0.1:9'}]",
              "purge.check",
              "http://half-begun-one.example,http://half-begun-two.example"));

  @TempDir Path folder;

  @Test
  void start_lastHostCannotBegin_leavesNoFollowerAndNoThread() {
    try (PurgeWorld world = new PurgeWorld(folder)) {
      SickCatalog catalog = new SickCatalog(world.store.catalog());
      catalog.followersLeft.set(2);

      assertThatThrownBy(
              () ->
                  Purges.start(
                      CONFIG,
                      catalog.in(world.store),
                      InstantSource.system(),
                      System::nanoTime,
                      new SecureRandom(),
                      secret -> null))
          .hasMessage("a test");

      assertThat(world.store.catalog().followers())
          .extracting(Following.Status::name)
          .noneMatch(name -> name.contains("half-begun"));
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(Thread::isAlive)
          .extracting(Thread::getName)
          .noneMatch(name -> name.contains("half-begun"));
    }
  }
}
