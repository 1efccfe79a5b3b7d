package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A version that was left because something of it was lost: it comes back once all of it is there,
 * and no sooner. What is read elsewhere is read by the caller here.
 */
final class ComingBackTest {
  private static final WidgetName W = WidgetName.parse("w");
  private static final Version NEWER = Version.parse("1.1.0");

  @TempDir Path folder;
  private DeliveryWorld world;
  private Executor executor = Runnable::run;
  private AssetHandler handler;

  @BeforeEach
  void open() {
    world = new DeliveryWorld(folder.resolve("store"));
    for (String version : new String[] {"1.0.0", "1.1.0"}) {
      world.publish(
          "w",
          version,
          ReleaseState.RELEASED,
          "w.js",
          Map.of("w.js", "export default '" + version + "'", "w.css", ".v{} /* " + version + "*/"));
    }
    openHandler();
  }

  private void openHandler() {
    openHandler(OriginConfig.DEFAULTS);
  }

  private void openHandler(OriginConfig config) {
    handler =
        world.handlerOver(
            world.store, config, new ClientQueue(task -> executor.execute(task), 4096));
  }

  @AfterEach
  void close() {
    handler.close();
    world.close();
  }

  private Reply reply(String target) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler.handle(FakeRequest.of(Method.GET, target), reply::complete);
    return reply.orTimeout(DeliveryWorld.PATIENCE, TimeUnit.SECONDS).join();
  }

  private Answer get(String target) {
    return Answer.of(reply(target));
  }

  private String version(String target) {
    return get(target).header("X-Resolved-Version");
  }

  /** The first request after the pause has it looked at, the second sees what was found. */
  private void afterThePause() {
    world.now = world.now.plus(BrokenVersions.RETRY).plusSeconds(1);
    get("/w/v1/w.css");
  }

  private void restartWithout(Path file) throws IOException {
    handler.close();
    world.close();
    Files.delete(file);
    world = new DeliveryWorld(folder.resolve("store"));
    openHandler();
  }

  @Test
  void lostManifest_comesBackOnceItIsThere() throws IOException {
    Path manifest = world.manifest("1.1.0");
    byte[] right = Files.readAllBytes(manifest);
    restartWithout(manifest);
    assertThat(version("/w/v1/w.js")).isEqualTo("1.0.0");
    afterThePause();
    assertThat(version("/w/v1/w.js")).as("still lost").isEqualTo("1.0.0");
    Files.write(manifest, right);
    afterThePause();
    assertThat(version("/w/v1/w.js")).isEqualTo("1.1.0");
  }

  @Test
  void lostFile_comesBackOnceItIsThere() throws IOException {
    Path blob = world.blob(world.entry("1.1.0", "w.js").digest());
    byte[] right = Files.readAllBytes(blob);
    Files.delete(blob);
    assertThat(version("/w/v1/w.js")).isEqualTo("1.0.0");
    afterThePause();
    assertThat(version("/w/v1/w.js")).as("still lost").isEqualTo("1.0.0");
    Files.write(blob, right);
    afterThePause();
    assertThat(version("/w/v1/w.js")).isEqualTo("1.1.0");
  }

  /** The file that was missed first is back; another one is not. */
  @Test
  void oneOfTwoLostFiles_isNotEnough() throws IOException {
    Path script = world.blob(world.entry("1.1.0", "w.js").digest());
    Path style = world.blob(world.entry("1.1.0", "w.css").digest());
    byte[] right = Files.readAllBytes(script);
    byte[] rightStyle = Files.readAllBytes(style);
    Files.delete(script);
    Files.delete(style);
    assertThat(version("/w/v1/w.js")).isEqualTo("1.0.0");
    Files.write(script, right);
    afterThePause();
    assertThat(version("/w/v1/w.js")).isEqualTo("1.0.0");
    Files.write(style, rightStyle);
    afterThePause();
    assertThat(version("/w/v1/w.js")).isEqualTo("1.1.0");
  }

  /** Nobody has asked for a file of it, so nothing says what to look at first. */
  @Test
  void foundByACheck_comesBackOnceAllOfItIsThere() throws IOException {
    Path blob = world.blob(world.entry("1.1.0", "w.js").digest());
    byte[] right = Files.readAllBytes(blob);
    Files.delete(blob);
    assertThat(world.store.check(W, NEWER)).isPresent();
    assertThat(version("/w/v1/w.css")).isEqualTo("1.0.0");
    afterThePause();
    assertThat(version("/w/v1/w.css")).as("still lost").isEqualTo("1.0.0");
    Files.write(blob, right);
    afterThePause();
    assertThat(version("/w/v1/w.css")).isEqualTo("1.1.0");
  }

  /** A stub is made of the entry's text, so a lost entry is met before any content is sent. */
  @Test
  void lostEntryOfAStub_comesBackOnceItIsThere() throws IOException {
    world.commit(
        new Change.SettingsChanged(W, OneSetting.aliasMode(WidgetSettings.AliasMode.STUB)));
    Digest digest = world.entry("1.1.0", "w.js").digest();
    Path blob = world.blob(digest);
    byte[] right = Files.readAllBytes(blob);
    Files.delete(blob);
    assertThat(get("/w/v1/w.js").text()).contains("v1.0.0/w.js");
    afterThePause();
    assertThat(get("/w/v1/w.js").text()).as("still lost").contains("v1.0.0/w.js");
    Files.write(blob, right);
    afterThePause();
    assertThat(get("/w/v1/w.js").text()).contains("v1.1.0/w.js");
  }

  @Test
  void noThreadToReadAManifest_isBusyAndAnsweredAtOnce() throws IOException {
    Path manifest = world.manifest("1.1.0");
    byte[] right = Files.readAllBytes(manifest);
    restartWithout(manifest);
    Files.write(manifest, right);
    executor =
        task -> {
          throw new RejectedExecutionException("a test");
        };
    Answer busy = get("/w/v1/w.js");
    assertThat(busy.status()).isEqualTo(503);
    assertThat(busy.header("Cache-Control")).isEqualTo("no-store");
    executor = Runnable::run;
    assertThat(version("/w/v1/w.js")).isEqualTo("1.1.0");
  }

  @Test
  void noThreadToReadContent_isBusyAndAnsweredAtOnce() {
    get("/w/v1/w.css");
    executor =
        task -> {
          throw new RejectedExecutionException("a test");
        };
    assertThat(get("/w/v1/w.js").status()).isEqualTo(503);
    executor = Runnable::run;
    assertThat(version("/w/v1/w.js")).isEqualTo("1.1.0");
  }

  @Test
  void noPlaceForAnotherOpenFile_isBusyAndAnsweredAtOnce() {
    handler.close();
    openHandler(Configs.withCache(ConfigLoader.loadOnly(Map.of("limits.open-files", "16")), 0, 0));
    List<Reply> held = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      Map<String, String> files = Map.of("w.js", "export default '2." + i + "'");
      world.publish("w", "2.0." + i, ReleaseState.RELEASED, "w.js", files);
      held.add(reply("/w/v2.0." + i + "/w.js"));
    }
    // One client has half of all places.
    Reply busy = held.remove(8);
    assertThat(held).allMatch(each -> each.status() == 200);
    assertThat(busy.status()).isEqualTo(503);
    assertThat(Answer.of(busy).header("Cache-Control")).isEqualTo("no-store");
    held.remove(7).body().release();
    assertThat(get("/w/v2.0.9/w.js").status()).isEqualTo(200);
    held.forEach(each -> each.body().release());
  }

  @Test
  void importMaps_areAnsweredByTheirOwnHandler() {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler
        .importMaps()
        .handle(FakeRequest.of(Method.GET, "/-/importmap/w/v1.json"), reply::complete);
    Answer answer = Answer.of(reply.orTimeout(DeliveryWorld.PATIENCE, TimeUnit.SECONDS).join());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("/w/v1/w.js");
  }

  /** An eighth of the memory is for heads. */
  @Test
  void cacheFigures_limit_isWhatHeadsLeave() {
    long memory = OriginConfig.DEFAULTS.cache().memoryBytes();
    assertThat(handler.cacheFigures().limit()).isEqualTo(memory - memory / 8);
  }
}
