package dev.widgetorigin.origin.admin;

import static dev.widgetorigin.origin.web.Method.DELETE;
import static dev.widgetorigin.origin.web.Method.GET;
import static dev.widgetorigin.origin.web.Method.POST;
import static dev.widgetorigin.origin.web.Method.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import dev.widgetorigin.origin.audit.AuditChain;
import dev.widgetorigin.origin.audit.AuditText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Tokens over the API, and what of all that is in the audit log. */
final class TokenCallsTest {
  @TempDir Path folder;
  @AutoClose private ControlWorld world;

  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
  }

  private Answer create(String more) {
    return world.call(
        POST, "/tokens", "{\"name\":\"ci\",\"scopes\":[\"publish:chat\"]" + more + "}");
  }

  private int whoami(String token) {
    return world.as(token, GET, "/whoami", new byte[0]).status();
  }

  private String audit() throws IOException {
    assertThat(AuditChain.verify(folder).problems()).isEmpty();
    return AuditText.of(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "90d,2027-02-19T09:00:00Z",
    "12h,2026-11-21T21:00:00Z",
    "P1D,2026-11-22T09:00:00Z",
    "2027-01-01T00:00:00Z,2027-01-01T00:00:00Z"
  })
  void create_expires_isADurationOrATime(String expires, String expected) {
    assertThat(create(",\"expires\":\"" + expires + "\"").text("expires")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0d",
        "-1d",
        "PT-1H",
        "9999999d",
        "99999999999d",
        "999999999999d",
        "soon",
        "2020-01-01T00:00:00Z"
      })
  void create_expiresThatCannotBeMeant_isRefused(String expires) {
    assertThat(create(",\"expires\":\"" + expires + "\"").status()).isEqualTo(422);
    assertThat(world.tokens.list()).hasSize(1);
  }

  @Test
  void rotate_withoutGrace_endsTheOldTokenAtOnce() {
    Answer old = create(",\"expires\":\"90d\"");
    world.now = world.now.plusSeconds(3600);
    Answer rotated = world.call(POST, "/tokens/" + old.text("id") + "/rotate");
    assertThat(rotated.status()).isEqualTo(201);
    assertThat(rotated.text("name")).isEqualTo("ci");
    assertThat(rotated.json().path("scopes")).hasToString("[\"publish:chat\"]");
    assertThat(rotated.text("expires")).isEqualTo("2027-02-19T10:00:00Z");
    assertThat(whoami(old.text("token"))).isEqualTo(401);
    assertThat(whoami(rotated.text("token"))).isEqualTo(200);
  }

  @Test
  void rotate_withGrace_bothWorkForThatLong() {
    Answer old = create("");
    Answer rotated =
        world.call(POST, "/tokens/" + old.text("id") + "/rotate", "{\"grace\":\"1h\"}");
    assertThat(whoami(old.text("token"))).isEqualTo(200);
    world.now = world.now.plusSeconds(3600);
    assertThat(whoami(old.text("token"))).isEqualTo(401);
    assertThat(whoami(rotated.text("token"))).isEqualTo(200);
  }

  @Test
  void rotate_whatCannotBe_isRefusedInWords() {
    assertThat(world.call(POST, "/tokens/abcdefabcdef/rotate").status()).isEqualTo(404);
    String declared = world.tokens.list().get(0).id();
    assertThat(world.call(POST, "/tokens/" + declared + "/rotate").status()).isEqualTo(409);
    Answer old = create("");
    assertThat(
            world
                .call(POST, "/tokens/" + old.text("id") + "/rotate", "{\"grace\":\"1y\"}")
                .status())
        .isEqualTo(422);
    assertThat(whoami(old.text("token"))).isEqualTo(200);
  }

  @Test
  void list_tellsWhenATokenWasLastUsed() {
    Answer created = create("");
    JsonNode never = world.call(GET, "/tokens").json().path("tokens").get(1);
    assertThat(never.path("lastUsed").isNull()).isTrue();
    whoami(created.text("token"));
    Instant used = world.now;
    JsonNode once = world.call(GET, "/tokens").json().path("tokens").get(1);
    assertThat(once.path("lastUsed").asString()).isEqualTo(used.toString());
  }

  @Test
  void audit_strangers_areNotInIt() throws IOException {
    for (String token : new String[] {null, "wrong", "wo_" + "A".repeat(43), "a.b.c"}) {
      assertThat(world.as(token, PUT, "/widgets/x/versions/1.0.0", new byte[9]).status())
          .isEqualTo(401);
      assertThat(world.as(token, DELETE, "/tokens/x", new byte[0]).status()).isEqualTo(401);
    }
    assertThat(audit()).isEmpty();
    assertThat(world.as(world.token("read"), DELETE, "/tokens/x", new byte[0]).status())
        .isEqualTo(403);
    assertThat(audit()).contains("\"status\":403", "t-read");
  }

  @Test
  void audit_tokenMadeAndRevoked_isAnnouncedFirst() throws IOException {
    Answer created = create("");
    world.call(DELETE, "/tokens/" + created.text("id"));
    assertThat(
            audit()
                .lines()
                .map(
                    line ->
                        line.replaceAll(
                                ".*\"action\":\"([^\"]*)\".*\"what\":\"([^\"]*)\".*", "$1 $2")
                            .strip()))
        .containsExactly(
            "create-token begins: ci [publish:chat]",
            "create-token",
            "revoke-token begins: " + created.text("id"),
            "revoke-token");
    assertThat(audit()).doesNotContain(created.text("token"));
  }

  @Test
  void audit_secretsInReasonsAndPaths_areHidden() throws IOException {
    String token = world.token("admin");
    world.publish("chat", "1.0.0", "?reason=token%3D" + token);
    world.call(DELETE, "/tokens/" + token);
    String body = "{\"version\":\"1.0.0\",\"reason\":\"use Bearer " + token + "\"}";
    world.call(PUT, "/widgets/chat/aliases/beta", body);
    assertThat(audit()).contains("***").doesNotContain(token);
    assertThat(world.call(GET, "/widgets/chat/history").toString())
        .contains("***")
        .doesNotContain(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"a\\nb\",\"scopes\":[\"admin\"]}",
        "{\"name\":\"a\",\"name\":\"b\",\"scopes\":[\"admin\"]}",
        "{\"name\":\"a\",\"scopes\":[\"admin\"]} trailing",
        "{\"name\":\"a\",\"scopes\":[\"admin\"]}{}",
        "{\"name\":\"a\",\"scopes\":[NaN]}",
        "{\"name\":NaN,\"scopes\":[\"admin\"]}",
        "{\"name\":1e999999999,\"scopes\":[\"admin\"]}",
        "{\"name\":\"a\",\"scopes\":[\"ADMIN\"]}",
        "{\"name\":\"a\",\"scopes\":[\"admin\\u0000\"]}",
        "{\"name\":\"a\",\"scopes\":[\"publish:../x\"]}",
        "{\"name\":\"a\",\"scopes\":[\"publish:\"]}",
        "{\"name\":\"a\",\"scopes\":[\"publish:**/**\"]}",
        "{\"name\":\"a\",\"scopes\":\"admin\"}",
        "{\"name\":\"a\",\"scopes\":[\"admin\"],\"__proto__\":{}}",
        "['a']",
        "/* c */ {\"name\":\"a\",\"scopes\":[\"admin\"]}"
      })
  void create_oddJson_isRefusedAndNothingIsMade(String body) {
    assertThat(world.call(POST, "/tokens", body).status()).isIn(400, 422);
    assertThat(world.tokens.list()).hasSize(1);
  }

  @Test
  void create_deepOrHugeJson_isRefused() {
    String deep = "{\"name\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThat(world.call(POST, "/tokens", deep).status()).isIn(400, 413, 422);
    String number = "{\"name\":" + "9".repeat(200_000) + "}";
    assertThat(world.call(POST, "/tokens", number).status()).isIn(400, 413, 422);
    byte[] huge = ("{\"name\":\"" + "a".repeat(1 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
    assertThat(world.as(ControlWorld.ADMIN, POST, "/tokens", huge).status()).isEqualTo(413);
    assertThat(world.tokens.list()).hasSize(1);
  }
}
