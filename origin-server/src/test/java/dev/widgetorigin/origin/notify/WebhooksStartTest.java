package dev.widgetorigin.origin.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.SickCatalog;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks that cannot begin leave nothing running. */
final class WebhooksStartTest {
  private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  private static final OriginConfig CONFIG =
      ConfigLoader.loadOnly(
          Map.of(
              "notify.webhooks",
              "[{name: half-begun-one, url: 'http://127.0.0.1:9/', secret: HOOK},"
                  + " {name: half-begun-two, url: 'http://127.0.0.1:9/', secret: HOOK}]"));

  @TempDir Path folder;

  @Test
  void start_lastReceiverCannotBegin_leavesNoFollowerAndNoThread() {
    try (NodeStore store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false))) {
      SickCatalog catalog = new SickCatalog(store.catalog());
      catalog.followersLeft.set(1);

      assertThatThrownBy(
              () ->
                  Webhooks.start(
                      CONFIG,
                      catalog.in(store),
                      InstantSource.system(),
                      () -> 0.5,
                      secret -> SECRET))
          .hasMessage("a test");

      assertThat(store.catalog().followers())
          .extracting(Following.Status::name)
          .noneMatch(name -> name.contains("half-begun"));
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(Thread::isAlive)
          .extracting(Thread::getName)
          .noneMatch(name -> name.contains("half-begun"));
    }
  }
}
