package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise: SIGHUP takes up what can be taken up, says what cannot, and never ends a server; and
 * a start tidies up after a kill.
 */
final class ReloadTest {
  @TempDir Path folder;

  /** The JVM leaves a signal alone that is ignored when it starts, as under {@code nohup}. */
  private static boolean hangUpIsIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
          .anyMatch(ignored -> (ignored & 1) != 0);
    }
  }

  @Test
  void hangUp_ofAServer_reloadsAndNeverEndsIt() throws Exception {
    assumeFalse(
        hangUpIsIgnored(), "SIGHUP is ignored here (nohup?), and the server would inherit that");
    Path settings = Files.writeString(folder.resolve("settings.yaml"), "logs: {level: warn}\n");
    Path logs = folder.resolve("store/logs");
    try (OriginProcess origin =
        OriginProcess.start(
            folder.resolve("store"), Map.of("WIDGET_ORIGIN_CONFIG", settings.toString()))) {
      origin.get("/before/1.0.0/x.js");
      Awaitility.await().until(() -> text(logs, "access-").contains("/before/"));
      // As logrotate does.
      Path access = file(logs, "access-");
      Files.move(access, logs.resolve("moved"));
      assertThat(status(origin, "declared-token-0123456789")).isEqualTo(401);
      Files.writeString(
          settings,
          """
          logs: {level: info}
          limits: {upload-bytes: 1000000}
          tokens: [{name: ci, sha256: %s, scopes: [read]}]
          """
              .formatted(sha256("declared-token-0123456789")));

      origin.hangUp();

      Awaitility.await()
          .until(() -> text(logs, "origin-").contains("need a restart: limits.upload-bytes"));
      assertThat(text(logs, "origin-")).containsPattern("\"WARN\"[^\n]* need a restart: ");
      assertThat(text(logs, "origin-")).contains("SIGHUP: tokens were read again");
      assertThat(status(origin, "declared-token-0123456789")).isEqualTo(200);
      origin.get("/after/1.0.0/x.js");
      Awaitility.await().until(() -> text(logs, "access-").contains("/after/"));
      assertThat(Files.readString(logs.resolve("moved"))).doesNotContain("/after/");

      Files.writeString(settings, "limits: {upload-bytes: none}\n");
      origin.hangUp();

      Awaitility.await()
          .until(() -> text(logs, "errors-").contains("SIGHUP: nothing was reloaded"));
      assertThat(origin.isAlive()).isTrue();
      assertThat(origin.get("/health").statusCode()).isEqualTo(200);
      assertThat(origin.apiJson("/widgets")).isNotNull();
      assertThat(origin.terminate()).isZero();
    }
  }

  @Test
  void start_afterAKill_takesAwayTheNativesOfThatProcess() throws Exception {
    Path natives = folder.resolve("store/native");
    Path left = Files.createDirectories(natives.resolve("com_aayushatharva_brotli4j_1"));
    Files.writeString(left.resolve("libbrotli.so"), "left by a kill");
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"))) {
      assertThat(origin.isAlive()).isTrue();
      assertThat(natives).isEmptyDirectory();
    }
  }

  private static int status(OriginProcess origin, String token) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(origin.control().resolve("/-/api/v1/whoami"))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String sha256(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  private static Path file(Path logs, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      return files
          .filter(each -> each.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElse(null);
    }
  }

  private static String text(Path logs, String prefix) throws IOException {
    Path file = Files.isDirectory(logs) ? file(logs, prefix) : null;
    return file == null ? "" : Files.readString(file);
  }
}
