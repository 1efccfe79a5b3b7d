package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.manifest.Digest;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A read that is refused, or takes too long: the client hears so, in the widget's name, once, and
 * what comes later is let go of.
 */
final class UnansweredReadsTest {
  private static final String URL = "/w/v1.0.0/film.mp4";
  private static final String CONTENT = "film ".repeat(2_000);
  private static final long MEMORY = 1 << 20;

  /** Deadlines pass when the test says so. */
  private static final class Alarms extends ScheduledThreadPoolExecutor {
    private final List<Runnable> set = new ArrayList<>();

    Alarms() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      set.add(command);
      return super.schedule(() -> {}, delay, unit);
    }

    void ring() {
      List<Runnable> now = List.copyOf(set);
      set.clear();
      now.forEach(Runnable::run);
    }
  }

  @TempDir Path folder;
  private final Alarms alarms = new Alarms();
  private final List<Runnable> waiting = new ArrayList<>();
  private final List<Reply> replies = new CopyOnWriteArrayList<>();
  private Executor executor = Runnable::run;
  private DeliveryWorld world;
  private ObservedStore store;
  private AssetHandler handler;

  @BeforeEach
  void open() {
    world = new DeliveryWorld(folder.resolve("store"));
    world.publish(
        "w", "1.0.0", ReleaseState.RELEASED, "a.js", Map.of("a.js", "1", "film.mp4", CONTENT));
    store = new ObservedStore(world.store);
  }

  @AfterEach
  void close() {
    handler.close();
    assertThat(handler.cacheFigures().bytes()).as("held in memory").isZero();
    alarms.shutdownNow();
    world.close();
  }

  /**
   * @param memory 0 where files are sent from the disk
   */
  private void openHandler(long memory) {
    handler =
        new AssetHandler(
            store,
            Configs.withCache(OriginConfig.DEFAULTS, memory, memory / 8),
            new ClientQueue(task -> executor.execute(task), 4096),
            alarms,
            () -> world.now,
            DeliveryEvents.NONE,
            OriginKey.NONE,
            DeliveryWorld.CHANCE);
    // The version's manifest is known from now on.
    handler.handle(FakeRequest.of(Method.GET, "/w/v1.0.0/none.js"), Answer::of);
  }

  private void ask() {
    handler.handle(FakeRequest.of(Method.GET, URL), replies::add);
  }

  private void assertRefused(Answer answer, String why) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains(why);
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
  }

  private Answer only() {
    assertThat(replies).hasSize(1);
    return Answer.of(replies.get(0));
  }

  @Test
  void readOfAFile_thatIsRefused_isBusy() {
    openHandler(0);
    executor =
        task -> {
          throw new RejectedExecutionException("full");
        };
    ask();

    assertRefused(only(), "Too much work is waiting here");
    executor = Runnable::run;
    replies.clear();
    ask();
    assertThat(only().text()).isEqualTo(CONTENT);
  }

  @ParameterizedTest(name = "{0} bytes of memory")
  @ValueSource(longs = {0, MEMORY})
  void read_thatTakesTooLong_isAnsweredOnceAndLetGoOf(long memory) {
    openHandler(memory);
    executor = waiting::add;
    ask();
    assertThat(replies).isEmpty();
    alarms.ring();

    assertRefused(only(), "The answer was not ready in time");
    executor = Runnable::run;
    List.copyOf(waiting).forEach(Runnable::run);
    assertThat(replies).as("nothing more").hasSize(1);
  }

  /** Whoever asks again and again while the disk hangs must not use up the memory. */
  @Test
  void read_thatNeverEnds_keepsNoRequestThatWasAnswered() {
    openHandler(MEMORY);
    executor = waiting::add;
    FakeRequest request = FakeRequest.of(Method.GET, URL);
    WeakReference<FakeRequest> asked = new WeakReference<>(request);
    handler.handle(request, replies::add);
    request = null;
    alarms.ring();

    assertRefused(only(), "The answer was not ready in time");
    Awaitility.await()
        .until(
            () -> {
              System.gc();
              return asked.get() == null;
            });
    assertThat(waiting).as("the read goes on").hasSize(1);
  }

  /** The file is opened after all, when nobody wants it any more. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void readOfWhatIsFarAway_thatTakesTooLong_isAnsweredOnceAndClosed() {
    store.far = true;
    openHandler(0);
    store.holdBack();
    ask();
    Digest film = world.entry("1.0.0", "film.mp4").digest();
    Awaitility.await().until(() -> store.opened(film) == 1);
    assertThat(replies).isEmpty();
    alarms.ring();

    assertRefused(only(), "The answer was not ready in time");
    store.letGo();
    Awaitility.await().until(() -> store.opened(film) == 2);
    Awaitility.await().until(() -> HeldFiles.of(film.toString()).isEmpty());
    assertThat(replies).as("nothing more").hasSize(1);
  }
}
