package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.Archives;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Nobody fills the disk through the control listener with content that no call would use. */
class ControlUploadTest {
  private static final int LARGE = 100_000_000;

  @TempDir static Path folder;

  private static TestOrigin origin;
  private static String reader;
  private static String publisher;
  private static String releaser;

  @BeforeAll
  static void start() throws Exception {
    origin = TestOrigin.start(folder.resolve("store"), Map.of());
    reader = token("read");
    publisher = token("publish:mine-*");
    releaser = token("release:mine-*");
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  private static String token(String scope) throws Exception {
    HttpResponse<String> answer =
        origin.call("POST", "/tokens", "{\"name\":\"t\",\"scopes\":[\"" + scope + "\"]}");
    return JsonMapper.builder().build().readTree(answer.body()).get("token").asString();
  }

  private static String secret(String who) {
    return switch (who) {
      case "admin" -> TestOrigin.ADMIN;
      case "reader" -> reader;
      case "publisher" -> publisher;
      case "releaser" -> releaser;
      default -> who;
    };
  }

  /** The status of the first answer to the head alone; no content is sent. */
  private static int status(String method, String target, String who, String framing)
      throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), origin.server().controlPort())) {
      socket.setSoTimeout(60_000);
      String authorization =
          who.equals("nobody") ? "" : "Authorization: Bearer " + secret(who) + "\r\n";
      String head =
          method
              + " "
              + target
              + " HTTP/1.1\r\nHost: localhost\r\n"
              + authorization
              + framing
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      return Integer.parseInt(in.readLine().split(" ", 3)[1]);
    }
  }

  @ParameterizedTest(name = "{0} {1} as {2} is {3}")
  @CsvSource({
    "PUT, /-/api/v1/widgets/w/versions/1.0.0, nobody, 401",
    "PUT, /-/api/v1/widgets/w/versions/1.0.0, unknown, 401",
    "PUT, /-/api/v1/widgets/w/versions/1.0.0, looks.like.signed, 401",
    "PUT, /-/api/v1/widgets/w/versions/1.0.0, reader, 403",
    "PUT, /-/api/v1/widgets/w/versions/1.0.0, publisher, 403",
    "PUT, /-/api/v1/widgets/mine-a/versions/1.0.0, releaser, 403",
    "PUT, /-/api/v1/widgets/%40mine-a%2Fw/versions/1.0.0, publisher, 403",
    "PUT, /-/api/v1/widgets/mine-a/settings, publisher, 403",
    "PUT, /-/api/v1/widgets/mine-a/settings, releaser, 413",
    "PATCH, /-/api/v1/widgets/w/versions/1.0.0, admin, 413",
    "PUT, /-/api/v1/widgets/.bad/versions/1.0.0, admin, 400",
    "POST, /-/api/v1/nothing, nobody, 404",
    "POST, /-/api/v1/widgets, nobody, 405",
    "GET, /-/api/v1/whoami, nobody, 401",
    "GET, /-/livez, nobody, 200",
    "POST, /metrics, nobody, 405",
    "POST, /nowhere, nobody, 404",
    "PUT, /-/npm/w, nobody, 401",
    "PUT, /-/npm/w, reader, 403",
    "PUT, /-/npm/w, publisher, 403",
    "PUT, /-/npm/-/package/mine-a/dist-tags/beta, releaser, 413",
  })
  void largeContent_thatNoCallWouldUse_isAnsweredFromTheHead(
      String method, String target, String who, int expected) throws IOException {
    assertThat(status(method, target, who, "Content-Length: " + LARGE)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1} in {2}")
  @CsvSource({
    "PUT, /-/api/v1/widgets/mine-a/settings, gzip",
    "PATCH, /-/api/v1/widgets/mine-a/versions/1.0.0, br",
    "PUT, /-/api/v1/widgets/mine-a/rollout, gzip",
    "POST, /-/api/v1/tokens, zstd",
    "PUT, /-/api/v1/widgets/mine-a/versions/1.0.0, br",
    "PUT, /-/npm/mine-a, gzip",
    "PUT, /-/npm/-/package/mine-a/dist-tags/beta, gzip",
    "PUT, /-/npm/-/user/ana, gzip",
  })
  void content_inACodingThatNoCallReads_isAnsweredFromTheHead(
      String method, String target, String coding) throws IOException {
    String framing = "Content-Length: 100\r\nContent-Encoding: " + coding;
    assertThat(status(method, target, "admin", framing)).isEqualTo(415);
    assertThat(status(method, target, "unknown", framing))
        .isEqualTo(target.contains("/user/") ? 415 : 401);
  }

  /** A .tar in the coding gzip is a .tgz, whatever its sender calls it. */
  @Test
  void publish_archiveInTheCodingGzip_isPublished() {
    byte[] archive = Archives.widget("1.0.0");
    assertThat(
            origin
                .call("PUT", "/widgets/coded/versions/1.0.0", archive, "Content-Encoding", "gzip")
                .statusCode())
        .isEqualTo(201);
  }

  @ParameterizedTest(name = "{0} {1} as {2}")
  @CsvSource({
    "PUT, /-/api/v1/widgets/mine-a/versions/1.0.0, publisher",
    "PUT, /-/npm/mine-a, publisher",
    "PUT, /-/npm/mine-a, releaser",
  })
  void largeContent_thatACallNeeds_isInvited(String method, String target, String who)
      throws IOException {
    String framing = "Expect: 100-continue\r\nContent-Length: " + LARGE;
    assertThat(status(method, target, who, framing)).isEqualTo(100);
  }

  @Test
  void content_thatTheDiskDoesNotTake_isAnsweredWithTheCauseAndTheRemedy() throws IOException {
    Path staging = folder.resolve("store/staging");
    Path away = Files.move(staging, folder.resolve("away"));
    try {
      HttpResponse<String> answer =
          origin.call("PUT", "/widgets/mine-a/versions/1.0.0", new byte[3_000_000]);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body())
          .contains("a file or folder is missing", "widget-origin doctor")
          .doesNotContain("try again later");
    } finally {
      Files.move(away, staging);
    }
  }

  @Test
  void unmeasuredContent_thatTheCallDoesNotUse_isNotWaitedFor() throws IOException {
    String chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
    assertThat(
            status(
                "GET", "/-/livez", "nobody", "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk))
        .isEqualTo(200);
  }
}
