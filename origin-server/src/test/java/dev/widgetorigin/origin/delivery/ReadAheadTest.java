package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.answer.Downloads;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Encoding;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which body is being read while the head of an answer is made. */
final class ReadAheadTest {
  private static final String CONTENT = "let file = 1;".repeat(500);
  private static final String URL = "/w/v1.0.0/a.js";

  @TempDir Path folder;

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  /** How much waited to be read when the head was made; one for each head. */
  private final List<Integer> ahead = new ArrayList<>();

  private DeliveryWorld world;
  private ObservedStore store;
  private AssetHandler handler;

  @BeforeEach
  void publish() {
    world = new DeliveryWorld(folder.resolve("store"));
    world.publish(
        "w", "1.0.0", ReleaseState.RELEASED, "a.js", Map.of("a.js", CONTENT, "empty.js", ""));
    store = new ObservedStore(world.store);
    entry("a.js");
    handler =
        new AssetHandler(
            store,
            Configs.withCache(OriginConfig.DEFAULTS, 1 << 20, 1 << 20),
            waiting::add,
            world.timer,
            () -> world.now,
            new DeliveryEvents() {
              @Override
              public Downloads downloads(WidgetName widget, Version version, String path) {
                ahead.add(waiting.size());
                return Downloads.NONE;
              }
            },
            OriginKey.NONE);
  }

  @AfterEach
  void close() {
    handler.close();
    world.close();
  }

  private AssetEntry entry(String path) {
    return store.manifest(WidgetName.parse("w"), Version.parse("1.0.0")).files().get(path);
  }

  /** The answer once all that was to be read has been. */
  private Reply ask(Method method, String url, String... fields) {
    List<Reply> replies = new ArrayList<>();
    handler.handle(FakeRequest.of(method, url, fields), replies::add);
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
    assertThat(replies).hasSize(1);
    return replies.get(0);
  }

  @Test
  void newUrl_isReadWhileItsHeadIsMade_andOnce() {
    assertThat(Answer.of(ask(Method.GET, URL)).text()).isEqualTo(CONTENT);

    assertThat(ahead).containsExactly(1);
    assertThat(store.opened(entry("a.js").digest())).isEqualTo(1);
  }

  @Test
  void otherUrlOfWhatIsInMemory_isNotRead() {
    Answer.of(ask(Method.GET, URL));

    Answer.of(ask(Method.GET, "/w@1.0.0/a.js"));

    assertThat(ahead).containsExactly(1, 0);
    assertThat(store.opened(entry("a.js").digest())).isEqualTo(1);
  }

  @Test
  void bestVariant_isWhatIsRead() {
    AssetEntry file = entry("a.js");

    Answer.of(ask(Method.GET, URL, "Accept-Encoding", "gzip, br;q=0.5"));

    assertThat(ahead).containsExactly(1);
    assertThat(file.variants()).hasSizeGreaterThan(1);
    file.variants()
        .forEach(
            variant ->
                assertThat(store.opened(variant.digest()))
                    .isEqualTo(variant.encoding() == Encoding.GZIP ? 1 : 0));
    assertThat(store.opened(file.digest())).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "HEAD, /w/v1.0.0/a.js, accept, */*",
    "GET, /w/v1.0.0/a.js, if-none-match, *",
    "GET, /w/v1.0.0/a.js, 'accept-encoding', 'identity;q=0'",
    "GET, /w/v1.0.0/empty.js, accept, */*",
  })
  void answerWithoutBody_readsNothing(Method method, String url, String field, String value) {
    Answer.of(ask(method, url, field, value));

    assertThat(ahead).containsExactly(0);
    assertThat(store.opened(entry("a.js").digest())).isZero();
  }
}
