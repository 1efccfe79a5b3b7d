package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.NativeLibraries;
import dev.widgetorigin.origin.TestOrigin;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: an origin needs no folder for temporary files to publish; and where no native
 * library can be loaded at all it serves what it has, takes no changes, and says why.
 */
final class NativeLibrariesTest {
  /** As if {@code /tmp} were read-only: nothing can be made in it. */
  private static final Map<String, String> NO_TMP =
      Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=/dev/null/tmp");

  @TempDir Path folder;

  private static HttpResponse<byte[]> publish(OriginProcess origin, String version)
      throws Exception {
    byte[] zip = TestOrigin.zip(Map.of("chat.js", "console.log('" + version + "');".repeat(99)));
    return origin.api("PUT", "/widgets/chat/versions/" + version, zip);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static HttpResponse<String> readyz(OriginProcess origin) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(origin.control().resolve("/-/readyz")).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void serve_noFolderForTemporaryFiles_publishes() throws Exception {
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"), NO_TMP)) {
      HttpResponse<byte[]> answer = publish(origin, "1.0.0");
      assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
      HttpResponse<byte[]> file = origin.get("/chat/1.0.0/chat.js", "Accept-Encoding", "br");
      assertThat(file.headers().firstValue("Content-Encoding")).hasValue("br");
      assertThat(readyz(origin).statusCode()).isEqualTo(200);
    }
  }

  /** The libraries are in use, and what was sent was unpacked. */
  @Test
  void kill_afterAPublish_leavesNothingAmongTemporaryFiles() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Map<String, String> tmp = Map.of("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"), tmp)) {
      HttpResponse<byte[]> answer = publish(origin, "1.0.0");
      assertThat(answer.statusCode()).as(text(answer)).isEqualTo(201);
      origin.kill();
    }
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void serve_noNativeLibrary_readsGoOnAndChangesAreRefusedWithTheReason() throws Exception {
    Path store = folder.resolve("store");
    try (OriginProcess origin = OriginProcess.start(store)) {
      assertThat(publish(origin, "1.0.0").statusCode()).isEqualTo(201);
      assertThat(origin.terminate()).isZero();
    }
    // No folder can be made there.
    Files.delete(store.resolve("native"));
    Files.writeString(store.resolve("native"), "in the way");
    try (OriginProcess origin = OriginProcess.start(store, NO_TMP)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> readyz(origin).body().contains("native library"));
      assertThat(readyz(origin).statusCode()).isEqualTo(503);
      assertThat(origin.get("/-/readyz").statusCode()).isEqualTo(200);
      assertThat(origin.get("/chat/latest/chat.js").statusCode()).isEqualTo(200);
      HttpResponse<byte[]> refused = publish(origin, "1.1.0");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(text(refused)).contains("native library", "noexec");
      assertThat(text(origin.get("/health"))).contains("degraded", "native library");
    }
  }

  /** As to a disk from which libraries may be loaded: it is not only ours. */
  @Test
  void load_folderIsALink_deletesNothingThere() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path others = Files.writeString(elsewhere.resolve("others"), "not ours");
    Path link = Files.createSymbolicLink(folder.resolve("native"), elsewhere);

    assertThat(NativeLibraries.load(link).up()).isTrue();

    assertThat(others).hasContent("not ours");
  }
}
