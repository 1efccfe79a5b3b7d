package dev.widgetorigin.origin.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.purge.client.EdgeClient;
import dev.widgetorigin.origin.purge.provider.RecordingServer;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A public host is looked at though something goes wrong in a way that nobody foresaw. */
final class EdgeWatchTest {
  private static final WidgetName BAD = WidgetName.parse("a-bad-one");

  @TempDir Path folder;

  /** The manifests of one widget cannot be read, and not in the way that is expected of a store. */
  private static Store sick(Store store) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("manifest") && arguments[0].equals(BAD)) {
                throw new IllegalStateException("a test");
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void look_thatThrows_keepsNoOtherAliasFromBeingLookedAt() {
    Clocks clocks = new Clocks(Instant::now, System::nanoTime);
    try (PurgeWorld world = new PurgeWorld(folder);
        RecordingServer host =
            new RecordingServer(
                (seen, exchange) -> {
                  exchange.getResponseHeaders().add("X-Resolved-Version", "1.0.0");
                  RecordingServer.send(exchange, 200, "x");
                });
        EdgeWatch watch =
            new EdgeWatch(
                host.url(),
                "look-test",
                Duration.ofMinutes(1),
                new EdgeClient(Duration.ofSeconds(10)),
                new PurgePlanner(Map.of()),
                sick(world.store),
                clocks)) {
      watch.start();
      assertThat(world.commit(PurgeWorld.published(BAD, "1.0.0", ReleaseState.RELEASED)))
          .isNotNull();
      assertThat(world.commit(PurgeWorld.published("1.0.0"))).isNotNull();

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(watch.status(PurgeWorld.CHAT).seen())
                      .isNotEmpty()
                      .allMatch(seen -> seen.rightSince() != null));
      assertThat(watch.status(BAD).seen())
          .isNotEmpty()
          .allMatch(seen -> seen.problem().contains("the origin made a mistake"));
    }
  }
}
