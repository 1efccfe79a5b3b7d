package dev.widgetorigin.store.node;

import static dev.widgetorigin.store.Bundles.publish;
import static dev.widgetorigin.store.Bundles.version;
import static dev.widgetorigin.store.Bundles.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.Store.PublishOutcome.Kind;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.PutEvents.Step;
import dev.widgetorigin.store.upkeep.Scrubber;
import dev.widgetorigin.store.upkeep.UpkeepEvents;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk is full, or fails, at each step of a publish. */
class FailingDiskTest {
  @TempDir Path folder;
  private String failingKind = "";
  private Step failingStep;

  private NodeStore open() {
    return FolderStores.open(
        folder,
        StoreOptions.DEFAULTS.withPutObserver(
            (step, key) -> {
              if (step == failingStep && StoreLayout.kind(key).equals(failingKind)) {
                throw new FileSystemException("/secret/path", null, "No space left on device");
              }
            }));
  }

  @ParameterizedTest
  @CsvSource({
    "BLOB, WRITTEN",
    "BLOB, SYNCED",
    "MANIFEST, WRITTEN",
    "MANIFEST, SYNCED",
    "LOG, WRITTEN",
    "LOG, SYNCED"
  })
  void publish_failsBeforeTheLogHasIt_isUnavailableAndCanBeRepeated(String kind, Step step) {
    try (NodeStore store = open()) {
      publish(store, "chat", "1.0.0", "first");
      failingKind = kind;
      failingStep = step;

      assertThatThrownBy(() -> publish(store, "chat", "2.0.0", "x"))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
          .hasMessageContaining("No space left on device")
          .hasMessageNotContaining("/secret");
      assertThat(store.catalog().snapshot().sequence()).isEqualTo(1);

      failingStep = null;
      assertThat(publish(store, "chat", "2.0.0", "other").kind()).isEqualTo(Kind.CREATED);
    }
    try (NodeStore store = open()) {
      assertThat(store.catalog().snapshot().sequence()).isEqualTo(2);
      assertThat(Scrubber.scrub(store, UpkeepEvents.NONE).damages()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"LINKED", "DURABLE"})
  void publish_answerLostAfterTheLogHasIt_isSettledByReading(Step step) {
    List<Long> told = new CopyOnWriteArrayList<>();
    try (NodeStore store = open()) {
      store.catalog().follow(LogFollower.fromNow("test", commit -> told.add(commit.sequence())));
      failingKind = "LOG";
      failingStep = step;

      assertThat(publish(store, "chat", "1.0.0", "x").kind()).isEqualTo(Kind.CREATED);

      failingStep = null;
      assertThat(publish(store, "chat", "1.0.0", "x").kind()).isEqualTo(Kind.IDENTICAL);
      assertThat(publish(store, "chat", "2.0.0", "x").sequence()).isEqualTo(2);
      await().untilAsserted(() -> assertThat(told).containsExactly(1L, 2L));
      assertThat(store.intact(widget("chat"), version("1.0.0"))).isTrue();
    }
  }

  @Test
  void checkpoint_fails_costsNothing() {
    failingKind = "CHECKPOINT";
    failingStep = Step.WRITTEN;
    try (NodeStore store = open()) {
      publish(store, "chat", "1.0.0", "x");
    }
    try (NodeStore store = open()) {
      assertThat(store.intact(widget("chat"), version("1.0.0"))).isTrue();
    }
  }
}
