package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loads into memory, one step after the other: what each waiter is told, and who holds what. */
final class BodyLoadsTest {
  private static final int LIMIT = 4000;
  private static final String CLIENT = "127.0.0.1";

  private final Map<Digest, byte[]> blobs = new HashMap<>();
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final List<Body.Memory> given = new ArrayList<>();
  private final MemoryBudget budget = new MemoryBudget(LIMIT);
  private boolean full;
  private int reads;

  private final BodyCache bodies =
      new BodyCache(
          new BlobReader(new Blobs(), Path.of("none"), BlobEvents.NONE),
          new ClientQueue(
              task -> {
                if (full) {
                  throw new RejectedExecutionException("full");
                }
                waiting.add(task);
              },
              4096),
          FarReads.NONE,
          budget,
          LIMIT,
          DeliveryWorld.CHANCE);

  private final class Blobs implements BlobStore {
    @Override
    public Content read(Digest digest) {
      reads++;
      byte[] bytes = blobs.get(digest);
      if (bytes == null) {
        throw new StoreException(StoreException.Code.MISSING, "gone");
      }
      return new Content.Memory(bytes);
    }

    @Override
    public void replace(Digest digest, Path file) {
      throw new AssertionError("replace");
    }
  }

  private class Recorder implements BodyCache.Waiter {
    @Override
    public void loaded(Body.Memory body) {
      told.add("loaded");
      given.add(body);
    }

    @Override
    public void crowded() {
      told.add("crowded");
    }

    @Override
    public void failed(StoreException reason) {
      told.add("failed " + reason.code());
    }
  }

  private Digest blob(int number, int size) {
    byte[] bytes = new byte[size];
    bytes[0] = (byte) number;
    Digest digest = Digest.sha256(bytes);
    blobs.put(digest, bytes);
    return digest;
  }

  private void load(Digest digest, int size) {
    bodies.load(digest, size, CLIENT, new Recorder());
  }

