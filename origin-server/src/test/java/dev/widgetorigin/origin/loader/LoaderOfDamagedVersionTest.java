package dev.widgetorigin.origin.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.DeliveryEvents;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.rollout.RolloutPlans;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Rollout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loader of an alias leaves a version that cannot be read, as the alias does. */
final class LoaderOfDamagedVersionTest {
  private static final WidgetName W = WidgetName.parse("w");
  private static final String ALIAS = "/-/loader/w/v1.js";

  @TempDir Path folder;
  @AutoClose private DeliveryWorld world;
  private LoaderHandler loaders;
  private final List<String> fallbacks = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() {
    reopen();
    world.publishSample("1.0.0").publishSample("1.1.0");
  }

  private void reopen() {
    world = new DeliveryWorld(folder.resolve("store"));
    loaders =
        new LoaderHandler(
            world.store,
            world.handler.broken(),
            new DeliveryEvents() {
              @Override
              public void versionFallback(WidgetName widget, Version broken, Version answered) {
                fallbacks.add(widget + " " + answered + " instead of " + broken);
              }
            },
            OriginConfig.DEFAULTS,
            Runnable::run,
            8,
            world.timer,
            OriginKey.NONE);
  }

  private Reply get(String path) {
    List<Reply> replies = new ArrayList<>();
    loaders.handle(FakeRequest.of(Method.GET, path), replies::add);
    assertThat(replies).hasSize(1);
    return replies.get(0);
  }

  private static void assertNames(Reply reply, String version, boolean fallback) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers().get("X-Resolved-Version")).isEqualTo(version);
    assertThat(reply.headers().get("X-Fallback")).isEqualTo(fallback ? "version" : null);
    assertThat(text(reply)).contains(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {ALIAS, "/-/loader/w.js", "/-/loader/w/%5E1.0.0.mjs"})
  void scriptIsLost_alias_namesTheNewestOlderVersionUntilItIsBack(String path) {
    assertNames(get(path), "1.1.0", false);
    assertThat(fallbacks).isEmpty();
    world.corrupt(world.entry("1.1.0", "widget.js").digest());
    assertThat(world.get("/w/v1.1.0/widget.js").status()).as("a page asks for it").isEqualTo(503);

    assertNames(get(path), "1.0.0", true);
    assertNames(get(path), "1.0.0", true);
    assertThat(fallbacks).as("when it is made").containsExactly("w 1.0.0 instead of 1.1.0");
    Reply exact = get("/-/loader/w/1.1.0.js");
    assertThat(text(exact)).contains("1.1.0");
    world.store.damaged().remove(W, Version.parse("1.1.0"));
    assertNames(get(path), "1.1.0", false);
  }

  @Test
  void manifestIsLost_alias_namesTheNewestOlderVersion() throws IOException {
    Path manifest = world.manifest("1.1.0");
    world.close();
    Files.delete(manifest);
    reopen();

    assertNames(get(ALIAS), "1.0.0", true);
    assertThat(fallbacks).containsExactly("w 1.0.0 instead of 1.1.0");
    assertThat(get("/-/loader/w/1.1.0.js").status()).isEqualTo(503);
    assertThat(world.get("/w/v1/widget.js").header("X-Resolved-Version")).isEqualTo("1.0.0");
  }

  private void rollOut(String version) {
    world.publish("w", version, ReleaseState.STAGED, "widget.js", Map.of("widget.js", "let w = 2"));
    world.commit(
        new Change.RolloutChanged(
            W,
            new Rollout.Running(
                RolloutPlans.of(version, 5_000, 0, null), 0, DeliveryWorld.PUBLISHED, "a test")));
    assertThat(text(get(ALIAS))).contains(version);
  }

  private static String text(Reply reply) {
    return ((Body.Memory) reply.body()).bytes().toString(StandardCharsets.UTF_8);
  }

  @Test
  void manifestOfARolloutIsLost_loader_offersOnlyTheStableVersion() throws IOException {
    rollOut("1.2.0");
    Path manifest = world.manifest("1.2.0");
    world.close();
    Files.delete(manifest);
    reopen();

    Reply reply = get(ALIAS);
    assertNames(reply, "1.1.0", false);
    assertThat(text(reply)).doesNotContain("1.2.0");
    assertThat(fallbacks).isEmpty();
  }

  @Test
  void scriptOfARolloutIsLost_loader_offersItAgainWhenItIsBack() {
    rollOut("1.2.0");
    world.corrupt(world.entry("1.2.0", "widget.js").digest());
    assertThat(world.get("/w/v1.2.0/widget.js").status()).as("a page asks for it").isEqualTo(503);

    assertNames(get(ALIAS), "1.1.0", false);
    assertThat(text(get(ALIAS))).doesNotContain("1.2.0");
    world.store.damaged().remove(W, Version.parse("1.2.0"));
    assertThat(text(get(ALIAS))).contains("1.2.0");
  }

  /** Another source of the loader may still have its files. */
  @Test
  void nothingOlder_alias_namesTheVersion() throws IOException {
    for (String version : List.of("1.0.0", "1.1.0")) {
      world.corrupt(world.entry(version, "widget.js").digest());
      assertThat(world.get("/w/v" + version + "/widget.js").status()).isEqualTo(503);
    }
    assertNames(get(ALIAS), "1.1.0", false);

    Path first = world.manifest("1.0.0");
    Path second = world.manifest("1.1.0");
    world.close();
    Files.delete(first);
    Files.delete(second);
    reopen();
    assertThat(get(ALIAS).status()).isEqualTo(503);
    assertThat(get(ALIAS).headers().get("Cache-Control")).isEqualTo("no-store");
    assertThat(fallbacks).isEmpty();
  }
}
