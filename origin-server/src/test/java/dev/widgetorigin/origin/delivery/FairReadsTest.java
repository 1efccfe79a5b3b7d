package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.async.BoundedPool;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While a disk or a bucket is slow, files that are not in memory wait for it. One client that asks
 * for many of them must not take all places where they wait, so that all others get 503.
 */
final class FairReadsTest {
  private static final int THREADS = 2;
  private static final int WAITING = 64;
  private static final String GREEDY = "192.0.2.1";
  private static final String OTHER = "192.0.2.2";

  /** What is asked for. */
  private enum Kind {
    /** Files that go into memory. */
    SMALL(1 << 20, false),
    /** Files that are sent as they lie. */
    LARGE(0, false),
    FAR_AND_SMALL(1 << 20, true),
    FAR_AND_LARGE(0, true);

    private final long memory;
    private final boolean far;

    Kind(long memory, boolean far) {
      this.memory = memory;
      this.far = far;
    }

    /** More than can be read or wait at a time; those far away have threads of their own. */
    private int files() {
      return far ? 5000 : 200;
    }
  }

  @TempDir Path folder;
  private final ExecutorService threads = BoundedPool.of("test-reads", THREADS, WAITING);
  private DeliveryWorld world;
  private ObservedStore store;
  private AssetHandler handler;

  @BeforeEach
  void open() {
    world = new DeliveryWorld(folder.resolve("store"));
    store = new ObservedStore(world.store);
  }

  @AfterEach
  void close() {
    store.letGo();
    threads.shutdown();
    handler.close();
    world.close();
  }

  private void open(Kind kind) {
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i <= kind.files(); i++) {
      files.put("f" + i + ".mp4", "film " + i);
    }
    world.publish("w", "1.0.0", ReleaseState.RELEASED, "f0.mp4", files);
    store.far = kind.far;
    handler =
        world.handlerOver(
            store,
            Configs.withCache(OriginConfig.DEFAULTS, kind.memory, kind.memory / 8),
            kind.far
                ? new ClientQueue(Runnable::run, Integer.MAX_VALUE)
                : new ClientQueue(threads, WAITING));
  }

  /** Their answers, when there are any. */
  private Queue<Answer> ask(String client, int from, int to) {
    Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    for (int i = from; i < to; i++) {
      handler.handle(
          FakeRequest.of(Method.GET, "/w/v1.0.0/f" + i + ".mp4").from(client),
          reply -> answers.add(Answer.of(reply)));
    }
    return answers;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void oneClientThatAsksForManyColdFiles_leavesPlacesForOthers(Kind kind) {
    open(kind);
    // The version's manifest is known from now on.
    Queue<Answer> first = ask(OTHER, 0, 1);
    await().until(() -> first.size() == 1);
    store.holdBack();
    Queue<Answer> greedy = ask(GREEDY, 1, kind.files());
    assertThat(greedy).as("beyond its share").isNotEmpty().allMatch(a -> a.status() == 503);
    int refused = greedy.size();
    assertThat(greedy.peek().text()).contains("Too much work is waiting here");

    Queue<Answer> other = ask(OTHER, kind.files(), kind.files() + 1);
    assertThat(other).as("it waits").isEmpty();
    store.letGo();
    await().until(() -> other.size() == 1);
    assertThat(other.peek().text()).isEqualTo("film " + kind.files());
    await().until(() -> greedy.size() == kind.files() - 1);
    assertThat(greedy.stream().filter(a -> a.status() == 503).count()).isEqualTo(refused);

    Queue<Answer> again = ask(GREEDY, 1, 2);
    await().until(() -> again.size() == 1);
    assertThat(again.peek().status()).as("its places are free again").isEqualTo(200);
  }
}
