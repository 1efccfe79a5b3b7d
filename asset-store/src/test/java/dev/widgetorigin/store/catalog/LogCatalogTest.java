package dev.widgetorigin.store.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Commit;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.codec.BatchCodec;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.StoreParts;
import dev.widgetorigin.store.object.MemoryObjects;
import dev.widgetorigin.store.object.MemoryObjects.Fault;
import dev.widgetorigin.store.object.NoAnswerException;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The catalog of a node over a bucket in memory, to which others append. */
final class LogCatalogTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");
  private static final Change PUBLISHED =
      new Change.Published(
          CHAT, Version.parse("1.0.0"), ReleaseState.RELEASED, Digest.sha256(new byte[0]));
  private static final Change SET = new Change.SettingsChanged(CHAT, WidgetSettings.DEFAULTS);

  private final MemoryObjects objects = new MemoryObjects();
  private final LogCatalog catalog;

  LogCatalogTest() throws IOException {
    catalog = open("a", objects);
  }

  private static LogCatalog open(String node, MemoryObjects objects) throws IOException {
    StoreOptions options =
        StoreOptions.DEFAULTS.withNode(node, StoreOptions.DEFAULTS.ids()).withDeleteFolded(false);
    return StoreParts.open(objects, options).catalog();
  }

  private static ChangeBatch commit(LogCatalog catalog, Change... changes) {
    return catalog.commit("ana", "", now -> List.of(changes)).orElseThrow();
  }

  /** As a node appends that goes by other rules, because it is of another build. */
  private void append(long sequence, Change change) throws IOException {
    ChangeBatch batch =
        new ChangeBatch(
            sequence, "id" + sequence, "other", Instant.EPOCH, "ana", "", List.of(change));
    objects.create(StoreLayout.log(sequence), Source.of(BatchCodec.encode(batch)));
  }

  /** Whoever passed over it would hold another state than all others, and decide on that. */
  @Test
  void catchUp_batchThatDoesNotFit_isRefusedEachTimeAndNeverSkipped() throws IOException {
    commit(catalog, PUBLISHED);
    append(2, PUBLISHED);
    append(3, SET);

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(catalog::catchUp)
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.code()).isEqualTo(StoreException.Code.CORRUPT))
          .hasMessageContaining("log object 2 does not fit");
      assertThat(catalog.snapshot().sequence()).isEqualTo(1);
    }
    assertThatThrownBy(() -> commit(catalog, SET)).hasMessageContaining("log object 2");
  }

  /** It is not asked for once more, or its caller would wait twice. */
  @Test
  void commit_bucketFoundAwayWhileItWaitedForItsTurn_saysWhatWasFound() throws Exception {
    AtomicReference<Thread> second = new AtomicReference<>();
    LogCatalog shared = open("b", new MemoryObjects((verb, key) -> awayOnceOneWaits(second.get())));
    FutureTask<Throwable> task = new FutureTask<>(() -> catchThrowable(() -> commit(shared, SET)));
    second.set(new Thread(task, "second"));

    assertThatThrownBy(() -> commit(shared, SET))
        .hasMessageContaining("the connection was refused");

    assertThat(task.get(20, TimeUnit.SECONDS))
        .isInstanceOf(StoreException.class)
        .hasMessage("the store could not read the log a moment ago: the connection was refused")
        .matches(NoAnswerException::causes);
  }

  /** The bucket answers until there is a second thread, which is let wait for its turn. */
  private static Fault awayOnceOneWaits(Thread second) {
    if (second == null) {
      return Fault.NONE;
    }
    if (second != Thread.currentThread()) {
      second.start();
      while (second.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
    }
    return Fault.ERROR;
  }

  @Test
  void commit_alarmAboutAWidgetThatIsNotThere_isInTheLog() {
    ChangeBatch batch =
        commit(
            catalog,
            new Change.AlarmRaised(CHAT, Alarm.Kind.STORE, "chat@1.0.0", "its bytes are lost"));

    assertThat(batch.sequence()).isEqualTo(1);
    assertThat(catalog.snapshot().alarms()).hasSize(1);
    assertThat(catalog.snapshot().widget(CHAT)).isEmpty();
  }

  /** All nodes share the cursor, and this one has not yet seen what another has handled. */
  @Test
  void follow_cursorAheadOfThisNode_goesOnBehindIt() throws Exception {
    commit(catalog, SET);
    LogCatalog other = open("b", objects);
    ObjectCursor cursor = new ObjectCursor(objects, StoreLayout.cursor("test"));
    ChangeBatch handled = commit(other, SET);
    cursor.save(new LogFollower.Position(handled.sequence(), handled.id()));
    List<Commit> heard = new ArrayList<>();

    FollowerSteps steps = new FollowerSteps(catalog, new LogFollower("test", cursor, heard::add));

    assertThat(steps.step()).isFalse();
    commit(other, SET);
    catalog.catchUp();
    assertThat(steps.step()).isTrue();
    assertThat(heard).extracting(Commit::sequence).containsExactly(3L);
  }
}
