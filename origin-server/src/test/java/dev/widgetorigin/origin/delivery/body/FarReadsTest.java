package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.BucketStatus;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What this node has no copy of is fetched on threads of its own. */
final class FarReadsTest {
  private static final byte[] BYTES_HERE = {1};
  private static final byte[] BYTES_THERE = {2};
  private static final Digest HERE = Digest.sha256(BYTES_HERE);
  private static final Digest THERE = Digest.sha256(BYTES_THERE);
  private static final WidgetName W = WidgetName.parse("w");
  private static final Version VERSION_HERE = Version.parse("1.0.0");
  private static final Version VERSION_THERE = Version.parse("2.0.0");

  /** The threads on which blobs were read. */
  private final List<String> readers = new CopyOnWriteArrayList<>();

  private final BlobStore blobs =
      new BlobStore() {
        @Override
        public Content read(Digest digest) {
          readers.add(Thread.currentThread().getName());
          return new Content.Memory(digest.equals(HERE) ? BYTES_HERE : BYTES_THERE);
        }

        @Override
        public boolean near(Digest digest) {
          return digest.equals(HERE);
        }

        @Override
        public void replace(Digest digest, Path file) {
          throw new AssertionError("replace");
        }
      };

  private FarReads of(boolean bucket) {
    BucketStatus status = new BucketStatus(0, Duration.ZERO, null);
    return FarReads.of(
        (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "bucket" -> bucket ? Optional.of(status) : Optional.empty();
                      case "blobs" -> blobs;
                      case "manifestNear" -> arguments[1].equals(VERSION_HERE);
                      default -> throw new AssertionError(method.getName());
                    }));
  }

  @Test
  void folder_isNearThroughout() {
    FarReads far = of(false);
    assertThat(far.far(THERE)).isFalse();
    assertThat(far.far(W, VERSION_THERE)).isFalse();
    ClientQueue near = new ClientQueue(Runnable::run, 64);
    assertThat(far.queue(near)).isSameAs(near);
    far.close();
  }

  @Test
  void bucket_isFarWhereThereIsNoCopy() {
    try (FarReads far = of(true)) {
      assertThat(far.far(HERE)).isFalse();
      assertThat(far.far(THERE)).isTrue();
      assertThat(far.far(W, VERSION_HERE)).isFalse();
      assertThat(far.far(W, VERSION_THERE)).isTrue();
    }
  }

  @Test
  void close_takesNoMore() {
    FarReads far = of(true);
    Executor threads = far.queue(new ClientQueue(Runnable::run, 64)).threads();
    far.close();
    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void close_ofAllSources_endsThemToo() {
    FarReads far = of(true);
    Executor threads = far.queue(new ClientQueue(Runnable::run, 64)).threads();
    Path none = Path.of("none");
    BlobReader reader = new BlobReader(blobs, none, BlobEvents.NONE);
    BlobRepairs repairs = new BlobRepairs(blobs, reader, List.of(), none, BlobEvents.NONE);
    new BodySources(null, null, null, reader, repairs, far, new MemoryBudget(1)).close();
    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  /** As a waiter of {@link BodyCache}. */
  private static final class Told implements BodyCache.Waiter {
    private final CompletableFuture<String> told = new CompletableFuture<>();

    @Override
    public void loaded(Body.Memory body) {
      body.bytes().release();
      told.complete("loaded");
    }

    @Override
    public void crowded() {
      told.complete("crowded");
    }

    @Override
    public void failed(StoreException reason) {
      told.complete("failed " + reason.code());
    }
  }

  @Test
  void load_ofWhatIsFar_readsOnThoseThreads() {
    FarReads far = of(true);
    BodyCache bodies =
        new BodyCache(
            new BlobReader(blobs, Path.of("none"), BlobEvents.NONE),
            new ClientQueue(Runnable::run, 64),
            far,
            new MemoryBudget(4000),
            4000,
            DeliveryWorld.CHANCE);
    Told near = new Told();
    bodies.load(HERE, 1, "127.0.0.1", near);
    assertThat(near.told).isCompletedWithValue("loaded");
    assertThat(readers).containsExactly(Thread.currentThread().getName());
    Told fetched = new Told();
    bodies.load(THERE, 1, "127.0.0.1", fetched);
    assertThat(fetched.told.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo("loaded");
    assertThat(readers).hasSize(2).last().asString().startsWith("fetches-");
    bodies.clear();
    far.close();
    Told late = new Told();
    bodies.load(THERE, 1, "127.0.0.1", late);
    assertThat(late.told).isCompletedWithValue("failed UNAVAILABLE");
  }
}
