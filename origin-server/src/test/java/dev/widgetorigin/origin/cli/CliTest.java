package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OriginServer;
import dev.widgetorigin.origin.cli.serve.Servers;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import dev.widgetorigin.origin.cli.terminal.TestTerminal;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands against a real origin in this process: exit codes, and what a person is told. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CliTest {
  @TempDir static Path folder;
  private static OriginServer server;

  @BeforeAll
  static void start() throws IOException {
    server =
        Servers.start(
            ConfigLoader.loadOnly(
                Map.of(
                    "delivery.host", "127.0.0.1",
                    "delivery.port", "0",
                    "control.port", "0",
                    "store.path", store().toString())),
            CliRun.terminal(Map.of()),
            null);
    for (String version : new String[] {"1.0.0", "1.1.0", "2.0.0-rc.1"}) {
      write(version);
    }
  }

  private static void write(String version) throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("chat-" + version));
    Files.writeString(
        bundle.resolve("package.json"),
        "{\"name\":\"chat\",\"version\":\"" + version + "\",\"main\":\"chat.js\"}");
    Files.writeString(bundle.resolve("chat.js"), "console.log('" + version + "');\n".repeat(99));
    Files.writeString(bundle.resolve(".secret"), "not for others");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Path store() {
    return folder.resolve("store");
  }

  private static CliRun run(String... arguments) {
    return CliRun.of(environment(), arguments);
  }

  private static Map<String, String> environment() {
    try {
      return Map.of(
          "WIDGET_ORIGIN_SERVER", server.controlUrl(),
          "WIDGET_ORIGIN_TOKEN", Files.readString(store().resolve("admin.token")).strip(),
          "WIDGET_ORIGIN_STORE_PATH", store().toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A person sits at the terminal who types that. */
  private static CliRun typing(String typed, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        TestTerminal.attended(typed, new PrintWriter(out), new PrintWriter(err), environment());
    int code = Cli.run(terminal, arguments);
    return new CliRun(code, out.toString(), err.toString());
  }

  private static String bundle(String version) {
    return folder.resolve("chat-" + version).toString();
  }

  @Test
  @Order(1)
  void publish_folder_takesNameAndVersionFromPackageJson() {
    CliRun run = run("publish", bundle("1.0.0"));
    assertThat(run.err()).contains("left out: .secret", "uploading");
    assertThat(run.out())
        .contains("moved latest: nothing -> 1.0.0", "chat 1.0.0: released (change 2)");
    assertThat(run.code()).isZero();
  }

  @Test
  @Order(26)
  void publish_archiveWithPackagesInside_goesByTheOneAtTheTop() throws IOException {
    Path archive = folder.resolve("outer.tgz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
      add(tar, "package/a/package.json", "{\"name\":\"inner\",\"version\":\"9.9.9\"}");
      add(tar, "package/a.js", "1");
      add(tar, "._package", "mac");
      add(tar, "package/./package.json", "{\"name\":\"outer\",\"version\":\"1.0.0\"}");
    }
    assertThat(run("publish", archive.toString(), "--state", "staged").out())
        .contains("outer 1.0.0: staged");
    Path broken = Files.writeString(folder.resolve("broken.tgz"), "<html>");
    assertThat(run("publish", broken.toString()).err()).contains("expected a .tgz, .tar or .zip");
  }

  @Test
  @Order(27)
  void publish_fast_isServedAtOnceAndReleasedInTheEnd() {
    assertThat(run("publish", bundle("1.0.0"), "--widget", "quick", "--fast").out())
        .containsPattern(
            "quick 1\\.0\\.0: served at its exact URL \\(change \\d+\\); released when it is"
                + " compressed as well as can be");
    CliRun waited = run("publish", bundle("1.1.0"), "--widget", "quick", "--fast", "--wait");
    assertThat(waited.out()).containsPattern("quick 1\\.1\\.0: released \\(change \\d+\\)");
    assertThat(waited.code()).isZero();
    assertThat(run("show", "quick").out())
        .containsPattern("latest +1\\.1\\.0")
        .containsPattern("1\\.1\\.0 +released");
    assertThat(run("publish", bundle("1.1.0"), "--wait").code()).isEqualTo(2);
  }

  private static void add(TarArchiveOutputStream tar, String name, String content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  @Test
  @Order(2)
  void publish_sameBytesAgain_changesNothing() {
    CliRun run = run("publish", bundle("1.0.0"));
    assertThat(run.out()).contains("the same bytes were published before, nothing to change");
    assertThat(run.code()).isZero();
  }

  @Test
  @Order(3)
  void publish_otherBytesUnderTheSameNumber_isRefused() {
    CliRun run = run("publish", bundle("1.1.0"), "--version", "1.0.0");
    assertThat(run.err()).contains("(409)", "a version never changes");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  @Order(4)
  void publish_dryRun_saysWhatWouldHappenAndDoesNothing() {
    CliRun run = run("publish", bundle("1.1.0"), "--dry-run");
    assertThat(run.out())
        .contains("would move latest: 1.0.0 -> 1.1.0", "AGAINST 1.0.0", "nothing was published");
    assertThat(run("show", "chat@1.1.0").code()).isEqualTo(1);
  }

  @Test
  @Order(5)
  void publish_stagedThenReleased_movesAliasesOnlyThen() {
    assertThat(run("publish", bundle("1.1.0"), "--state", "staged").out())
        .contains("chat 1.1.0: staged");
    assertThat(run("list").out()).containsPattern("chat +1\\.0\\.0 +2");
    assertThat(run("release", "chat", "1.1.0", "-r", "tested").out())
        .contains("chat 1.1.0: staged -> released");
    assertThat(run("list").out()).containsPattern("chat +1\\.1\\.0 +2");
  }

  @Test
  @Order(6)
  void rollback_latest_saysWhatChangedAndHowToUndoIt() {
    CliRun run = run("rollback", "chat", "-r", "checkout is broken");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("chat latest: 1.1.0 -> 1.0.0", "undo: widget-origin unpin chat latest");
    assertThat(run("show", "chat").out()).contains("pinned by admin", "checkout is broken");
    assertThat(run("unpin", "chat", "latest").out()).contains("chat latest: 1.0.0 -> 1.1.0");
  }

  @Test
  @Order(7)
  void pin_thenUnpin_holdsAnAlias() {
    assertThat(run("pin", "chat", "v1", "1.0.0").out()).contains("chat v1: 1.1.0 -> 1.0.0");
    assertThat(run("unpin", "chat@v1", "-r", "mended").out()).contains("chat v1: 1.0.0 -> 1.1.0");
    assertThat(run("history", "chat", "-n", "1").out())
        .containsPattern("lifted the pin of v1 to 1\\.0\\.0 +mended");
  }

  @Test
  @Order(8)
  void channel_setAndDropped() {
    assertThat(run("publish", bundle("2.0.0-rc.1"), "--channel", "beta").code()).isZero();
    assertThat(run("channel", "chat", "beta", "1.1.0").out())
        .contains("chat beta: 2.0.0-rc.1 -> 1.1.0");
    assertThat(run("channel", "chat", "beta", "--drop", "-r", "out of use").out())
        .contains("chat beta: 1.1.0 -> nothing");
    assertThat(run("history", "chat", "-n", "1").out())
        .containsPattern("dropped the channel beta \\(was 1\\.1\\.0\\) +out of use");
  }

  @Test
  @Order(9)
  void states_oneAfterTheOther() throws Exception {
    assertThat(run("deprecate", "chat", "1.0.0", "-r", "old").out())
        .contains("released -> deprecated");
    assertThat(run("yank", "chat", "1.0.0").out()).contains("deprecated -> yanked");
    CliRun unasked = run("block", "chat", "2.0.0-rc.1");
    assertThat(unasked.code()).isEqualTo(2);
    assertThat(unasked.err()).contains("cannot be undone", "--yes");
    for (String typed : new String[] {"", "\n", "n\n", "yess\n", "chat\n"}) {
      CliRun declined = typing(typed, "block", "chat", "2.0.0-rc.1");
      assertThat(declined.code()).as(typed).isEqualTo(1);
      assertThat(declined.err())
          .contains("Block chat 2.0.0-rc.1?", "for ever", "[y/N]", "nothing was blocked");
    }
    assertThat(run("show", "chat").out()).doesNotContain("blocked");
    assertThat(
            run("block", "chat", "2.0.0-rc.1", "--yes", "-r", "case 42", "--public-reason", "bad")
                .out())
        .contains("-> blocked", "purge w-chat-v-2.0.0-rc.1");
    assertThat(delivered("/chat/2.0.0-rc.1/chat.js"))
        .contains("410", "bad")
        .doesNotContain("case 42");
    assertThat(run("release", "chat", "2.0.0-rc.1").err()).contains("(409)", "for ever");
  }

  private static String delivered(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.deliveryUrl() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  @Order(9)
  void settings_aliasMode_isChangedAndShown() {
    assertThat(run("settings", "chat").out()).contains("alias mode: serve");
    assertThat(run("settings", "chat", "--alias-mode", "stub", "-r", "chunks").out())
        .contains("chat settings", "alias mode: stub");
    assertThat(run("settings", "chat").out()).contains("alias mode: stub");
    assertThat(run("show", "chat").out()).contains("alias mode: stub (");
    assertThat(run("settings", "chat", "--alias-mode", "both").code()).isEqualTo(2);
    assertThat(run("settings", "nope").err()).contains("(404)");
    assertThat(run("settings", "chat", "--alias-mode", "serve").code()).isZero();
  }

  @Test
  @Order(10)
  void history_withoutAWidget_isThatOfAll() {
    CliRun run = run("history");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("chat: published 1.0.0", "chat: rolled back latest");
  }

  @Test
  @Order(10)
  void channel_ofARange_isRefusedAndPointsToPin() {
    CliRun run = run("channel", "chat", "v1", "1.1.0");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("widget-origin pin chat v1 1.1.0");
  }

  @Test
  @Order(10)
  void history_ofNobody_saysThatThereIsNone() {
    assertThat(run("history", "--who", "nobody").out()).isEqualTo("no such changes\n");
  }

  @ParameterizedTest
  @Order(10)
  @CsvSource(
      quoteCharacter = '`',
      value = {"\"wo_x\", quotation mark", "'wo_x', quotation mark", "bearer wo_x, Bearer"})
  void token_withWhatWasCopiedAlong_isRecognised(String token, String words) {
    CliRun run = run("list", "--token", token);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("401", words).doesNotContain("wo_x");
  }

  @Test
  @Order(10)
  void show_alias_explainsIt() {
    CliRun run = run("show", "chat", "v1");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("chat v1 answers 1.1.0", "rule: v1 answers what latest answers", "alias mode:");
  }

  /** Tests run where there is a folder of that name. */
  @Test
  @Order(10)
  void show_widgetNamedAsAFolderHere_isTheWidget() {
    CliRun run = run("show", "@src/main");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("(404)", "@src/main");
  }

  @Test
  @Order(20)
  void publish_afterARollback_saysWhatHoldsItAndUnpinLetsItOut() throws IOException {
    write("3.0.0");
    write("3.0.1");
    write("3.0.2");
    run("publish", bundle("3.0.0"));
    run("publish", bundle("3.0.1"));
    assertThat(run("rollback", "chat", "-r", "broken").out())
        .contains(
            "latest stays there whatever is published",
            "browsers may use 3.0.1 for up to 300 s",
            "purge w-chat-a-latest");
    assertThat(run("publish", bundle("3.0.2")).out())
        .contains("held: latest, v3, v3.0 stay on 3.0.0", "widget-origin unpin chat latest");
    assertThat(run("show", "chat").out())
        .contains("without the pin it would answer 3.0.2: widget-origin unpin chat latest");
    write("3.0.3");
    CliRun fast = run("publish", bundle("3.0.3"), "--fast", "--wait");
    assertThat(fast.code()).as(fast.err()).isZero();
    assertThat(fast.out())
        .contains("held: latest, v3, v3.0 stay on 3.0.0", "widget-origin unpin chat latest");
    write("3.0.4");
    assertThat(run("publish", bundle("3.0.4"), "--unpin").out())
        .contains("moved latest: 3.0.0 -> 3.0.4")
        .doesNotContain("held:");
  }

  @Test
  @Order(21)
  void promote_versionPublishedToAChannel_movesLatest() throws IOException {
    write("3.1.0");
    assertThat(run("publish", bundle("3.1.0"), "--channel", "next").out())
        .contains("moved next: nothing -> 3.1.0")
        .doesNotContain("moved latest");
    assertThat(run("show", "chat").out()).contains("released to next");
    assertThat(run("promote", "chat", "3.1.0").out()).contains("moved latest: 3.0.4 -> 3.1.0");
    assertThat(run("promote", "chat@3.1.0").out()).contains("counts for latest", "already");
  }

  @Test
  @Order(10)
  void history_namesWhoWhatAndWhy() {
    CliRun run = run("history", "chat");
    assertThat(run.out())
        .contains("admin", "checkout is broken", "rolled back latest from 1.1.0 to 1.0.0");
  }

  @Test
  @Order(11)
  void show_version_listsFilesWithIntegrity() {
    assertThat(run("show", "chat@1.1.0").out()).contains("chat.js", "sha384-", "chat 1.1.0");
  }

  @Test
  @Order(12)
  void json_isWhatTheApiAnswered() {
    JsonNode json = JsonMapper.shared().readTree(run("list", "--json").out());
    assertThat(json.path("widgets").get(0).path("name").asString()).isEqualTo("chat");
  }

  @Test
  @Order(13)
  void token_createdListedRevoked_worksOnlyInBetween() {
    CliRun created = run("token", "create", "ci", "--scope", "publish:chat");
    String token = created.out().strip();
    assertThat(token).startsWith("wo_");
    Map<String, String> as =
        Map.of("WIDGET_ORIGIN_SERVER", server.controlUrl(), "WIDGET_ORIGIN_TOKEN", token);
    assertThat(CliRun.of(as, "rollback", "chat").err()).contains("(403)", "release:chat");
    assertThat(run("token", "list").out()).contains("publish:chat").doesNotContain(token);
    String id = created.err().replaceAll("(?s).*token revoke ([^']+)'.*", "$1");
    assertThat(run("token", "revoke", id).code()).isZero();
    CliRun again = run("token", "revoke", id);
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("no token has the id " + id);
    assertThat(CliRun.of(as, "list").err()).contains("(401)");
  }

  @Test
  @Order(13)
  void token_rotated_theOldOneEndsAndTheListSaysWhenItWasUsed() {
    CliRun created = run("token", "create", "deploy", "--scope", "read", "--expires", "90d");
    String id = created.err().replaceAll("(?s).*token revoke ([^']+)'.*", "$1");
    CliRun rotated = run("token", "rotate", id, "--grace", "1h");
    assertThat(rotated.out().strip()).startsWith("wo_").isNotEqualTo(created.out().strip());
    assertThat(run("token", "list").out()).contains("LAST USED", "never", "deploy");
    assertThat(run("token", "revoke", "admin").code()).isEqualTo(1);
    String admin = run("token", "list").out().replaceAll("(?s).*?([0-9a-f]{12}) +admin .*", "$1");
    assertThat(run("token", "revoke", admin).err()).contains("only administrator");
  }

  @Test
  @Order(14)
  void verify_intactStore_isIntact() {
    CliRun run = run("verify");
    assertThat(run.out()).startsWith("intact:");
    assertThat(run.code()).isZero();
  }

  @Test
  @Order(15)
  void backupAndRestore_beside_aRunningOrigin() {
    String copy = folder.resolve("copy").toString();
    String restored = folder.resolve("restored").toString();
    assertThat(run("backup", copy).out()).contains("backed up as of change ");
    assertThat(run("backup", copy).out()).contains("0 blobs (0 B)");
    assertThat(run("restore", copy, "--store", restored).out())
        .contains("restored and verified", "tokens are not in a backup");
    assertThat(run("verify", "--store", restored).code()).isZero();
    assertThat(run("restore", copy, "--store", restored).err()).contains("not empty");
  }

  @Test
  @Order(16)
  void verify_damagedBlob_namesTheFileAndFails() throws IOException {
    Path damaged = folder.resolve("restored");
    try (Stream<Path> files = Files.walk(damaged.resolve("blobs"))) {
      Path largest =
          files
              .filter(Files::isRegularFile)
              .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
      assertThat(largest.toFile().setWritable(true)).isTrue();
      byte[] bytes = Files.readAllBytes(largest);
      bytes[0] ^= 1;
      Files.write(largest, bytes);
    }
    CliRun run = run("verify", "--store", damaged.toString());
    assertThat(run.out()).contains("damaged: blob ", "chat.js");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  @Order(17)
  void gc_storeInUse_isDryRunOnly() {
    assertThat(run("gc").out()).contains("would delete");
    CliRun run = run("gc", "--delete");
    assertThat(run.err()).contains("in use");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  @Order(18)
  void auditVerify_untouchedLog_isWhole() {
    assertThat(run("audit", "verify").out()).startsWith("whole:");
    assertThat(run("audit", "list", "--since", "1h", "--who", "ci").out())
        .contains("rollback", "403")
        .doesNotContain("admin");
    assertThat(run("audit", "list", "--who", "nobody").out()).contains("no such lines");
    JsonNode lines =
        JsonMapper.shared()
            .readTree(run("audit", "list", "--action", "rollback", "-n", "1", "--json").out())
            .path("lines");
    assertThat(lines).hasSize(1);
  }

  /** A log that was deleted as a whole must not pass for one that is whole. */
  @ParameterizedTest
  @Order(18)
  @ValueSource(strings = {"verify", "list"})
  void audit_folderWithoutALog_saysSo(String command, @TempDir Path empty) {
    CliRun run = run("audit", command, "--store", empty.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("there is no audit log in " + empty, "--store", "deleted");
    assertThat(run.out()).isEmpty();
  }

  @Test
  @Order(19)
  void doctor_tellsOfStoreNativesAndClock() {
    CliRun run = run("doctor", "--json");
    assertThat(run.out()).contains("brotli", "zstd", "clock", "holds 1 widget, ");
  }

  @Test
  @Order(22)
  void run_noToken_saysWhereOneIs() {
    CliRun run =
        CliRun.of(
            Map.of(
                "WIDGET_ORIGIN_SERVER", server.controlUrl(),
                "WIDGET_ORIGIN_STORE_PATH", folder.resolve("none").toString()),
            "list");
    assertThat(run.err()).contains("(401)", "admin.token");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  @Order(24)
  void serve_storeInUse_saysSo() {
    CliRun run = run("serve", "--set", "delivery.port=0", "--set", "control.port=0");
    assertThat(run.err()).contains("in use");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  @Order(25)
  void json_refusal_hasWhatTheServerAnswered() {
    CliRun run = run("show", "nothing-there", "--json");
    JsonNode error = JsonMapper.shared().readTree(run.err()).required("error");
    assertThat(error.required("status").asInt()).isEqualTo(404);
    assertThat(error.required("title").asString()).isEqualTo("Widget not found");
    assertThat(error.required("detail").asString()).contains("nothing-there");
    assertThat(error.required("errors").isArray()).isTrue();
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(1);
  }
}
