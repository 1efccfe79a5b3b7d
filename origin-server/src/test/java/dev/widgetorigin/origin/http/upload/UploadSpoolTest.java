package dev.widgetorigin.origin.http.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.RequestBody;
import io.netty.buffer.Unpooled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    return new UploadSpool(UploadPolicy.spool(folder, 10_000_000), files, Runnable::run, () -> {});
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
}
