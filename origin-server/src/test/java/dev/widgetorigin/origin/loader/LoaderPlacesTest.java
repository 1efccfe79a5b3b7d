package dev.widgetorigin.origin.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.DeliveryEvents;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A loader that cannot be begun is answered, and takes nobody's place for ever; one that nobody
 * asks for any more keeps nothing but itself.
 */
final class LoaderPlacesTest {
  private static final int PLACES = 8;

  /** More than the store keeps in memory for those that follow the log, each with its widget. */
  private static final int COMMITS_KEPT = 70;

  @TempDir Path folder;
  private DeliveryWorld world;
  private final List<Reply> replies = new ArrayList<>();

  @BeforeEach
  void open() {
    world = new DeliveryWorld(folder.resolve("store"));
    world.publishSample("1.0.0");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private LoaderHandler loaders(Executor executor) {
    return new LoaderHandler(
        world.store,
        world.handler.broken(),
        DeliveryEvents.NONE,
        OriginConfig.DEFAULTS,
        executor,
        PLACES,
        world.timer,
        OriginKey.NONE);
  }

  static Stream<Supplier<Throwable>> failures() {
    return Stream.of(
        () -> new RejectedExecutionException("full"),
        () -> new InternalError("no thread, as where memory is short"),
        () -> new IllegalStateException("a fault of ours"));
  }

  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    @SuppressWarnings("unchecked") // erased: throws what it was given
    T unchecked = (T) thrown;
    throw unchecked;
  }

  @ParameterizedTest
  @MethodSource("failures")
  void get_whileNoneCanBeBegun_isRefusedAndAnsweredAfterwards(Supplier<Throwable> failure) {
    boolean[] failing = {true};
    LoaderHandler loaders =
        loaders(
            task -> {
              if (failing[0]) {
                LoaderPlacesTest.<RuntimeException>raise(failure.get());
              }
              task.run();
            });
    for (int i = 0; i < 2 * PLACES; i++) {
      loaders.handle(FakeRequest.of(Method.GET, "/-/loader/w/latest.js"), replies::add);
    }
    assertThat(replies)
        .hasSize(2 * PLACES)
        .allSatisfy(
            reply -> {
              assertThat(reply.status()).isEqualTo(503);
              assertThat(reply.headers().get("Retry-After")).isNotNull();
            });

    failing[0] = false;
    loaders.handle(FakeRequest.of(Method.GET, "/-/loader/w/latest.js"), replies::add);
    assertThat(replies.get(2 * PLACES).status()).isEqualTo(200);
    replies.forEach(reply -> reply.body().release());
  }

  private Widget widget() {
    return world.store.catalog().snapshot().widget(WidgetName.parse("w")).orElseThrow();
  }

  /** A loader of each version of a widget would else be a list of all versions each. */
  @Test
  void get_widgetChangesAfterwards_holdsItNoMoreAsItWas() {
    LoaderHandler loaders = loaders(Runnable::run);
    loaders.handle(FakeRequest.of(Method.GET, "/-/loader/w/1.0.0.js"), replies::add);
    assertThat(replies.get(0).status()).isEqualTo(200);
    replies.get(0).body().release();
    WeakReference<Widget> asItWas = new WeakReference<>(widget());
    for (int i = 0; i < COMMITS_KEPT; i++) {
      WidgetSettings.AliasMode mode = WidgetSettings.AliasMode.values()[i % 2];
      world.commit(new Change.SettingsChanged(WidgetName.parse("w"), OneSetting.aliasMode(mode)));
    }
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(asItWas.get()).isNull();
            });
  }
}
