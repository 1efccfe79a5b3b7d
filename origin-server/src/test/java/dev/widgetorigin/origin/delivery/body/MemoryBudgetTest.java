package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a budget does when the JVM has no memory for it. */
final class MemoryBudgetTest {
  private static final Digest DIGEST = Digest.sha256(new byte[] {1});

  /** Nothing may be read where there is no room for it. */
  private static final class NoBlobs implements BlobStore {
    @Override
    public Content read(Digest digest) {
      throw new AssertionError("read");
    }

    @Override
    public void replace(Digest digest, Path file) {
      throw new AssertionError("replace");
    }
  }

  @Test
  void budget_whoseMemoryTheJvmRefuses_hasNoRoomAndCountsNothing() {
    MemoryBudget budget =
        new MemoryBudget(1 << 20) {
          @Override
          ByteBuf reserved(int size) {
            throw new OutOfMemoryError("Cannot reserve direct buffer memory");
          }
        };
    assertThat(budget.allocate(1000)).isNull();
    assertThat(budget.used()).isZero();

    BodyCache bodies =
        new BodyCache(
            new BlobReader(new NoBlobs(), Path.of("none"), BlobEvents.NONE),
            new ClientQueue(Runnable::run, 4096),
            FarReads.NONE,
            budget,
            1 << 16,
            DeliveryWorld.CHANCE);
    CompletableFuture<String> told = new CompletableFuture<>();
    bodies.load(
        DIGEST,
        1000,
        "127.0.0.1",
        new BodyCache.Waiter() {
          @Override
          public void loaded(Body.Memory body) {
            told.complete("loaded");
          }

          @Override
          public void crowded() {
            told.complete("sent from its file");
          }

          @Override
          public void failed(StoreException reason) {
            told.complete("failed");
          }
        });
    assertThat(told).isCompletedWithValue("sent from its file");
  }

  @Test
  void allocate_countsUntilTheLastReferenceIsGone() {
    MemoryBudget budget = new MemoryBudget(100);
    ByteBuf first = budget.allocate(60);
    assertThat(first.capacity()).isEqualTo(60);
    assertThat(first.maxCapacity()).isEqualTo(60);
    assertThat(first.readableBytes()).isZero();
    assertThat(budget.used()).isEqualTo(60);
    assertThat(budget.allocate(41)).isNull();
    assertThat(budget.used()).as("nothing for what was refused").isEqualTo(60);
    ByteBuf second = budget.allocate(40);
    assertThat(budget.used()).isEqualTo(100);
    assertThat(budget.limit()).isEqualTo(100);
    first.retain();
    first.release();
    assertThat(budget.used()).isEqualTo(100);
    first.release();
    assertThat(budget.used()).isEqualTo(40);
    second.release();
    assertThat(budget.used()).isZero();
  }

  /** Each refusal makes the JVM collect garbage, so it is not asked again for a while. */
  @Test
  void budget_afterARefusal_doesNotAskTheJvmForAMoment() {
    AtomicInteger asked = new AtomicInteger();
    MemoryBudget budget =
        new MemoryBudget(1 << 20) {
          @Override
          ByteBuf reserved(int size) {
            asked.incrementAndGet();
            throw new OutOfMemoryError("Cannot reserve direct buffer memory");
          }
        };
    for (int i = 0; i < 3; i++) {
      assertThat(budget.allocate(1000)).isNull();
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void budget_ofWhatIsThrownOtherwise_countsNothing() {
    MemoryBudget budget =
        new MemoryBudget(1 << 20) {
          @Override
          ByteBuf reserved(int size) {
            throw new IllegalArgumentException("by intent");
          }
        };
    assertThatThrownBy(() -> budget.allocate(1000)).isInstanceOf(IllegalArgumentException.class);
    assertThat(budget.used()).isZero();
  }
}
