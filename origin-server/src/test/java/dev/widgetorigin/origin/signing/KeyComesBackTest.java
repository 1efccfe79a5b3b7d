package dev.widgetorigin.origin.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.AssetHandler;
import dev.widgetorigin.origin.delivery.DeliveryEvents;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.loader.LoaderHandler;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.signing.SigningKey;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the origin makes while its key cannot be read has no signature, and pages that ask for one
 * do not run it: so it is made anew once the key is there, whatever has been asked for meanwhile.
 */
final class KeyComesBackTest {
  private static final String STUB = "/w/v1/w.mjs";
  private static final String LOADER = "/-/loader/w/v1.js";

  @TempDir Path folder;
  private long nanos;
  private Path file;
  private DeliveryWorld world;
  private AssetHandler assets;
  private LoaderHandler loaders;

  @BeforeEach
  void open() throws IOException {
    file = Files.writeString(folder.resolve("key.pem"), "half a key");
    world = new DeliveryWorld(folder.resolve("store"));
    world.publish(
        "w", "1.0.0", ReleaseState.RELEASED, "w.mjs", Map.of("w.mjs", "export default 1"));
    world.commit(
        new Change.SettingsChanged(
            WidgetName.parse("w"),
            new WidgetSettings(WidgetSettings.AliasMode.STUB, null, null, null, null, null, null)));
    OriginKey key = new OriginKey(file, new SecureRandom(), () -> nanos);
    assets =
        new AssetHandler(
            world.store,
            OriginConfig.DEFAULTS,
            world.executor,
            world.timer,
            () -> world.now,
            DeliveryEvents.NONE,
            key);
    loaders =
        new LoaderHandler(world.store, OriginConfig.DEFAULTS, world.executor, 64, world.timer, key);
  }

  @AfterEach
  void close() {
    assets.close();
    world.close();
  }

  private static String signature(Handler handler, String target) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler.handle(FakeRequest.of(Method.GET, target), reply::complete);
    Answer answer = Answer.of(reply.orTimeout(DeliveryWorld.PATIENCE, TimeUnit.SECONDS).join());
    assertThat(answer.status()).as(target).isEqualTo(200);
    return answer.header("Signature");
  }

  @Test
  void stubAndLoader_madeWithoutTheKey_areSignedOnceItIsThere() throws IOException {
    assertThat(signature(assets, STUB)).isNull();
    assertThat(signature(loaders, LOADER)).isNull();
    Files.delete(file);
    SigningKey.generate(new SecureRandom()).write(file);
    nanos += OriginKey.AGAIN.toNanos();

    assertThat(signature(assets, STUB)).startsWith("wo=:");
    assertThat(signature(loaders, LOADER)).startsWith("wo=:");
  }
}
