package dev.widgetorigin.origin.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.auth.TokenStore.Revocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenStoreTest {
  private static final List<Scope> PUBLISH = List.of(Scope.parse("publish:chat").orElseThrow());
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-21T09:00:00Z");

  private TokenStore open(String adminToken) {
    return TokenStore.open(folder, adminToken, List.of(), () -> now, new SecureRandom());
  }

  @Test
  void open_firstTimeWithoutAdministrator_makesOneInAFileOnlyItsOwnerReads() throws IOException {
    TokenStore tokens = open(null);
    Path file = folder.resolve("admin.token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String secret = Files.readString(file).strip();
    assertThat(tokens.find(secret).orElseThrow().may(Permission.ADMIN, null)).isTrue();
    assertThat(Files.readString(folder.resolve("tokens.json"))).doesNotContain(secret);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("tokens.json"))))
        .isEqualTo("rw-------");
  }

  @Test
  void open_again_keepsTheTokenAndMakesNoOther() throws IOException {
    open(null);
    String secret = Files.readString(folder.resolve("admin.token"));
    TokenStore again = open(null);
    assertThat(Files.readString(folder.resolve("admin.token"))).isEqualTo(secret);
    assertThat(again.list()).hasSize(1);
    assertThat(again.find(secret.strip())).isPresent();
  }

  @Test
  void open_withTheOperatorsToken_writesNoFile() {
    TokenStore tokens = open("given");
    assertThat(folder.resolve("admin.token")).doesNotExist();
    assertThat(tokens.find("given").orElseThrow().name()).isEqualTo("admin");
    assertThat(tokens.find("Given")).isEmpty();
    assertThat(tokens.find("")).isEmpty();
  }

  @Test
  void reload_otherTokens_takesThemUpUnlessNoAdministratorIsLeft() {
    TokenStore tokens = open("given-admin-token-0123456789");
    String made = tokens.create("ci", PUBLISH, null, "admin").secret();

    tokens.reload("another-admin-token-0123456789", List.of());

    assertThat(tokens.find("another-admin-token-0123456789")).isPresent();
    assertThat(tokens.find("given-admin-token-0123456789")).isEmpty();
    assertThat(tokens.find(made)).isPresent();
    assertThatThrownBy(() -> tokens.reload(null, List.of())).hasMessageContaining("scope admin");
    assertThat(tokens.find("another-admin-token-0123456789")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" ", "\n", "two words", "a\tb", "line\nbreak", "null\0byte", "sch\u00f6n"})
  void open_withATokenNoClientCouldSend_saysSoWithoutPrintingIt(String adminToken) {
    assertThatThrownBy(() -> open(adminToken))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("WIDGET_ORIGIN_ADMIN_TOKEN: expected visible ASCII")
        .hasMessageNotContaining("two")
        .hasMessageNotContaining("break");
    assertThat(folder.resolve("tokens.json")).doesNotExist();
  }

  @Test
  void create_survivesARestartUntilRevoked() {
    TokenStore.Created created = open("x").create("ci", PUBLISH, null, "admin");
    assertThat(created.secret()).matches("wo_[A-Za-z0-9_-]{43}");
    TokenStore later = open("x");
    assertThat(later.find(created.secret()).orElseThrow()).isEqualTo(new Principal("ci", PUBLISH));
    assertThat(later.revoke(created.token().id())).isEqualTo(Revocation.REVOKED);
    assertThat(later.revoke(created.token().id())).isEqualTo(Revocation.UNKNOWN);
    assertThat(later.find(created.secret())).isEmpty();
    assertThat(open("x").find(created.secret())).isEmpty();
  }

  @Test
  void find_expired_isEmpty() {
    TokenStore tokens = open("x");
    String secret = tokens.create("ci", PUBLISH, now.plusSeconds(10), "admin").secret();
    now = now.plusSeconds(9);
    assertThat(tokens.find(secret)).isPresent();
    now = now.plusSeconds(1);
    assertThat(tokens.find(secret)).isEmpty();
  }

  @Test
  void revoke_onlyAdministrator_isRefusedUntilThereIsAnother() {
    TokenStore tokens = open(null);
    String id = tokens.list().get(0).id();
    assertThat(tokens.revoke(id)).isEqualTo(Revocation.LAST_ADMINISTRATOR);
    tokens.create("late", List.of(Scope.ADMIN), now.plusSeconds(10), "admin");
    now = now.plusSeconds(10);
    assertThat(tokens.revoke(id)).isEqualTo(Revocation.LAST_ADMINISTRATOR);
    tokens.create("other", List.of(Scope.ADMIN), null, "admin");
    assertThat(tokens.revoke(id)).isEqualTo(Revocation.REVOKED);
    assertThat(open("given").revoke(open("given").list().get(0).id()))
        .isEqualTo(Revocation.DECLARED);
  }

  @Test
  void rotate_administratorOfTheFirstStart_changesItsFileToo() throws IOException {
    TokenStore tokens = open(null);
    String before = Files.readString(folder.resolve("admin.token")).strip();
    TokenStore.Created after =
        tokens.rotate(tokens.list().get(0).id(), Duration.ZERO, null, "admin").orElseThrow();
    assertThat(Files.readString(folder.resolve("admin.token")).strip()).isEqualTo(after.secret());
    assertThat(tokens.find(before)).isEmpty();
    assertThat(open(null).find(after.secret())).isPresent();
  }

  @Test
  void open_killedBeforeTheFirstTokenCounted_makesAnother() throws IOException {
    Files.writeString(folder.resolve("admin.token"), "wo_left-by-a-start-that-was-killed\n");
    TokenStore tokens = open(null);
    String secret = Files.readString(folder.resolve("admin.token")).strip();
    assertThat(tokens.find(secret)).isPresent();
    assertThat(tokens.list()).hasSize(1);
  }

  @Test
  void saveUses_afterARestart_isStillKnown() {
    TokenStore tokens = open("given");
    TokenStore.Created created = tokens.create("ci", PUBLISH, null, "admin");
    assertThat(tokens.lastUsed(created.token().id())).isEmpty();
    assertThat(tokens.find(created.secret())).isPresent();
    assertThat(folder.resolve("tokens-used.json")).doesNotExist();
    tokens.saveUses();
    assertThat(open("given").lastUsed(created.token().id())).contains(now);
  }

  @Test
  void open_damagedUses_isNoReasonNotToStart() throws IOException {
    Files.writeString(folder.resolve("tokens-used.json"), "{\"used\":{\"x\":\"never\"}");
    assertThat(open("given").lastUsed("x")).isEmpty();
  }

  @Test
  void toString_ofAnythingAboutATokens_showsNeitherSecretNorHash() {
    TokenStore.Created created = open("x").create("ci", PUBLISH, null, "admin");
    String hash = created.token().hash().toString();
    assertThat(created.toString()).doesNotContain(created.secret()).doesNotContain(hash);
    assertThat(created.token().toString()).doesNotContain(hash);
  }
}
