package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.body.PeerBlobs;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory that is short for a moment costs nobody an answer, then or later. */
final class ShortMemoryTest {
  private static final String CONTENT = "let memory;".repeat(20);

  @TempDir Path folder;
  private DeliveryWorld world;
  private ObservedStore store;
  private AssetHandler handler;

  @BeforeEach
  void open() {
    world = new DeliveryWorld(folder.resolve("store"));
    world.publish("w", "1.0.0", ReleaseState.RELEASED, "w.js", Map.of("w.js", CONTENT));
    store = new ObservedStore(world.store);
    handler =
        world.handlerOver(store, OriginConfig.DEFAULTS, new ClientQueue(world.executor, 4096));
  }

  @AfterEach
  void close() {
    handler.close();
    world.close();
    assertThat(handler.cacheFigures().bytes()).isZero();
  }

  private Answer get(String target) throws Exception {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler.handle(FakeRequest.of(Method.GET, target), reply::complete);
    return Answer.of(reply.get(DeliveryWorld.PATIENCE, TimeUnit.SECONDS));
  }

  static Stream<Supplier<Error>> errors() {
    return Stream.of(
        () -> new OutOfMemoryError("Cannot reserve 8192 bytes of direct buffer memory"),
        () -> new StackOverflowError("deep"),
        () -> new NoClassDefFoundError("gone"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void load_thatFailedWithAnError_isAnsweredThenAndLater(Supplier<Error> error) throws Exception {
    store.error = error.get();
    Answer first = get("/w/v1.0.0/w.js");
    assertThat(first.status()).isEqualTo(503);
    assertThat(first.header("Retry-After")).isNotNull();
    assertThat(get("/w/v1.0.0/w.js").status()).isEqualTo(503);

    store.error = null;
    assertThat(get("/w/v1.0.0/w.js").text()).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @MethodSource("errors")
  void blobForAPeer_thatFailedWithAnError_isAnswered(Supplier<Error> error) throws Exception {
    AssetHandler among =
        world.handlerOver(
            store, Configs.withPeers("http://127.0.0.1:1"), new ClientQueue(world.executor, 4096));
    store.error = error.get();
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    String path = PeerBlobs.PREFIX + world.entry("1.0.0", "w.js").digest();
    among.blobs().handle(FakeRequest.of(Method.GET, path), reply::complete);
    assertThat(reply.get(DeliveryWorld.PATIENCE, TimeUnit.SECONDS).status()).isEqualTo(503);
    among.close();
  }
}
