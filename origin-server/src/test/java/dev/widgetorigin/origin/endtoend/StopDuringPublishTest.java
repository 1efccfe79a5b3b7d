package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: an origin that is told to stop while it compresses something large cancels that,
 * says so to the publisher, and is gone in good time.
 */
final class StopDuringPublishTest {
  private static final Duration DRAIN = Duration.ofSeconds(2);

  /** Beyond draining, as docs/operations.md promises, and as much again on a busy machine. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  @TempDir Path folder;

  @Test
  void serve_sigtermDuringALargePublish_publishIsToldAndTheOriginEnds() throws Exception {
    Path store = folder.resolve("store");
    byte[] bundle = bundle();
    try (OriginProcess origin =
        OriginProcess.start(
            store, Map.of("WIDGET_ORIGIN_SHUTDOWN_DRAIN", DRAIN.toSeconds() + "s"))) {
      CompletableFuture<HttpResponse<byte[]>> publish =
          CompletableFuture.supplyAsync(() -> publish(origin, bundle));
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> publish.isDone() || isCompressing(store));
      assertThat(publish).as("still under way").isNotDone();

      assertThat(origin.terminate(DRAIN.plus(GRACE))).isZero();

      HttpResponse<byte[]> answer = publish.get(1, TimeUnit.MINUTES);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("stopping");
    }
    try (OriginProcess again = OriginProcess.start(store)) {
      assertThat(again.get("/large/1.0.0/0.js").statusCode()).isEqualTo(404);
    }
  }

  private static HttpResponse<byte[]> publish(OriginProcess origin, byte[] bundle) {
    try {
      return origin.api("PUT", "/widgets/large/versions/1.0.0", bundle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A variant is being written. */
  private static boolean isCompressing(Path store) throws IOException {
    try (var files = Files.walk(store)) {
      return files.anyMatch(file -> file.toString().endsWith(".br"));
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Many seconds of work at the best quality. */
  private static byte[] bundle() throws IOException {
    Path archive = Files.createTempFile("large-", ".tar");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
      Random random = new Random(1);
      for (int i = 0; i < 6; i++) {
        byte[] bytes = new byte[4 << 20];
        for (int j = 0; j < bytes.length; j++) {
          bytes[j] =
              (byte)
                  (random.nextInt(4) == 0 ? 'a' + random.nextInt(26) : "function ".charAt(j % 9));
        }
        TarArchiveEntry entry = new TarArchiveEntry(i + ".js");
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
      }
    }
    try {
      return Files.readAllBytes(archive);
    } finally {
      Files.delete(archive);
    }
  }
}
