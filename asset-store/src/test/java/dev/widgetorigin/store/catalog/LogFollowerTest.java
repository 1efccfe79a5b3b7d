package dev.widgetorigin.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.Unspeakable;
import dev.widgetorigin.store.codec.CheckpointCodec;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFollowerTest {
  private static final StoreOptions FAST =
      StoreOptions.DEFAULTS.withSync(false).withCheckpoints(50, 40);

  /** More than are kept in memory, and more than are read ahead. */
  private static final int MANY = 400;

  @TempDir Path folder;

  private final List<Commit> heard = new CopyOnWriteArrayList<>();

  private static void commit(NodeStore store, int count) {
    for (int i = 0; i < count; i++) {
      WidgetName widget = WidgetName.parse("w" + store.catalog().snapshot().sequence() % 7);
      store
          .catalog()
          .commit(
              "ana",
              "",
              now -> List.of(new Change.SettingsChanged(widget, WidgetSettings.DEFAULTS)));
    }
  }

  private static List<Long> upTo(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private void awaitHeard(long from, long to) {
    await().untilAsserted(() -> assertThat(sequences()).isEqualTo(upTo(from, to)));
  }

  private List<Long> sequences() {
    return heard.stream().map(Commit::sequence).toList();
  }

  private static Following follow(NodeStore store, LogFollower.Handler handler) {
    return store.catalog().follow(LogFollower.fromNow("test", handler));
  }

  private LogFollower durable(NodeStore store) {
    return new LogFollower("test", store.cursor("test"), heard::add);
  }

  /** Each goes on where the one before ended. */
  private void assertChained() {
    for (int i = 0; i < heard.size(); i++) {
      Commit commit = heard.get(i);
      assertThat(commit.before().sequence()).isEqualTo(commit.sequence() - 1);
      assertThat(commit.after().sequence()).isEqualTo(commit.sequence());
      if (i > 0) {
        assertThat(CheckpointCodec.encode(commit.before()))
            .isEqualTo(CheckpointCodec.encode(heard.get(i - 1).after()));
      }
    }
  }

  @Test
  void follow_fromNow_hearsEachLaterCommitInOrder() {
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      commit(store, 3);
      follow(store, heard::add);
      commit(store, 20);

      awaitHeard(4, 23);
      assertChained();
      assertThat(heard.get(19).after()).isSameAs(store.catalog().snapshot());
    }
  }

  @Test
  void follow_handlerIsSlow_commitsGoOnAndItIsToldFromTheLog() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    List<Long> other = new CopyOnWriteArrayList<>();
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      Following slow =
          follow(
              store,
              commit -> {
                go.await();
                heard.add(commit);
              });
      store.catalog().follow(LogFollower.fromNow("quick", commit -> other.add(commit.sequence())));
      commit(store, MANY);

      await().untilAsserted(() -> assertThat(other).isEqualTo(upTo(1, MANY)));
      assertThat(slow.status().handled()).isZero();
      assertThat(slow.status().behind()).isEqualTo(MANY);
      go.countDown();
      awaitHeard(1, MANY);
      assertChained();
      assertThat(CheckpointCodec.encode(heard.get(MANY - 1).after()))
          .isEqualTo(CheckpointCodec.encode(store.catalog().snapshot()));
    }
  }

  @Test
  void follow_handlerThrows_hearsTheSameAgainAndIsReported() {
    AtomicInteger left = new AtomicInteger(2);
    List<Long> tried = new CopyOnWriteArrayList<>();
    CountDownLatch seen = new CountDownLatch(1);
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      Following following =
          follow(
              store,
              commit -> {
                tried.add(commit.sequence());
                if (commit.sequence() == 2 && left.getAndDecrement() > 0) {
                  throw new IOException("the other side is away");
                }
                if (commit.sequence() == 2) {
                  seen.await();
                }
                heard.add(commit);
              });
      commit(store, 3);

      await().until(() -> following.status().failures() == 2);
      assertThat(following.status().handled()).isEqualTo(1);
      assertThat(store.catalog().followers()).contains(following.status());
      seen.countDown();
      awaitHeard(1, 3);
      assertThat(tried).containsExactly(1L, 2L, 2L, 2L, 3L);
      await().until(() -> following.status().failures() == 0);
    }
  }

  /** Also one that nobody can tell of, as where memory is short. */
  @ParameterizedTest
  @ValueSource(classes = {StackOverflowError.class, Unspeakable.class})
  void follow_anErrorIsThrown_isAFailureLikeAnyOther(Class<? extends Error> thrown) {
    AtomicInteger left = new AtomicInteger(2);
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      follow(
          store,
          commit -> {
            if (left.getAndDecrement() > 0) {
              throw thrown.getConstructor().newInstance();
            }
            heard.add(commit);
          });
      commit(store, 2);

      awaitHeard(1, 2);
    }
  }

  @Test
  void follow_commitInsideTheHandler_isDone() {
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      follow(
          store,
          commit -> {
            heard.add(commit);
            if (commit.sequence() < 5) {
              commit(store, 1);
            }
          });
      commit(store, 1);

      awaitHeard(1, 5);
    }
  }

  @Test
  void follow_durableAfterARestart_missesNothing() {
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      commit(store, 2);
      store.catalog().follow(durable(store));
      commit(store, 3);
      awaitHeard(3, 5);
    }
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      commit(store, MANY);
    }
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      store.catalog().follow(durable(store));
      commit(store, 2);

      awaitHeard(3, MANY + 7);
      assertChained();
    }
  }

  @Test
  void follow_durableAndNoneWasHeard_stillBeginsWhereItFirstDid() {
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      commit(store, 2);
      Following following = store.catalog().follow(durable(store));
      await().until(() -> Files.exists(folder.resolve("followers/test.cursor")));
      following.close();
      commit(store, 3);
    }
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      store.catalog().follow(durable(store));

      awaitHeard(3, 5);
    }
  }

  @ParameterizedTest
  @CsvSource({"1 0123", "99 0123", "nonsense", "''"})
  void follow_cursorIsOfAnotherLogOrDamaged_beginsWithTheNextCommit(String cursor)
      throws IOException {
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      commit(store, 2);
      Files.createDirectories(folder.resolve("followers"));
      Files.writeString(folder.resolve("followers/test.cursor"), cursor);
      store.catalog().follow(durable(store));
      commit(store, 1);

      awaitHeard(3, 3);
    }
  }

  @Test
  void follow_cursorCannotBeSaved_goesOnAndIsReported() {
    Cursor failing =
        new Cursor() {
          @Override
          public Optional<LogFollower.Position> load() {
            return Optional.empty();
          }

          @Override
          public void save(LogFollower.Position position) throws IOException {
            throw new IOException("disk full");
          }
        };
    try (NodeStore store = FolderStores.open(folder, FAST)) {
      Following following = store.catalog().follow(new LogFollower("test", failing, heard::add));
      commit(store, 3);

      await().until(() -> following.status().failures() > 1);
      awaitHeard(1, 3);
    }
  }

  @Test
  void close_handlerWaits_endsWithoutIt() {
    CountDownLatch never = new CountDownLatch(1);
    NodeStore store = FolderStores.open(folder, FAST);
    Following following = follow(store, commit -> never.await());
    commit(store, 1);
    following.close();

    assertThat(store.catalog().followers())
        .extracting(Following.Status::name)
        .doesNotContain("test");
    never.countDown();
    store.close();
  }

  @ParameterizedTest
  @CsvSource({"1,100", "2,200", "3,400", "9,25600", "10,30000", "1000,30000"})
  void pause_failures_doublesUpToHalfAMinute(long failures, long millis) {
    assertThat(FollowerThread.pause(failures)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"''", "A", "a b", "../a", "1a"})
  void logFollower_nameThatIsNoFileName_isRefused(String name) {
    assertThatThrownBy(() -> LogFollower.fromNow(name, commit -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void follow_logObjectIsDamaged_isReportedAndTriedAgain() throws IOException {
    try (NodeStore store = FolderStores.open(folder, FAST.withCheckpoints(1000, 1000))) {
      commit(store, 2);
      store.catalog().follow(durable(store)).close();
      commit(store, 3);
    }
    try (NodeStore store = FolderStores.open(folder, FAST.withCheckpoints(1000, 1000))) {
      Path third = folder.resolve("log/00000000000000000003.json");
      byte[] whole = Files.readAllBytes(third);
      Files.delete(third);
      Files.writeString(third, "damaged");
      Following following = store.catalog().follow(durable(store));
      await().until(() -> following.status().failures() > 0);
      Files.delete(third);
      Files.write(third, whole);

      awaitHeard(3, 5);
    }
  }
}
