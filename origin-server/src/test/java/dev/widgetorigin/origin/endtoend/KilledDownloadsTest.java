package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process counted that is killed is counted still, once, after its next start. */
final class KilledDownloadsTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int DOWNLOADS = 7;

  @TempDir Path folder;

  @DisplayName("kill -9 of an origin on a folder loses no download that is older than ten seconds")
  @Test
  void kill_store_keepsWhatWasCounted() throws Exception {
    Path disk = folder.resolve("store");
    try (OriginProcess origin = OriginProcess.start(disk)) {
      assertThat(origin.api("PUT", "/widgets/chat/versions/1.0.0", bundle()).statusCode())
          .isEqualTo(201);
      for (int i = 0; i < DOWNLOADS; i++) {
        assertThat(origin.get("/chat/v1/chat.js").statusCode()).isEqualTo(200);
      }
      await().atMost(SOON).until(() -> written(disk).contains("\"downloads\":" + DOWNLOADS));
      origin.kill();
    }
    try (OriginProcess origin = OriginProcess.start(disk)) {
      await().atMost(SOON).until(() -> counted(origin) >= DOWNLOADS);
      assertThat(counted(origin)).isEqualTo(DOWNLOADS);
      assertThat(origin.get("/chat/v1/chat.js").statusCode()).isEqualTo(200);
      assertThat(counted(origin)).isEqualTo(DOWNLOADS + 1);
    }
  }

  private static long counted(OriginProcess origin) throws IOException, InterruptedException {
    return origin.apiJson("/widgets/chat/stats").path("total").path("origin").asLong(0);
  }

  /** All tallies in the node's folder. */
  private static String written(Path disk) throws IOException {
    Path downloads = disk.resolve("downloads");
    if (!Files.isDirectory(downloads)) {
      return "";
    }
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(downloads)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    } catch (UncheckedIOException | NoSuchFileException replaced) {
      return "";
    }
    return all.toString();
  }

  private static byte[] bundle() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("chat.js"));
      zip.write("export const chat = 1;".getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
