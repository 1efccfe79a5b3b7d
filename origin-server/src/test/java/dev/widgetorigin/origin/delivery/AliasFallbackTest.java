package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far an alias goes to find a version that can be read, and when it does not leave one. */
final class AliasFallbackTest {
  private static final int VERSIONS = 20;

  @TempDir Path folder;
  @AutoClose private DeliveryWorld world;

  @BeforeEach
  void open() {
    world = new DeliveryWorld(folder.resolve("store"));
  }

  private void publish(int versions) {
    for (int i = 0; i < versions; i++) {
      String version = "1.0." + i;
      world.publish(
          "w", version, ReleaseState.RELEASED, "w.js", Map.of("w.js", "let w = " + i + ";"));
    }
  }

  /** One request looks at 17 versions at most: then it is the store that is ill. */
  @Test
  void manyBroken_oneRequest_doesNotGoThroughAll() throws IOException {
    publish(VERSIONS);
    for (int i = 1; i < VERSIONS; i++) {
      Files.delete(world.blob(world.entry("1.0." + i, "w.js").digest()));
    }
    assertThat(world.get("/w/v1/w.js").status()).isEqualTo(503);
    assertThat(world.store.damaged().count()).isEqualTo(17);

    Answer next = world.get("/w/v1/w.js");
    assertThat(next.header("X-Resolved-Version")).isEqualTo("1.0.0");
    assertThat(world.store.damaged().count()).isEqualTo(VERSIONS - 1);
  }

  /** Manifests are out of reach, not lost: the version is not left. */
  @Test
  void unavailable_isNoReasonToLeaveAVersion() {
    publish(2);
    // Opened anew, it has no manifest in memory.
    world.close();
    world = new DeliveryWorld(folder.resolve("store"));
    ObservedStore store = new ObservedStore(world.store);
    try (AssetHandler handler =
        world.handlerOver(store, OriginConfig.DEFAULTS, new ClientQueue(world.executor, 4096))) {
      store.failing = true;
      assertThat(get(handler, "/w/v1/w.js").status()).isEqualTo(503);
      assertThat(get(handler, "/w/v1/w.js?meta").status()).isEqualTo(503);
      assertThat(store.damaged().count()).isZero();
      store.failing = false;
      Answer answer = get(handler, "/w/v1/w.js");
      assertThat(answer.header("X-Resolved-Version")).isEqualTo("1.0.1");
      assertThat(answer.header("X-Fallback")).isNull();
    }
  }

  private static Answer get(AssetHandler handler, String target) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    handler.handle(FakeRequest.of(Method.GET, target), reply -> answer.complete(Answer.of(reply)));
    return answer.orTimeout(DeliveryWorld.PATIENCE, TimeUnit.SECONDS).join();
  }
}
