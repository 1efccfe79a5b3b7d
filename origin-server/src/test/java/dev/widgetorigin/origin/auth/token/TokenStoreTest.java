package dev.widgetorigin.origin.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.auth.Permission;
import dev.widgetorigin.origin.auth.Principal;
import dev.widgetorigin.origin.auth.Scope;
import dev.widgetorigin.origin.auth.token.TokenStore.Revocation;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.widget.ApiToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenStoreTest {
  private static final List<Scope> PUBLISH = List.of(Scope.parse("publish:chat").orElseThrow());
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-21T09:00:00Z");

  private NodeStore store;

  @BeforeEach
  void openStore() {
    store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false).withClock(() -> now));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  /** As after a restart. */
  private TokenStore open(String adminToken) {
    closeStore();
    openStore();
    return onAnotherNode(folder, adminToken);
  }

  /** Over the same log. */
  private TokenStore onAnotherNode(Path files, String adminToken) {
    return TokenStore.open(
        store.catalog(), files, adminToken, List.of(), () -> now, new SecureRandom());
  }

  private String log() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> batches = Files.list(folder.resolve("log"))) {
      for (Path batch : batches.toList()) {
        all.append(Files.readString(batch));
      }
    }
    return all.toString();
  }

  @Test
  void open_firstTimeWithoutAdministrator_makesOneInAFileOnlyItsOwnerReads() throws IOException {
    TokenStore tokens = open(null);
    Path file = folder.resolve("admin.token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    String secret = Files.readString(file).strip();
    assertThat(tokens.find(secret).orElseThrow().may(Permission.ADMIN, null)).isTrue();
    assertThat(log()).contains("\"type\":\"token\"").doesNotContain(secret);
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
    assertThat(store.catalog().snapshot().sequence()).isZero();
  }

  @Test
  void create_survivesARestartUntilRevoked() {
    TokenStore.Created created = open("x").create("ci", PUBLISH, null, "admin");
    assertThat(created.secret()).matches("wo_[A-Za-z0-9_-]{43}");
    TokenStore later = open("x");
    assertThat(later.find(created.secret()).orElseThrow()).isEqualTo(new Principal("ci", PUBLISH));
    assertThat(revoke(later, created.token().id())).isEqualTo(Revocation.REVOKED);
    assertThat(revoke(later, created.token().id())).isEqualTo(Revocation.UNKNOWN);
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
    assertThat(revoke(tokens, id)).isEqualTo(Revocation.LAST_ADMINISTRATOR);
    tokens.create("late", List.of(Scope.ADMIN), now.plusSeconds(10), "admin");
    now = now.plusSeconds(10);
    assertThat(revoke(tokens, id)).isEqualTo(Revocation.LAST_ADMINISTRATOR);
    tokens.create("other", List.of(Scope.ADMIN), null, "admin");
    assertThat(revoke(tokens, id)).isEqualTo(Revocation.REVOKED);
    TokenStore given = open("given");
    assertThat(revoke(given, given.list().get(0).id())).isEqualTo(Revocation.DECLARED);
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
  void lastUsed_ofAnyClock_isInWholeSeconds() {
    TokenStore tokens = open("given");
    TokenStore.Created created = tokens.create("ci", PUBLISH, null, "admin");
    Instant second = now;
    now = now.plusNanos(875_152_367);
    assertThat(tokens.find(created.secret())).isPresent();
    assertThat(tokens.lastUsed(created.token().id())).contains(second);
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

  private static Revocation revoke(TokenStore tokens, String id) {
    return tokens.revoke(id, "admin").outcome();
  }

  @Test
  void create_onOneNode_countsOnTheOtherAtOnce() throws IOException {
    TokenStore one = open("given");
    TokenStore other = onAnotherNode(Files.createDirectory(folder.resolve("other")), "given");

    TokenStore.Created created = one.create("ci", PUBLISH, null, "admin");

    assertThat(other.find(created.secret())).isPresent();
    assertThat(created.sequence()).isEqualTo(store.catalog().snapshot().sequence());
    assertThat(log()).doesNotContain(created.secret());
    assertThat(revoke(other, created.token().id())).isEqualTo(Revocation.REVOKED);
    assertThat(one.find(created.secret())).isEmpty();
  }

  @Test
  void open_anotherNodeAlreadyHasAnAdministrator_makesNone() throws IOException {
    open(null);
    Path other = Files.createDirectory(folder.resolve("other"));
    onAnotherNode(other, null);

    assertThat(other.resolve("admin.token")).doesNotExist();
    assertThat(store.catalog().snapshot().tokens()).hasSize(1);
  }

  @Test
  void revoke_bothAdministratorsAtATime_leavesOne() throws Exception {
    TokenStore tokens = open(null);
    String first = tokens.list().get(0).id();
    for (int i = 0; i < 20; i++) {
      String second = tokens.create("second", List.of(Scope.ADMIN), null, "admin").token().id();
      String revoked = first;
      CompletableFuture<Revocation> one =
          CompletableFuture.supplyAsync(() -> revoke(tokens, revoked));
      CompletableFuture<Revocation> two =
          CompletableFuture.supplyAsync(() -> revoke(tokens, second));
      assertThat(List.of(one.get(), two.get()))
          .containsExactlyInAnyOrder(Revocation.REVOKED, Revocation.LAST_ADMINISTRATOR);
      first = tokens.list().get(0).id();
    }
  }

  @Test
  void rotate_withGrace_endsTheOldOneThenAndItIsOneChange() {
    TokenStore tokens = open("given");
    TokenStore.Created old = tokens.create("ci", PUBLISH, null, "admin");
    TokenStore.Created next =
        tokens.rotate(old.token().id(), Duration.ofHours(1), null, "admin").orElseThrow();

    assertThat(next.sequence()).isEqualTo(old.sequence() + 1);
    assertThat(tokens.find(old.secret())).isPresent();
    now = now.plus(Duration.ofHours(1));
    assertThat(tokens.find(old.secret())).isEmpty();
    assertThat(tokens.find(next.secret())).isPresent();
    assertThat(tokens.rotate(old.token().id(), Duration.ZERO, null, "admin")).isEmpty();
  }

  @Test
  void find_scopeOfANewerVersion_grantsNothing() {
    TokenStore tokens = open("given");
    TokenStore.Created created = tokens.create("ci", PUBLISH, null, "admin");
    ApiToken known = store.catalog().snapshot().tokens().get(created.token().id());
    store
        .catalog()
        .commit(
            "newer",
            "",
            state ->
                List.of(
                    new Change.TokenChanged(
                        new ApiToken(
                            known.id(),
                            known.name(),
                            known.hash(),
                            List.of("teleport:*"),
                            known.created(),
                            known.createdBy(),
                            null))));

    assertThat(tokens.find(created.secret()).orElseThrow().scopes()).isEmpty();
  }
}