  private void run() {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  @ParameterizedTest(name = "most {0} of {1}: {2} fits {3}")
  @CsvSource({
    "4000, 4000, 1000, true",
    "4000, 4000, 1001, false",
    "500, 4000, 500, true",
    "500, 4000, 501, false",
    "0, 4000, 0, true",
    "0, 4000, 1, false",
    "99999999999, 99999999999, 2147483647, true",
    "99999999999, 99999999999, 2147483648, false",
  })
  void fits_aQuarterOfAllAtMost(long most, long limit, long size, boolean fits) {
    BodyCache cache =
        new BodyCache(
            new BlobReader(new Blobs(), Path.of("none"), BlobEvents.NONE),
            new ClientQueue(Runnable::run, 4096),
            FarReads.NONE,
            new MemoryBudget(limit),
            most,
            DeliveryWorld.CHANCE);
    assertThat(cache.fits(size)).isEqualTo(fits);
  }

  @Test
  void load_byMany_isReadOnceAndHeldByEach() {
    Digest digest = blob(1, 100);
    for (int i = 0; i < 3; i++) {
      load(digest, 100);
    }
    assertThat(waiting).hasSize(1);
    assertThat(told).isEmpty();
    run();
    assertThat(told).containsExactly("loaded", "loaded", "loaded");
    assertThat(reads).isEqualTo(1);
    assertThat(given.get(0).bytes().refCnt()).as("three and the cache").isEqualTo(4);
    assertThat(given).allSatisfy(body -> assertThat(body).isSameAs(given.get(0)));
    given.forEach(Body.Memory::release);
    Body.Memory kept = bodies.get(digest);
    assertThat(kept).isSameAs(given.get(0));
    assertThat(kept.bytes().refCnt()).isEqualTo(2);
    kept.release();
    assertThat(bodies.bytes()).isEqualTo(100);
    assertThat(bodies.figures()).isEqualTo(new CacheFigures(1, 100, LIMIT, 1, 1, 0));
    bodies.clear();
    assertThat(bodies.bytes()).isZero();
    assertThat(bodies.get(digest)).isNull();
  }

  @Test
  void leave_whileItIsLoaded_isToldNothingAndTheOthersAre() {
    Digest digest = blob(1, 100);
    Recorder gone = new Recorder();
    bodies.load(digest, 100, CLIENT, gone);
    load(digest, 100);
    bodies.leave(digest, gone);
    run();
    assertThat(told).containsExactly("loaded");
    assertThat(given.get(0).bytes().refCnt()).as("one and the cache").isEqualTo(2);
    given.get(0).release();
    bodies.clear();
    assertThat(budget.used()).isZero();
  }

  @Test
  void leave_ofAllWhoWaited_keepsWhatWasReadAndHoldsNothingElse() {
    Digest digest = blob(1, 100);
    Recorder gone = new Recorder();
    bodies.load(digest, 100, CLIENT, gone);
    bodies.leave(digest, gone);
    run();
    bodies.leave(digest, gone);
    assertThat(told).isEmpty();
    bodies.clear();
    assertThat(budget.used()).isZero();
  }

  /** As where there is no memory to keep what was read. */
  @Test
  void load_whatWasReadCannotBeKept_isCrowdedAndHoldsNothing() {
    ByteBuf[] buffer = new ByteBuf[1];
    MemoryBudget failing =
        new MemoryBudget(LIMIT) {
          @Override
          ByteBuf reserved(int size) {
            buffer[0] =
                new UnpooledDirectByteBuf(UnpooledByteBufAllocator.DEFAULT, size, size) {
                  @Override
                  public ByteBuf retain() {
                    throw new OutOfMemoryError("a test");
                  }
                };
            return buffer[0];
          }
        };
    BodyCache cache =
        new BodyCache(
            new BlobReader(new Blobs(), Path.of("none"), BlobEvents.NONE),
            new ClientQueue(Runnable::run, 4096),
            FarReads.NONE,
            failing,
            LIMIT,
            DeliveryWorld.CHANCE);
    cache.load(blob(1, 100), 100, CLIENT, new Recorder());
    assertThat(told).containsExactly("crowded");
    assertThat(buffer[0].refCnt()).isZero();
  }

  @Test
  void load_ofWhatIsInMemoryMeanwhile_isNotReadAgain() {
    Digest digest = blob(1, 100);
    load(digest, 100);
    run();
    load(digest, 100);
    run();
    assertThat(reads).isEqualTo(1);
    assertThat(given.get(1)).isSameAs(given.get(0));
    assertThat(given.get(0).bytes().refCnt()).isEqualTo(3);
    given.forEach(Body.Memory::release);
    bodies.clear();
    assertThat(budget.used()).isZero();
  }

  @Test
  void load_ofWhatIsLost_isToldToAllAndHoldsNothing() {
    Digest digest = Digest.sha256(new byte[] {9});
    load(digest, 100);
    load(digest, 100);
    run();
    assertThat(told).containsExactly("failed MISSING", "failed MISSING");
    assertThat(budget.used()).isZero();
    load(digest, 100);
    run();
    assertThat(told).as("later too").hasSize(3);
  }

  @Test
  void load_whereTheExecutorIsFull_isUnavailableThenAndGoesOnLater() {
    Digest digest = blob(1, 100);
    full = true;
    load(digest, 100);
    assertThat(told).containsExactly("failed UNAVAILABLE");
    full = false;
    load(digest, 100);
    run();
    assertThat(told).containsExactly("failed UNAVAILABLE", "loaded");
    given.get(0).release();
  }

  @Test
  void load_withoutRoom_isCrowdedUntilSomebodyLetsGo() {
    List<Digest> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(blob(i, 1000));
      load(all.get(i), 1000);
    }
    run();
    assertThat(told).containsExactly("loaded", "loaded", "loaded", "loaded", "crowded");
    assertThat(budget.used()).isEqualTo(LIMIT);
    given.forEach(Body.Memory::release);
    // A quarter is kept free: at most three bodies stay.
    assertThat(budget.used()).isLessThanOrEqualTo(3000);
    load(all.get(4), 1000);
    run();
    assertThat(told).endsWith("loaded");
    given.get(4).release();
  }

  @Test
  void waiterThatThrows_isToldOnceMoreAndTheOthersAsEver() {
    Digest digest = blob(1, 100);
    bodies.load(
        digest,
        100,
        CLIENT,
        new Recorder() {
          @Override
          public void loaded(Body.Memory body) {
            body.release();
            throw new IllegalStateException("by intent");
          }
        });
    load(digest, 100);
    run();
    assertThat(told).containsExactly("failed UNAVAILABLE", "loaded");
    given.get(0).release();
    assertThat(bodies.get(digest).bytes().refCnt()).isEqualTo(2);
  }

  /** Who cannot take a failure either is not told for ever. */
  @Test
  void waiterThatThrowsAlways_isToldTwiceAtMost() {
    List<String> tries = new ArrayList<>();
    bodies.load(
        Digest.sha256(new byte[] {9}),
        100,
        CLIENT,
        new Recorder() {
          @Override
          public void failed(StoreException reason) {
            tries.add(reason.code().name());
            throw new IllegalStateException("by intent");
          }
        });
    run();
    assertThat(tries).containsExactly("MISSING");
  }
}
