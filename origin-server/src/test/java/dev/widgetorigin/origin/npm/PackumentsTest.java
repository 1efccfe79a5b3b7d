package dev.widgetorigin.origin.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.ForwardingStore;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A version that cannot be read for a moment must not be missing from what npm sees: npm would
 * install an older one, and nobody would hear of it.
 */
final class PackumentsTest {
  private static final WidgetName NAME = WidgetName.parse("w");
  private static final String BASE = "http://127.0.0.1/-/npm";

  /** Cannot read the newest version for a moment. */
  private static final class SickStore extends ForwardingStore {
    private volatile boolean failing = true;

    /** Thrown in place of that. */
    private volatile Error shortage;

    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final CountDownLatch asked = new CountDownLatch(1);

    SickStore(Store store) {
      super(store);
    }

    @Override
    public Manifest manifest(WidgetName widget, Version version) {
      asked.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (shortage != null) {
        throw shortage;
      }
      if (failing && version.toString().equals("1.1.0")) {
        throw new StoreException(StoreException.Code.UNAVAILABLE, "too many open files");
      }
      return store().manifest(widget, version);
    }
  }

  @TempDir Path folder;
  @AutoClose private DeliveryWorld world;
  private SickStore store;
  private Packuments packuments;

  @BeforeEach
  void open() {
    world = new DeliveryWorld(folder.resolve("store"));
    world.publishSample("1.0.0").publishSample("1.1.0");
    store = new SickStore(world.store);
    packuments = new Packuments(new Packument(store, new Tarballs(store)), 1 << 20);
  }

  private Packuments.Document get() {
    Widget widget = world.store.catalog().snapshot().widget(NAME).orElseThrow();
    return packuments.get(widget, true, BASE);
  }

  private static void assertUnavailable(Throwable thrown) {
    assertThat(thrown).isInstanceOf(StoreException.class);
    assertThat(((StoreException) thrown).code()).isEqualTo(StoreException.Code.UNAVAILABLE);
  }

  @Test
  void get_whileAVersionCannotBeRead_isRefusedAndMadeAgainAfterwards() {
    assertThatThrownBy(this::get).satisfies(PackumentsTest::assertUnavailable);
    store.failing = false;
    assertThat(new String(get().json(), StandardCharsets.UTF_8))
        .contains("\"1.0.0\":", "\"1.1.0\":", "\"latest\":\"1.1.0\"");
  }

  @Test
  void get_whileAnotherMakesOneThatFails_isToldWhy() throws Exception {
    List<Throwable> thrown = thrownToTwo();
    assertThat(thrown).hasSize(2).allSatisfy(PackumentsTest::assertUnavailable);
  }

  /** Each is then answered with 503, not as if the origin had made a mistake. */
  @Test
  void get_whileAnotherIsShortOfMemory_isToldSo() throws Exception {
    store.shortage = new OutOfMemoryError("a test");
    assertThat(thrownToTwo()).containsExactly(store.shortage, store.shortage);
  }

  /** One makes it, and fails; the other waits for that one. */
  private List<Throwable> thrownToTwo() throws InterruptedException {
    store.gate = new CountDownLatch(1);
    AtomicReference<Throwable> first = new AtomicReference<>();
    AtomicReference<Throwable> second = new AtomicReference<>();
    Thread making = asking(first);
    store.asked.await();
    Thread waiting = asking(second);
    await().until(() -> waiting.getState() == Thread.State.WAITING);
    store.gate.countDown();
    making.join();
    waiting.join();
    return Arrays.asList(first.get(), second.get());
  }

  private Thread asking(AtomicReference<Throwable> thrown) {
    Thread thread =
        new Thread(
            () -> {
              try {
                var unused = get();
              } catch (RuntimeException | Error e) {
                thrown.set(e);
              }
            });
    thread.start();
    return thread;
  }
}
