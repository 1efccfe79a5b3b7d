package dev.widgetorigin.origin.npm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code npm login}: the password is a token, and the client is given it to keep. */
final class NpmLoginTest {
  @TempDir static Path folder;
  private static TestOrigin server;

  @BeforeAll
  static void start() throws IOException {
    server = TestOrigin.start(folder.resolve("store"), Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** As npm 10 sends it with {@code --auth-type=legacy}. */
  private static String document(String password) {
    return "{\"_id\":\"org.couchdb.user:ada\",\"name\":\"ada\",\"password\":\""
        + password
        + "\",\"email\":\"ada@example.com\",\"type\":\"user\",\"roles\":[],"
        + "\"date\":\"2026-11-28T12:00:00.000Z\"}";
  }

  @Test
  void login_withATokenAsPassword_givesThatToken() throws Exception {
    HttpResponse<String> answer = login(document(TestOrigin.ADMIN));
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).contains("\"token\":\"" + TestOrigin.ADMIN + "\"");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void login_withAnythingElse_isRefusedAndSaysWhatToType() throws Exception {
    HttpResponse<String> answer = login(document("correct-horse-battery-staple"));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body())
        .contains("Type a token of this origin as the password")
        .doesNotContain("correct-horse-battery-staple");
  }

  @Test
  void login_withoutAPassword_isRefusedAndSaysWhatToType() throws Exception {
    for (String document : new String[] {"", "{}", document(" "), "{\"password\":null}"}) {
      HttpResponse<String> answer = login(document);
      assertThat(answer.statusCode()).as(document).isEqualTo(401);
      assertThat(answer.body()).as(document).contains("Type a token of this origin");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]]",
        "not json",
        "{\"password\":\"a\",\"password\":\"b\"}",
        "{\"password\":\"a\"} {\"password\":\"b\"}"
      })
  void login_thatIsNoDocument_is400(String document) throws Exception {
    HttpResponse<String> answer = login(document);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
  }

  /** A password in a log would be a token in a log. */
  @Test
  void login_leavesNoPasswordInAnyLog() throws Exception {
    login(document("a-password-that-must-not-be-kept"));
    login(document(TestOrigin.ADMIN));
    server.close();
    try (var files = Files.walk(folder.resolve("store"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(text).as("%s", file).doesNotContain("a-password-that-must-not-be-kept");
        assertThat(text).as("%s", file).doesNotContain(TestOrigin.ADMIN);
      }
    }
    server = TestOrigin.start(folder.resolve("store"), Map.of());
  }

  private static HttpResponse<String> login(String document) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(server.controlUrl() + "/-/npm/-/user/org.couchdb.user:ada"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(document))
                .build(),
            BodyHandlers.ofString());
  }
}
