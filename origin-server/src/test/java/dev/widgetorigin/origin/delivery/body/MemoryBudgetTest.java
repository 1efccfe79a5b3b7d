package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.Digest;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.object.Content;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
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
            new BlobReader(new NoBlobs(), BlobEvents.NONE), Runnable::run, budget, 1 << 16);
    CompletableFuture<String> told = new CompletableFuture<>();
    bodies.load(
        DIGEST,
        1000,
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
}
