package dev.widgetorigin.origin.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.purge.provider.Limits;
import dev.widgetorigin.origin.purge.provider.Provider;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.LogFollower;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target whose provider goes wrong in a way that nobody foresaw. */
final class PurgeTargetTest {
  @TempDir Path folder;

  /** Fails the first times as a machine does that is short of memory for a moment. */
  private static final class ShortOfMemory implements Provider {
    final List<String> told = new CopyOnWriteArrayList<>();
    private int failures;

    ShortOfMemory(int failures) {
      this.failures = failures;
    }

    @Override
    public By by() {
      return By.TAGS;
    }

    @Override
    public Limits limits() {
      return new Limits(100, 10_000, 100, 100, false);
    }

    @Override
    public String promise() {
      return "at once";
    }

    @Override
    public void purge(List<String> items) {
      if (failures-- > 0) {
        throw new OutOfMemoryError("a test");
      }
      told.addAll(items);
    }
  }

  @Test
  void purge_errorOfTheProvider_isToldAgain() {
    ShortOfMemory provider = new ShortOfMemory(1);
    Clocks clocks = new Clocks(Instant::now, System::nanoTime);
    isTold(provider, clocks, new Nodes("here", false, List::of, Duration.ofSeconds(1), clocks));
  }

  @Test
  void purge_errorInTheLookAtOtherNodes_isToldAllTheSame() {
    Clocks clocks = new Clocks(Instant::now, System::nanoTime);
    AtomicInteger looks = new AtomicInteger();
    Nodes nodes =
        new Nodes(
            "node",
            true,
            () -> {
              switch (looks.incrementAndGet()) {
                case 1 -> throw new OutOfMemoryError("a test");
                case 2 -> throw new IllegalStateException("a test");
                default -> {
                  return List.of();
                }
              }
            },
            Duration.ofMillis(500),
            clocks);
    isTold(new ShortOfMemory(0), clocks, nodes);
    assertThat(looks).hasValueGreaterThan(2);
  }

  /** Its own thread is interrupted when it writes for the first time. */
  private static final class SlowCursor implements LogFollower.Cursor {
    final CountDownLatch writing = new CountDownLatch(1);
    private final LogFollower.Cursor file;

    SlowCursor(LogFollower.Cursor file) {
      this.file = file;
    }

    @Override
    public Optional<LogFollower.Position> load() throws IOException {
      return file.load();
    }

    @Override
    public void save(LogFollower.Position position) throws IOException {
      boolean own = Thread.currentThread().getName().equals(PurgeTarget.followerName("edge"));
      if (own && writing.getCount() > 0) {
        writing.countDown();
        try {
          Thread.sleep(60_000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new ClosedByInterruptException();
        }
      }
      file.save(position);
    }
  }

  @Test
  void close_whileItWritesHowFarItHasTold_writesItAllTheSame() throws Exception {
    AtomicLong later = new AtomicLong();
    Clocks clocks = new Clocks(Instant::now, () -> System.nanoTime() + later.get());
    Nodes nodes = new Nodes("here", false, List::of, Duration.ofSeconds(1), clocks);
    ShortOfMemory provider = new ShortOfMemory(0);
    try (PurgeWorld world = new PurgeWorld(folder)) {
      SlowCursor cursor =
          new SlowCursor(world.store.sharedCursor(PurgeTarget.followerName("edge")));
      PurgePlanner planner = new PurgePlanner(Map.of());
      PurgeTarget target =
          new PurgeTarget("edge", "http", provider, planner, nodes, cursor, clocks, () -> 0);
      target.start(world.store);
      assertThat(world.commit(PurgeWorld.published("1.0.0"))).isNotNull();
      await().untilAsserted(() -> assertThat(provider.told).contains("w-chat-a-latest"));
      // The second time is due, and what names no tag wakes it.
      later.set(PurgeQueue.AGAIN.toNanos());
      Commit last = world.commit(new Change.PurgeAsked(PurgeWorld.CHAT, List.of()));
      assertThat(cursor.writing.await(30, TimeUnit.SECONDS)).isTrue();

      target.close();

      assertThat(cursor.load().orElseThrow().sequence()).isEqualTo(last.sequence());
    }
  }

  private void isTold(ShortOfMemory provider, Clocks clocks, Nodes nodes) {
    try (PurgeWorld world = new PurgeWorld(folder)) {
      PurgeTarget target =
          new PurgeTarget(
              "edge",
              "http",
              provider,
              new PurgePlanner(Map.of()),
              nodes,
              world.store.sharedCursor(PurgeTarget.followerName("edge")),
              clocks,
              () -> 0);
      target.start(world.store);
      try {
        assertThat(world.commit(PurgeWorld.published("1.0.0"))).isNotNull();

        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(provider.told).contains("w-chat-a-latest"));
      } finally {
        target.close();
      }
    }
  }
}
