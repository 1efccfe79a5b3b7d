package dev.widgetorigin.origin.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.SickCatalog;
import dev.widgetorigin.origin.purge.PurgeStatus.Target;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlarmWatchTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final Version ONE = Version.parse("1.0.0");
  private static final Instant START = Instant.parse("2026-11-29T08:00:00Z");

  @TempDir Path folder;
  private final DamagedVersions damaged = new DamagedVersions();
  private final List<Target> targets = new ArrayList<>();
  private Optional<String> checked = Optional.empty();
  private int checks;
  @AutoClose private NodeStore store;
  private AlarmWatch watch;

  @BeforeEach
  void open() {
    store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false));
    watch = watch();
  }

  private AlarmWatch watch() {
    return new AlarmWatch(
        store.catalog(),
        () -> targets,
        damaged,
        (widget, version) -> {
          checks++;
          if (checked.isEmpty()) {
            damaged.remove(widget, version);
          }
          return checked;
        });
  }

  private void restart() {
    store.close();
    open();
  }

  private void edge(Instant failingSince, long requests) {
    targets.clear();
    targets.add(
        new Target(
            "edge",
            "http",
            "at once",
            1,
            0,
            false,
            requests,
            0,
            failingSince,
            failingSince != null,
            failingSince == null ? "" : "it answers 503",
            null));
  }

  private void publish() {
    publish(CHAT);
  }

  private void publish(WidgetName widget) {
    Change change =
        new Change.Published(
            widget,
            ONE,
            ReleaseState.RELEASED,
            Digest.sha256("1".getBytes(StandardCharsets.UTF_8)));
    assertThat(store.catalog().commit("ana", "", now -> List.of(change))).isPresent();
  }

  /** Oldest first. */
  private List<String> history() {
    List<String> all = new ArrayList<>();
    for (ChangeBatch batch : store.catalog().history(null, Long.MAX_VALUE, 100)) {
      for (Change change : batch.changes()) {
        if (change instanceof Change.AlarmRaised is) {
          all.add(0, "raised " + is.subject() + ": " + is.problem());
        } else if (change instanceof Change.AlarmSettled is) {
          all.add(0, "settled " + is.subject());
        }
      }
    }
    return all;
  }

  @Test
  void edge_thatFailsAndTakesPurgesAgain_isRaisedAndSettledOnce() {
    edge(START, 5);
    watch.look();
    watch.look();
    watch().look();
    assertThat(history()).containsExactly("raised edge: it answers 503");
    restart();
    edge(null, 0);
    watch.look();
    assertThat(history()).as("nothing was purged since").hasSize(1);
    edge(null, 1);
    watch.look();
    watch.look();
    assertThat(history()).containsExactly("raised edge: it answers 503", "settled edge");
    assertThat(store.catalog().snapshot().alarms()).isEmpty();
  }

  @Test
  void edge_thatAnotherNodeReaches_isNotRaisedInTurn() {
    AlarmWatch other = watch();
    edge(START, 5);
    watch.look();
    edge(null, 1);
    other.look();
    edge(null, 2);
    other.look();
    edge(START, 5);
    watch.look();
    watch.look();
    assertThat(history()).containsExactly("raised edge: it answers 503", "settled edge");
  }

  @Test
  void edge_thatIsNoTargetAnyMore_isSettled() {
    edge(START, 5);
    watch.look();
    targets.clear();
    watch.look();
    assertThat(history()).last().isEqualTo("settled edge");
  }

  @Test
  void version_damagedAndWholeAgain_isRaisedAndSettled() {
    publish();
    damaged.add(new DamagedVersions.Entry(CHAT, ONE, "a blob is missing", false, START));
    watch.look();
    watch.look();
    assertThat(history()).containsExactly("raised chat@1.0.0: a blob is missing");
    assertThat(store.catalog().history(CHAT, Long.MAX_VALUE, 1).get(0).who())
        .as("it is in the widget's own history")
        .isEqualTo("watch");
    assertThat(store.catalog().snapshot().alarms().get("store chat@1.0.0").widget())
        .isEqualTo(CHAT);
    assertThat(damaged.remove(CHAT, ONE)).isTrue();
    watch.look();
    assertThat(history()).last().isEqualTo("settled chat@1.0.0");
    assertThat(checks).isZero();
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.look();
    }
  }

  /** As in a bucket, where nobody else reads what nobody asks for. */
  @Test
  void version_mendedAndNobodyAsksForIt_isReadAgainAfterAWhile() {
    publish();
    damaged.add(new DamagedVersions.Entry(CHAT, ONE, "a blob is missing", false, START));
    checked = Optional.of("a blob is missing");
    look(100);
    assertThat(checks).as("reads in a quarter of an hour").isBetween(2, 4);
    assertThat(history()).hasSize(1);
    checked = Optional.empty();
    look(30);
    assertThat(damaged.find(CHAT, ONE)).isEmpty();
    assertThat(history()).last().isEqualTo("settled chat@1.0.0");
    checks = 0;
    look(100);
    assertThat(checks).as("nothing is damaged").isZero();
  }

  @Test
  void version_mendedWhileNothingRan_isSettledAfterOneLook() {
    publish();
    damaged.add(new DamagedVersions.Entry(CHAT, ONE, "a blob is missing", false, START));
    watch.look();
    assertThat(damaged.remove(CHAT, ONE)).isTrue();
    restart();
    checked = Optional.of("a blob is missing");
    watch.look();
    watch.look();
    assertThat(history()).hasSize(1);
    assertThat(checks).isEqualTo(1);
    restart();
    checked = Optional.empty();
    watch.look();
    assertThat(history()).last().isEqualTo("settled chat@1.0.0");
  }

  @Test
  void version_whoseEndCannotBeWrittenAtOnce_isSettledLater() {
    publish();
    damaged.add(new DamagedVersions.Entry(CHAT, ONE, "a blob is missing", false, START));
    SickCatalog catalog = new SickCatalog(store.catalog());
    AlarmWatch unlucky =
        new AlarmWatch(catalog, () -> targets, damaged, (widget, version) -> checked);
    unlucky.look();
    assertThat(damaged.remove(CHAT, ONE)).isTrue();
    catalog.refusals.set(1);
    unlucky.look();
    assertThat(history()).containsExactly("raised chat@1.0.0: a blob is missing");
    unlucky.look();
    assertThat(history()).last().isEqualTo("settled chat@1.0.0");
  }

  @Test
  void version_thatCannotBeLookedAt_keepsNoOtherFromIt() {
    publish();
    WidgetName map = WidgetName.parse("map");
    publish(map);
    damaged.add(new DamagedVersions.Entry(CHAT, ONE, "a blob is missing", false, START));
    damaged.add(new DamagedVersions.Entry(map, ONE, "a blob is missing", false, START));
    edge(START, 5);
    watch.look();
    assertThat(history()).hasSize(3);
    assertThat(damaged.remove(CHAT, ONE)).isTrue();
    assertThat(damaged.remove(map, ONE)).isTrue();
    restart();
    List<String> asked = new ArrayList<>();
    AlarmWatch next =
        new AlarmWatch(
            store.catalog(),
            () -> {
              throw new IllegalStateException("a test");
            },
            damaged,
            (widget, version) -> {
              asked.add(widget.toString());
              if (asked.size() == 1) {
                throw new IllegalStateException("a test");
              }
              return Optional.empty();
            });
    next.look();
    assertThat(asked).containsExactlyInAnyOrder("chat", "map");
    assertThat(history()).last().isEqualTo("settled " + asked.get(1) + "@1.0.0");
  }

  @Test
  void alarm_thatCannotBeWritten_isWrittenLater() {
    publish();
    damaged.add(new DamagedVersions.Entry(CHAT, ONE, "a blob is missing", false, START));
    SickCatalog catalog = new SickCatalog(store.catalog());
    catalog.refusals.set(1);
    AlarmWatch unlucky =
        new AlarmWatch(catalog, () -> targets, damaged, (widget, version) -> checked);
    unlucky.look();
    assertThat(history()).isEmpty();
    unlucky.look();
    assertThat(history()).hasSize(1);
  }
}
