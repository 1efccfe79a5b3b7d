package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A body that comes chunk by chunk. */
final class PeerDownloadTest {
  private static final byte[] RIGHT = "right bytes".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private Path path;
  @AutoClose private FileChannel file;
  private long nanos = -7;
  private long requested;
  private boolean cancelled;
  private PeerDownload download;

  @BeforeEach
  void open() throws IOException {
    path = Files.createFile(folder.resolve("f"));
    file = FileChannel.open(path, StandardOpenOption.WRITE);
    download = new PeerDownload(file, RIGHT.length, () -> nanos);
    download.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            requested += n;
          }

          @Override
          public void cancel() {
            cancelled = true;
          }
        });
  }

  private void next(String... chunks) {
    download.onNext(
        java.util.Arrays.stream(chunks)
            .map(chunk -> ByteBuffer.wrap(chunk.getBytes(StandardCharsets.UTF_8)))
            .toList());
  }

  private Throwable failure() {
    assertThat(download.getBody().toCompletableFuture()).isCompletedExceptionally();
    return download.getBody().toCompletableFuture().handle((digest, thrown) -> thrown).getNow(null);
  }

  @Test
  void whole_isWrittenAndHashed() throws IOException {
    assertThat(requested).isEqualTo(1);
    next("right", " ");
    assertThat(requested).as("one list after the other").isEqualTo(2);
    next("bytes");
    assertThat(download.getBody().toCompletableFuture()).isNotDone();
    download.onComplete();
    assertThat(download.getBody().toCompletableFuture()).isCompletedWithValue(Digest.sha256(RIGHT));
    assertThat(Files.readAllBytes(path)).isEqualTo(RIGHT);
    assertThat(cancelled).isFalse();
  }

  @Test
  void short_isAFailure() {
    next("right");
    download.onComplete();
    assertThat(failure()).hasMessage("expected 11 bytes, found 5");
    assertThat(cancelled).isTrue();
  }

  @Test
  void long_isGivenUpBeforeItIsWritten() throws IOException {
    next("right bytes");
    next("!");
    assertThat(failure()).hasMessage("expected 11 bytes, found more");
    assertThat(cancelled).isTrue();
    assertThat(requested).as("no more is asked for").isEqualTo(2);
    assertThat(Files.size(path)).isEqualTo(11);
  }

  @Test
  void error_ofTheConnection_isHandedOn() {
    IOException thrown = new IOException("reset");
    download.onError(thrown);
    assertThat(failure()).isSameAs(thrown);
  }

  @Test
  void disk_thatFails_isAFailure() throws IOException {
    file.close();
    next("right");
    assertThat(failure()).isInstanceOf(IOException.class);
    assertThat(cancelled).isTrue();
  }

  @Test
  void fail_beforeItHasBegun_isAFailure() {
    PeerDownload early = new PeerDownload(file, 1, () -> nanos);
    early.fail(new IOException("500"));
    assertThat(early.getBody().toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void tooSlow_isByTheLeastRateFromTheGraceOn() {
    PeerDownload large = new PeerDownload(file, Long.MAX_VALUE, () -> nanos);
    large.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {}
        });
    nanos += PeerDownload.GRACE.toNanos();
    assertThat(large.tooSlow()).isFalse();
    nanos++;
    assertThat(large.tooSlow()).as("not a byte").isTrue();
    large.onNext(List.of(ByteBuffer.allocate(1)));
    assertThat(large.tooSlow()).isFalse();
    nanos += Duration.ofSeconds(2).toNanos();
    large.onNext(List.of(ByteBuffer.allocate(2 * 256 * 1024 - 1)));
    assertThat(large.tooSlow()).isTrue();
    large.onNext(List.of(ByteBuffer.allocate(1)));
    assertThat(large.tooSlow()).isFalse();
  }
}
