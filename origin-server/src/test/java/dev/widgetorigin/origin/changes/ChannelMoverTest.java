package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.async.Periodic;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moves that are due are made, whatever goes wrong on the way. */
final class ChannelMoverTest {
  private static final List<WidgetName> WIDGETS =
      Stream.of("chat", "map", "poll").map(WidgetName::parse).toList();

  @TempDir Path folder;
  private Instant now = Chat.AT;
  @AutoClose private NodeStore store;

  /** The next call of the catalog of that name fails once; null where none does. */
  private String fails;

  private Throwable with;

  @BeforeEach
  void open() {
    store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false).withClock(() -> now));
    for (WidgetName widget : WIDGETS) {
      Change follow =
          new Change.FollowChanged(
              widget, "acme", Selector.parse("latest"), Duration.ofDays(7), false, "");
      store.catalog().commit("ana", "", snapshot -> List.of(published(widget, "1.0.0"), follow));
      store.catalog().commit("ana", "", snapshot -> List.of(published(widget, "1.1.0")));
    }
  }

  private static Change published(WidgetName widget, String version) {
    return new Change.Published(
        widget,
        Version.parse(version),
        ReleaseState.RELEASED,
        Digest.of(new byte[Digest.LENGTH]),
        null,
        null);
  }

  private Catalog catalog() {
    return (Catalog)
        Proxy.newProxyInstance(
            Catalog.class.getClassLoader(),
            new Class<?>[] {Catalog.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals(fails)) {
                fails = null;
                throw with;
              }
              try {
                return method.invoke(store.catalog(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** As the server ticks: what it throws is only logged. */
  private void tick(ChannelMover mover) {
    Periodic.surviving("a test", mover::tick).run();
  }

  private long moved() {
    return WIDGETS.stream()
        .map(widget -> store.catalog().snapshot().widget(widget).orElseThrow().state())
        .filter(state -> state.channels().get("acme").equals(Version.parse("1.1.0")))
        .count();
  }

  @Test
  void tick_notDueAndThenDue_moves() {
    try (ChannelMover mover = new ChannelMover(catalog(), () -> now)) {
      now = now.plus(Duration.ofDays(6));
      tick(mover);
      assertThat(moved()).isZero();
      now = now.plus(Duration.ofDays(1));
      tick(mover);
      assertThat(moved()).isEqualTo(3);
    }
    ChangeBatch move = store.catalog().history(WIDGETS.get(0), Long.MAX_VALUE, 1).get(0);
    assertThat(move.who()).isEqualTo(ChannelMover.WHO);
    assertThat(move.why()).isEqualTo("latest by 7d: 1.1.0 is released since 2026-11-20T10:00:00Z");
  }

  @Test
  void tick_ruleThatIsSetMeanwhile_isHeardOf() throws InterruptedException {
    try (ChannelMover mover = new ChannelMover(catalog(), () -> now)) {
      tick(mover);
      now = now.plus(Duration.ofDays(7));
      tick(mover);
      assertThat(moved()).isEqualTo(3);
      for (WidgetName widget : WIDGETS) {
        store.catalog().commit("ana", "", snapshot -> List.of(published(widget, "1.2.0")));
      }
      Change slower =
          new Change.FollowChanged(
              WIDGETS.get(0), "slow", Selector.parse("v1"), Duration.ofDays(2), false, "");
      store.catalog().commit("ana", "", snapshot -> List.of(slower));
      now = now.plus(Duration.ofDays(2));
      // It hears of changes on a thread of its own.
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!Version.parse("1.2.0").equals(slow()) && System.nanoTime() < end) {
        tick(mover);
        Thread.sleep(10);
      }
      assertThat(slow()).hasToString("1.2.0");
    }
  }

  private Version slow() {
    return store
        .catalog()
        .snapshot()
        .widget(WIDGETS.get(0))
        .orElseThrow()
        .state()
        .channels()
        .get("slow");
  }

  @Test
  void close_hearsOfNothingMore() {
    ChannelMover mover = new ChannelMover(catalog(), () -> now);
    assertThat(store.catalog().followers()).extracting(Following.Status::name).contains("channels");
    mover.close();
    assertThat(store.catalog().followers())
        .extracting(Following.Status::name)
        .doesNotContain("channels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapshot", "commit"})
  void tick_anErrorForOneWidget_holdsUpNoOtherAndIsMadeUpFor(String call) {
    failsOnce(call, new LinkageError("a test"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapshot", "commit"})
  void tick_anExceptionForOneWidget_holdsUpNoOtherAndIsMadeUpFor(String call) {
    failsOnce(call, new IllegalStateException("a test"));
  }

  private void failsOnce(String call, Throwable thrown) {
    try (ChannelMover mover = new ChannelMover(catalog(), () -> now)) {
      now = now.plus(Duration.ofDays(8));
      fails = call;
      with = thrown;
      tick(mover);
      assertThat(moved()).isEqualTo(2);
      now = now.plus(Duration.ofSeconds(10));
      tick(mover);
      assertThat(moved()).isEqualTo(3);
    }
  }
}
