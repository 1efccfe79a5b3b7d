package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.NpmPackages;
import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The promise: a store with real bundles is backed up while it serves, comes back whole, and tells
 * what is damaged.
 */
final class StoreCareTest {
  private static final String MITT = "/widgets/mitt/versions/3.0.1";

  /** What a command said, both streams together. */
  private record Ran(int exit, String said) {
    JsonNode json() {
      return JsonMapper.shared().readTree(said);
    }
  }

  /** Packed once for all tests of one run: the folder is deleted after it, and so is this. */
  @TempDir static Path archives;

  private static final Map<String, Path> ARCHIVES = new HashMap<>();

  @TempDir Path folder;
  private Path store;
  private Path copy;
  @AutoClose private OriginProcess origin;

  /** Those of mitt, while its manifest can be read. */
  private JsonNode files;

  @AfterAll
  static void forget() {
    ARCHIVES.clear();
  }

  @BeforeEach
  void serve() throws Exception {
    store = folder.resolve("store");
    copy = folder.resolve("copy");
    origin = OriginProcess.start(store);
    publish("tiny-emitter", "2.1.0");
  }

  @Test
  void backup_whileServing_isRestoredAndServesTheSame() throws Exception {
    publish("mitt", "3.0.1");
    JsonNode first = succeeded("backup", copy.toString(), "--json").json();
    publish("clsx", "2.1.1");
    String pin = "{\"version\":\"3.0.1\",\"reason\":\"held\"}";
    origin.api("PUT", "/widgets/mitt/aliases/latest", pin.getBytes(StandardCharsets.UTF_8));

    JsonNode second = succeeded("backup", copy.toString(), "--json").json();
    JsonNode third = succeeded("backup", copy.toString(), "--json").json();

    assertThat(first.get("blobs").asInt()).isPositive();
    assertThat(second.get("manifests").asInt()).as("only clsx is new").isEqualTo(1);
    assertThat(second.get("sequence").asInt()).isEqualTo(first.get("sequence").asInt() + 2);
    assertThat(third.get("blobs").asInt()).isZero();
    assertThat(succeededOn(copy, "verify").said()).contains("intact");
    Path restored = folder.resolve("restored");
    succeededOn(restored, "restore", copy.toString());
    try (OriginProcess again = OriginProcess.start(restored)) {
      for (String version :
          List.of(MITT, "/widgets/tiny-emitter/versions/2.1.0", "/widgets/clsx/versions/2.1.1")) {
        assertSameFiles(version, again);
      }
      assertThat(again.apiJson("/widgets/mitt/history").get("history"))
          .isEqualTo(origin.apiJson("/widgets/mitt/history").get("history"));
      assertThat(again.apiJson("/widgets/mitt").get("aliases"))
          .isEqualTo(origin.apiJson("/widgets/mitt").get("aliases"));
      assertThat(again.get("/mitt/latest/dist/mitt.umd.js").statusCode()).isEqualTo(200);
      publish(again, "mitt", "3.0.1", 200);
    }
  }

