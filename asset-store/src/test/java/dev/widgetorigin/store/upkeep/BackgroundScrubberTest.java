package dev.widgetorigin.store.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.widgetorigin.store.Bundles;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.Unspeakable;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.upkeep.BackgroundScrubber.Pauses;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The thread that looks for damage goes on, whatever it meets. */
final class BackgroundScrubberTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Pauses ONE_PASS = new Pauses(Duration.ZERO, LONG, LONG);

  @TempDir Path folder;
  @AutoClose private NodeStore store;

  @BeforeEach
  void open() {
    store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false));
    Bundles.publish(store, "chat", "1.0.0", "a");
    Bundles.publish(store, "chat", "1.1.0", "b");
    Bundles.publish(store, "menu", "1.0.0", "c");
  }

  @Test
  void pass_checkOfAVersionThatFails_goesOnToTheNext() throws Exception {
    List<String> checked = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(3);
    try (BackgroundScrubber scrubber =
        BackgroundScrubber.start(
            store.catalog(),
            store.damaged(),
            (widget, version, pace) -> {
              checked.add(widget + " " + version);
              all.countDown();
              if (checked.size() == 1) {
                throw new Unspeakable();
              }
              if (checked.size() == 2) {
                throw new IllegalStateException("a test");
              }
              return Optional.empty();
            },
            ONE_PASS)) {
      assertThat(all.await(30, TimeUnit.SECONDS)).as("%s of %s", checked, scrubber).isTrue();
    }
    assertThat(checked).containsExactly("chat 1.1.0", "chat 1.0.0", "menu 1.0.0");
  }

  /** A disk that is mounted again: nobody asks for the version, and the next pass is far. */
  @Test
  void damagedVersion_thatIsWholeAgain_isNoticedBeforeTheNextPass() throws Exception {
    Path blobs = folder.resolve("blobs");
    Path away = folder.resolve("away");
    Files.move(blobs, away);
    try (BackgroundScrubber scrubber =
        BackgroundScrubber.start(
            store.catalog(),
            store.damaged(),
            store.versionCheck()::check,
            new Pauses(Duration.ZERO, LONG, Duration.ofMillis(1)))) {
      await()
          .untilAsserted(() -> assertThat(store.damaged().count()).as("%s", scrubber).isEqualTo(3));
      Files.move(away, blobs);
      await().untilAsserted(() -> assertThat(store.damaged().count()).isZero());
    }
  }

  /** Another way of failing than damage, which is said elsewhere; the thread goes on. */
  @Test
  void damagedVersion_thatCannotBeChecked_isCheckedAgain() throws Exception {
    CountDownLatch all = new CountDownLatch(6);
    try (BackgroundScrubber scrubber =
        BackgroundScrubber.start(
            store.catalog(),
            store.damaged(),
            (widget, version, pace) -> {
              all.countDown();
              store
                  .damaged()
                  .add(new DamagedVersions.Entry(widget, version, "a test", false, Instant.EPOCH));
              throw new StoreException(StoreException.Code.UNAVAILABLE, "a test");
            },
            new Pauses(Duration.ZERO, LONG, Duration.ofMillis(1)))) {
      assertThat(all.await(30, TimeUnit.SECONDS)).as("%s", scrubber).isTrue();
    }
  }

  /** The interrupt ends the read under way: nothing is wrong with the disk. */
  @Test
  void close_inTheMiddleOfARead_saysNothing() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(BackgroundScrubber.class);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    logger.addAppender(said);
    CountDownLatch reading = new CountDownLatch(1);
    try {
      BackgroundScrubber scrubber =
          BackgroundScrubber.start(
              store.catalog(),
              store.damaged(),
              (widget, version, pace) -> {
                reading.countDown();
                while (!Thread.currentThread().isInterrupted()) {
                  LockSupport.park();
                }
                throw new StoreException(StoreException.Code.UNAVAILABLE, "the file was closed");
              },
              ONE_PASS);
      assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
      scrubber.close();
    } finally {
      logger.detachAppender(said);
    }
    assertThat(said.list).isEmpty();
  }

  @Test
  void pass_versionsThatCannotBeListed_isDoneAgainLater() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(3);
    try (BackgroundScrubber scrubber =
        BackgroundScrubber.start(
            failingAtFirst(looks),
            store.damaged(),
            (widget, version, pace) -> {
              all.countDown();
              return Optional.empty();
            },
            new Pauses(Duration.ZERO, Duration.ofMillis(1), LONG))) {
      assertThat(all.await(30, TimeUnit.SECONDS)).as("%s of %s", looks, scrubber).isTrue();
    }
    assertThat(looks).hasValueGreaterThan(2);
  }

  private Catalog failingAtFirst(AtomicInteger looks) {
    return (Catalog)
        Proxy.newProxyInstance(
            Catalog.class.getClassLoader(),
            new Class<?>[] {Catalog.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("snapshot")) {
                switch (looks.incrementAndGet()) {
                  case 1 -> throw new OutOfMemoryError("a test");
                  case 2 -> throw new IllegalStateException("a test");
                  default -> {}
                }
              }
              try {
                return method.invoke(store.catalog(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
