package dev.widgetorigin.origin.http.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.web.RequestBody;
import io.netty.buffer.Unpooled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The seam between the loop that takes content and the threads that write it. */
class UploadSpoolTest {
  private static final int UPLOADS = 500;
  private static final int PIECES = 40;

  private final ExecutorService files = Executors.newFixedThreadPool(4);

  @TempDir Path folder;

  @AfterEach
  void stop() {
    files.shutdownNow();
  }

  private UploadSpool spool() {
    return new UploadSpool(
        UploadPolicy.spool(folder, 10_000_000), "ci", files, Runnable::run, () -> {});
  }

  /** Small pieces: the writer runs dry, and comes to an end, between nearly every two of them. */
  @Test
  void content_writerOftenRunsDry_isWholeWhenItIsHandedOver() throws Exception {
    byte[] first = new byte[100_000];
    byte[] piece = new byte[64];
    Random random = new Random(3);
    for (int upload = 0; upload < UPLOADS; upload++) {
      UploadSpool spool = spool();
      spool.add(Unpooled.wrappedBuffer(first), first.length);
      for (int i = 0; i < PIECES; i++) {
        spool.add(Unpooled.wrappedBuffer(piece), piece.length);
        for (int spin = random.nextInt(2_000); spin > 0; spin--) {
          Thread.onSpinWait();
        }
      }
      CompletableFuture<RequestBody> body = new CompletableFuture<>();
      spool.finish(body::complete);
      RequestBody whole = body.get(20, TimeUnit.SECONDS);
      assertThat(whole).isNotNull();
      assertThat(Files.size(whole.file()))
          .as("upload %d", upload)
          .isEqualTo(first.length + (long) PIECES * piece.length);
      UploadSpool.release(whole);
    }
  }

  @Test
  void content_discardedWhileItIsWritten_leavesNoFile() throws Exception {
    byte[] first = new byte[100_000];
    for (int upload = 0; upload < UPLOADS; upload++) {
      UploadSpool spool = spool();
      spool.add(Unpooled.wrappedBuffer(first), first.length);
      spool.add(Unpooled.wrappedBuffer(first), 10);
      spool.discard();
    }
    files.shutdown();
    assertThat(files.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  /** An executor that has a thread for so many tasks, and none for those that follow. */
  private static Executor threadsFor(int tasks) {
    AtomicInteger left = new AtomicInteger(tasks);
    return task -> {
      if (left.getAndDecrement() <= 0) {
        throw new InternalError("no thread, as where memory is short");
      }
      task.run();
    };
  }

  /** Room and files of uploads that nobody writes any more would be taken for ever. */
  @ParameterizedTest(name = "threads for {0} tasks")
  @ValueSource(ints = {0, 1, 2, 3})
  void content_noThreadWritesIt_isGivenUpAndHoldsNothing(int tasks) throws Exception {
    SpoolBudget budget = new SpoolBudget(1_000_000);
    UploadPolicy policy = UploadPolicy.spool(folder, 1_000_000).withBudget(budget);
    UploadSpool spool = new UploadSpool(policy, "ci", threadsFor(tasks), Runnable::run, () -> {});
    AtomicReference<RequestBody> body = new AtomicReference<>();
    AtomicInteger told = new AtomicInteger();

    byte[] part = new byte[100_000];
    RequestRefusal refusal = null;
    for (int i = 0; i < 2 && refusal == null; i++) {
      refusal = spool.add(Unpooled.wrappedBuffer(part), part.length);
    }
    if (refusal == null) {
      spool.finish(
          whole -> {
            told.incrementAndGet();
            body.set(whole);
          });
      assertThat(told).as("who waits for it").hasValue(1);
    } else {
      assertThat(refusal).isEqualTo(RequestRefusal.UPLOAD_FAILED);
      spool.discard();
    }
    if (body.get() != null) {
      UploadSpool.release(body.get());
    }

    assertThat(budget.taken()).isZero();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