  @Test
  void verify_afterAByteFlipped_namesFileAndVersion() throws Exception {
    publish("mitt", "3.0.1");
    succeeded("backup", copy.toString());
    Path blob = damage(copy, "dist/mitt.umd.js");

    Ran verified = on(copy, "verify");
    Ran restored = on(folder.resolve("restored"), "restore", copy.toString());
    Ran again = on(copy, "backup", folder.resolve("second").toString());

    assertThat(verified.exit()).isEqualTo(1);
    assertThat(verified.said())
        .contains("mitt@3.0.1", "dist/mitt.umd.js", blob.getFileName().toString());
    assertThat(restored.exit()).isEqualTo(1);
    assertThat(restored.said()).contains("the backup is damaged", "mitt@3.0.1");
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.said()).contains("not copied: mitt@3.0.1");
    assertThat(succeeded("verify").said()).as("the store itself").contains("intact");
    // With the bytes back from the store all is well.
    Files.copy(store.resolve(copy.relativize(blob)), blob, StandardCopyOption.REPLACE_EXISTING);
    succeededOn(copy, "verify");
  }

  @Test
  void damaged_version_isToldOfEverywhereAndHealsByPublishingAgain() throws Exception {
    publish("mitt", "3.0.1");
    damage(store, "dist/mitt.umd.js");
    Files.delete(manifest(store, "mitt"));
    assertThat(origin.terminate()).isZero();
    origin = OriginProcess.start(store);
    assertThat(origin.get("/mitt/v3.0.1/dist/mitt.umd.js").statusCode()).isEqualTo(503);

    assertThat(show("mitt")).contains("3.0.1 (damaged; answering 503)", "released, damaged");
    JsonNode health = JsonMapper.shared().readTree(origin.get("/health").body());
    assertThat(health.path("status").asString()).isEqualTo("degraded");
    assertThat(health.at("/components/bundles/detail").asString())
        .contains("1 version is damaged: mitt 3.0.1");
    assertThat(origin.get("/-/readyz").statusCode()).isEqualTo(200);
    assertThat(origin.apiJson("/widgets/mitt").at("/versions/0/damaged/problem").asString())
        .contains("manifest");

    publish(origin, "mitt", "3.0.1", 200);

    assertThat(origin.get("/mitt/v3.0.1/dist/mitt.umd.js").statusCode()).isEqualTo(200);
    assertThat(show("mitt")).doesNotContain("damaged");
    health = JsonMapper.shared().readTree(origin.get("/health").body());
    assertThat(health.path("status").asString()).isEqualTo("up");
    assertThat(succeeded("verify").said()).contains("intact");
  }

  @Test
  void damaged_newestVersion_isSaidWithTheOneThatIsAnsweredInstead() throws Exception {
    for (String version : List.of("1.0.0", "1.1.0")) {
      byte[] bundle = TestOrigin.zip(Map.of("pair.js", "let version = '" + version + "';"));
      assertThat(origin.api("PUT", "/widgets/pair/versions/" + version, bundle).statusCode())
          .isEqualTo(201);
    }
    String digest = origin.apiJson("/widgets/pair/versions/1.1.0").at("/files/0/sha256").asString();
    Files.delete(upload(store.resolve("blobs/sha256").resolve(digest.substring(0, 2)), digest));
    assertThat(origin.terminate()).isZero();
    origin = OriginProcess.start(store);

    HttpResponse<byte[]> latest = origin.get("/pair/latest/pair.js");

    assertThat(latest.headers().firstValue("X-Resolved-Version")).contains("1.0.0");
    assertThat(show("pair")).contains("1.1.0 (damaged; answering 1.0.0)");
    JsonNode health = JsonMapper.shared().readTree(origin.get("/health").body());
    assertThat(health.at("/components/bundles/detail").asString()).contains("pair 1.1.0");
  }

  @Test
  void verify_repairFromBackupOrPeer_putsBackWhatTheyHave() throws Exception {
    publish("mitt", "3.0.1");
    succeeded("backup", copy.toString());
    Path second = folder.resolve("second");
    succeeded("backup", second.toString());
    damage(store, "dist/mitt.umd.js");
    Files.delete(manifest(store, "mitt"));

    Ran repaired = succeeded("verify", "--repair-from", copy.toString());

    assertThat(repaired.said()).contains("repaired: manifest of mitt@3.0.1", "intact");
    Map<String, String> peers = Map.of("WIDGET_ORIGIN_ASSETS_PEERS", "http://127.0.0.1:1");
    try (OriginProcess peer = OriginProcess.start(second, peers)) {
      damage(store, "dist/mitt.umd.js");
      Files.delete(manifest(store, "mitt"));
      String url = peer.delivery().toString();
      assertThat(succeeded("verify", "--repair-from", url).said())
          .contains("repaired: manifest of mitt@3.0.1", "repaired: blob", "intact");
    }
  }

  private String show(String widget) throws Exception {
    return on(
            null,
            "show",
            widget,
            "--server",
            origin.control().toString(),
            "--token",
            OriginProcess.TOKEN)
        .said();
  }

  @Test
  void gc_withLeftovers_deletesThemAndNothingElse() throws Exception {
    String name = "ab" + "0123456789abcdef".repeat(4).substring(2);
    Path orphan =
        store
            .resolve("blobs/sha256")
            .resolve(name.substring(0, 2))
            .resolve(name + ".0-0123456789abcdef");
    Files.createDirectories(orphan.getParent());
    Files.writeString(orphan, "left by a publish that was interrupted");
    Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

    Ran dry = succeeded("gc");
    Ran locked = on(store, "gc", "--delete");

    assertThat(dry.said()).contains(name, "would delete 1 blobs", "gc --delete");
    assertThat(locked.exit()).isEqualTo(1);
    assertThat(locked.said()).contains("in use", "stop that first");
    assertThat(orphan).exists();
    assertThat(origin.terminate()).isZero();
    assertThat(succeeded("gc", "--delete").said()).contains("deleted 1 blobs");
    assertThat(orphan).doesNotExist();
    assertThat(succeeded("verify").said()).contains("intact");
  }

  /** Flips a byte of the file as it was published; answers its blob. */
  private Path damage(Path where, String path) throws Exception {
    if (files == null) {
      files = origin.apiJson(MITT).get("files");
    }
    for (JsonNode file : files) {
      if (file.get("path").asString().equals(path)) {
        String digest = file.get("sha256").asString();
        Path blob = upload(where.resolve("blobs/sha256").resolve(digest.substring(0, 2)), digest);
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        blob.toFile().setWritable(true);
        Files.write(blob, bytes);
        return blob;
      }
    }
    throw new IllegalStateException("mitt has no " + path);
  }

  private static Path upload(Path folder, String digest) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(digest + "."))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The widget's only manifest. */
  private static Path manifest(Path where, String widget) throws IOException {
    try (Stream<Path> files = Files.walk(where.resolve("manifests"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> content(file).contains("\"widget\":\"" + widget + "\""))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertSameFiles(String version, OriginProcess again) throws Exception {
    JsonNode manifest = origin.apiJson(version);
    for (JsonNode file : manifest.get("files")) {
      String url =
          "/"
              + manifest.get("widget").asString()
              + "/v"
              + manifest.get("version").asString()
              + "/"
              + file.get("path").asString();
      for (String encoding : new String[] {"identity", "br"}) {
        HttpResponse<byte[]> before = origin.get(url, "Accept-Encoding", encoding);
        HttpResponse<byte[]> after = again.get(url, "Accept-Encoding", encoding);
        assertThat(after.statusCode()).as(url).isEqualTo(200);
        assertThat(after.body()).as(url).isEqualTo(before.body());
        assertThat(after.headers().firstValue("ETag"))
            .isEqualTo(before.headers().firstValue("ETag"));
      }
    }
  }

  private void publish(String name, String version) throws Exception {
    publish(origin, name, version, 201);
  }

  /** {@code expected}: 201, or 200 where the same bytes are there already. */
  private void publish(OriginProcess to, String name, String version, int expected)
      throws Exception {
    Path archive = ARCHIVES.get(name);
    if (archive == null) {
      archive = NpmPackages.pack(archives, name, version);
      ARCHIVES.put(name, archive);
    }
    assertThat(
            to.api("PUT", "/widgets/" + name + "/versions/" + version, Files.readAllBytes(archive))
                .statusCode())
        .isEqualTo(expected);
  }

  private Ran succeeded(String... arguments) throws Exception {
    return succeededOn(store, arguments);
  }

  private Ran succeededOn(Path where, String... arguments) throws Exception {
    Ran ran = on(where, arguments);
    assertThat(ran.exit()).as(ran.said()).isZero();
    return ran;
  }

  /** Runs a command as an operator does: a process of its own, beside the origin. */
  private Ran on(Path where, String... arguments) throws IOException, InterruptedException {
    List<String> command = OriginCommand.get();
    command.addAll(List.of(arguments));
    if (where != null) {
      command.addAll(List.of("--store", where.toString()));
    }
    Process process =
        OriginProcess.plain(new ProcessBuilder(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ran(process.exitValue(), said);
  }
}
