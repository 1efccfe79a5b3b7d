package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ranges of a large file of which this node has no copy: only they are fetched. */
final class FarRangesTest {
  /** Of a type that has no variants. */
  private static final String URL = "/w/v1.0.0/film.mp4";

  @TempDir Path folder;
  private DeliveryWorld world;
  private ObservedStore store;
  private String film;
  private AssetHandler handler;

  @BeforeEach
  void publish() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 400_000; i++) {
      text.append(i).append(' ');
    }
    film = text.toString();
    world = new DeliveryWorld(folder.resolve("store"));
    world.publish(
        "w", "1.0.0", ReleaseState.RELEASED, "a.js", Map.of("a.js", "1", "film.mp4", film));
    store = new ObservedStore(world.store);
    store.far = true;
    handler =
        world.handlerOver(
            store,
            Configs.withCache(OriginConfig.DEFAULTS, 0, 0),
            new ClientQueue(Runnable::run, 4096));
  }

  @AfterEach
  void close() {
    handler.close();
    world.close();
  }

  private Answer get(String range) throws Exception {
    return Answer.of(reply(range));
  }

  private Reply reply(String range) throws Exception {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler.handle(FakeRequest.of(Method.GET, URL, "range", range), reply::complete);
    return reply.get(DeliveryWorld.PATIENCE, TimeUnit.SECONDS);
  }

  @Test
  void range_isAllThatIsFetched() throws Exception {
    Answer answer = get("bytes=300000-300099");

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.text()).isEqualTo(film.substring(300_000, 300_100));
    assertThat(answer.header("Content-Range")).isEqualTo("bytes 300000-300099/" + film.length());
    assertThat(store.fetched).containsExactly("300000+100");
    assertThat(store.opened(world.entry("1.0.0", "film.mp4").digest())).as("as a whole").isZero();
  }

  @Test
  void severalRanges_areAllThatIsFetched() throws Exception {
    Answer answer = get("bytes=10-19,390000-390009");

    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.text()).contains(film.substring(10, 20), film.substring(390_000, 390_010));
    assertThat(store.fetched).containsExactlyInAnyOrder("10+10", "390000+10");
    assertThat(store.opened(world.entry("1.0.0", "film.mp4").digest())).as("as a whole").isZero();
  }

  @Test
  void mostOfIt_isReadAsAWholeAndHashed() throws Exception {
    Answer answer = get("bytes=0-");

    assertThat(answer.text()).isEqualTo(film);
    assertThat(store.fetched).isEmpty();
  }

  @Test
  void mostOfIt_isSentBeforeAllOfItIsThere() throws Exception {
    store.arriving = true;
    store.holdBack();
    Reply reply = reply("bytes=0-");
    store.letGo();

    ((Body.File) reply.body()).file().awaitUntil(film.length());
    assertThat(Answer.of(reply).text()).isEqualTo(film);
  }

  @Test
  void near_isReadFromTheCopy() throws Exception {
    store.far = false;

    assertThat(get("bytes=5-9").text()).isEqualTo(film.substring(5, 10));
    assertThat(store.fetched).isEmpty();
  }
}
