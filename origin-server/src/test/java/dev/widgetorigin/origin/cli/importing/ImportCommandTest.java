package dev.widgetorigin.origin.cli.importing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.cli.CliRun;
import dev.widgetorigin.store.ingest.DirectoryPacker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code import} from a folder, a bucket and a registry into a real origin. */
final class ImportCommandTest {
  @TempDir static Path store;
  private static TestOrigin origin;

  @TempDir Path folder;
  @AutoClose private FakeRegistry remote;
  private final Map<String, String> environment = new HashMap<>();
  private String token = TestOrigin.ADMIN;

  @BeforeAll
  static void startOrigin() {
    origin = TestOrigin.start(store, Map.of());
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
  }

  @AfterAll
  static void stopOrigin() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    origin.close();
  }

  @BeforeEach
  void start() throws IOException {
    remote = new FakeRegistry();
  }

  private CliRun run(String... arguments) {
    environment.put("WIDGET_ORIGIN_SERVER", origin.controlUrl());
    environment.put("WIDGET_ORIGIN_TOKEN", token);
    return CliRun.of(
        environment,
        Stream.concat(Stream.of("import"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String delivered(String path) {
    return new String(origin.deliver("GET", path).body(), UTF_8);
  }

  private static JsonNode asked(String path) {
    return JsonMapper.shared().readTree(origin.call("GET", path, "").body());
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void folder_fortyVersions_areServedByteForByteAndAgainChangesNothing() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      String version = i / 10 + "." + i % 10 + ".0";
      String text = ("/* " + version + " */\n").repeat(40) + "é\r\n\u0000";
      write(folder.resolve("v" + version + "/dist/chat.js"), text);
      texts.put(version, text);
    }
    write(folder.resolve("v1.0.0/.git/config"), "secret");
    write(folder.resolve("latest/dist/chat.js"), "x");

    CliRun dry = run(folder.toString(), "--widget", "forty", "--dry-run", "--json");
    assertThat(dry.code()).as("%s", dry).isZero();
    assertThat(dry.json().path("wouldPublish").asInt()).isEqualTo(40);
    assertThat(origin.call("GET", "/widgets/forty", "").statusCode()).isEqualTo(404);

    CliRun first = run(folder.toString(), "--widget", "forty");
    assertThat(first.code()).as("%s", first).isZero();
    assertThat(first.out())
        .contains(
            "1 of 40: v0.0.0: published",
            "40 of 40: v3.9.0: published",
            "left out: latest 'latest' is no version such as 1.2.3",
            "v1.0.0: left out .git",
            "40 published, 0 were here already, 0 refused");
    texts.forEach(
        (version, text) ->
            assertThat(delivered("/forty/v" + version + "/dist/chat.js")).isEqualTo(text));
    assertThat(delivered("/forty/latest/dist/chat.js")).isEqualTo(texts.get("3.9.0"));
    long sequence = asked("/widgets/forty").path("sequence").asLong();

    CliRun again = run(folder.toString(), "--widget", "forty", "--json");
    assertThat(again.code()).isZero();
    assertThat(again.json().path("exists").asInt()).isEqualTo(40);
    assertThat(asked("/widgets/forty").path("sequence").asLong()).isEqualTo(sequence);
  }

  @Test
  void folder_afterARollback_saysWhatHoldsTheNewVersions() throws IOException {
    for (String version : new String[] {"1.0.0", "1.1.0"}) {
      byte[] zip = TestOrigin.zip(Map.of("a.js", version));
      origin.call("PUT", "/widgets/heldback/versions/" + version, zip);
    }
    origin.call("POST", "/widgets/heldback/aliases/latest/rollback", "{\"reason\":\"broken\"}");
    write(folder.resolve("1.1.1/a.js"), "fix");
    write(folder.resolve("1.2.0/a.js"), "more");

    CliRun run = run(folder.toString(), "--widget", "heldback");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out())
        .containsOnlyOnce("held: ")
        .contains("(rollback)", "To let 1.2.0 out: widget-origin unpin heldback latest");
    assertThat(delivered("/heldback/latest/a.js")).isEqualTo("1.0.0");
    JsonNode again = run(folder.toString(), "--widget", "heldback", "--json").json();
    assertThat(again.path("versions").path(1).path("held").path(0).path("rollback").asBoolean())
        .isTrue();
  }

  /** As {@code current} that a deployment moves. */
  @Test
  void folder_byALink_isThatFolder() throws IOException {
    write(folder.resolve("real/1.0.0/a.js"), "one");
    Path link = Files.createSymbolicLink(folder.resolve("current"), folder.resolve("real"));
    CliRun run = run(link.toString(), "--widget", "linked");
    assertThat(run.code()).as("%s", run).isZero();
    assertThat(delivered("/linked/1.0.0/a.js")).isEqualTo("one");
  }

  @Test
  void folder_someVersionsUnfit_bringsTheOthersAndFails() throws IOException {
    byte[] zip = TestOrigin.zip(Map.of("a.js", "other"));
    assertThat(origin.call("PUT", "/widgets/unfit/versions/1.1.0", zip).statusCode())
        .isEqualTo(201);
    write(folder.resolve("unfit/1.0.0/a.js"), "one");
    write(folder.resolve("unfit/1.1.0/a.js"), "two");
    write(folder.resolve("unfit/1.2.0/a.js"), "three");
    Files.createSymbolicLink(folder.resolve("unfit/1.2.0/b.js"), Path.of("/etc/passwd"));
    write(folder.resolve("unfit/1.3.0/a.js"), "four");

    CliRun run = run(folder.toString(), "--pattern", "{widget}/{version}");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("2 published, 0 were here already, 2 refused");
    assertThat(run.err())
        .contains("refused: unfit/1.1.0: ", "(409)", "refused: unfit/1.2.0: ", "link");
    assertThat(delivered("/unfit/1.3.0/a.js")).isEqualTo("four");
  }

  @Test
  void folder_nothingThere_saysWhereToLook() throws IOException {
    write(folder.resolve("a/b.js"), "x");
    CliRun run = run(folder.toString(), "--widget", "none");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains("no version was found; see --pattern");
    assertThat(run(folder.resolve("no").toString()).code()).isEqualTo(2);
    assertThat(run(folder.toString(), "--pattern", "dist").code()).isEqualTo(2);
  }

  @Test
  void folder_originAway_stopsAndSaysHowToGoOn() throws IOException {
    write(folder.resolve("1.0.0/a.js"), "one");
    token = "wrong";
    CliRun run = run(folder.toString(), "--widget", "away");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("widget-origin: ")
        .contains("(401)", "0 of 1 versions were brought or looked at. The same command goes on");
  }

  @Test
  void bucket_compressedObjectsAndBadKeys_bringsWhatBrowsersGot() throws IOException {
    String script = "console.log('from a bucket');\n".repeat(50);
    byte[] packed = gzip(script.getBytes(UTF_8));
    bucket("w/1.0.0/chat.js", packed, "Content-Encoding", "gzip");
    bucket("w/1.0.0/style.css", "a{}".getBytes(UTF_8));
    bucket("w/1.1.0/../../evil.js", "x".getBytes(UTF_8));
    bucket("w/1.2.0/chat.js", "no gzip".getBytes(UTF_8), "Content-Encoding", "gzip");
    bucket("w/index.html", "x".getBytes(UTF_8));

    CliRun run =
        run(
            "s3://bucket/w",
            "--widget",
            "froms3",
            "--region",
            "us-east-1",
            "--endpoint",
            remote.url(),
            "--json");

    assertThat(run.code()).as("%s", run).isEqualTo(1);
    assertThat(run.json().path("published").asInt()).isEqualTo(1);
    assertThat(run.json().path("leftOut").toString()).contains("index.html");
    assertThat(run.json().path("versions").toString())
        .contains(
            "'../../evil.js' is no path of a file",
            "chat.js: is not gzip, as its Content-Encoding says");
    assertThat(delivered("/froms3/1.0.0/chat.js")).isEqualTo(script);
    assertThat(delivered("/froms3/1.0.0/style.css")).isEqualTo("a{}");
  }

  @Test
  void bucket_compressedObjectWithTheLongestName_isBrought() throws IOException {
    String name = "n".repeat(252) + ".js";
    bucket("w/1.0.0/" + name, gzip("let n;".getBytes(UTF_8)), "Content-Encoding", "gzip");

    CliRun run =
        run(
            "s3://bucket/w",
            "--widget",
            "longnames",
            "--region",
            "us-east-1",
            "--endpoint",
            remote.url());

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(delivered("/longnames/1.0.0/" + name)).isEqualTo("let n;");
  }

  @Test
  void bucket_objectThatIsGone_doesNotKeepTheOthers() throws IOException {
    bucket("w/1.0.0/chat.js", "one".getBytes(UTF_8));
    bucket("w/1.1.0/chat.js", "two".getBytes(UTF_8));
    bucket("w/1.2.0/chat.js", "three".getBytes(UTF_8));
    remote.remove("/bucket/w/1.1.0/chat.js");

    CliRun run =
        run(
            "s3://bucket/w",
            "--widget",
            "gaps3",
            "--region",
            "us-east-1",
            "--endpoint",
            remote.url(),
            "--json");

    assertThat(run.code()).as("%s", run).isEqualTo(1);
    assertThat(run.json().path("published").asInt()).isEqualTo(2);
    assertThat(run.json().path("versions").toString())
        .contains("S3 could not read w/1.1.0/chat.js in bucket bucket: 404");
    assertThat(delivered("/gaps3/1.2.0/chat.js")).isEqualTo("three");
  }

  private final StringBuilder listed = new StringBuilder();

  private void bucket(String key, byte[] bytes, String... header) {
    remote.put("/bucket/" + key, bytes);
    if (header.length > 0) {
      remote.headers.put("/bucket/" + key, Map.of(header[0], header[1]));
    }
    listed
        .append("<Contents><Key>")
        .append(key)
        .append("</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>")
        .append(bytes.length)
        .append("</Size></Contents>");
    String xml =
        "<?xml version=\"1.0\"?><ListBucketResult><Name>bucket</Name><IsTruncated>false"
            + "</IsTruncated>"
            + listed
            + "</ListBucketResult>";
    remote.put("list", xml.getBytes(UTF_8));
  }

  private byte[] tarball(String text) throws IOException {
    Path bundle = Files.createTempDirectory(folder, "npm");
    write(bundle.resolve("chat.js"), text);
    write(bundle.resolve("package.json"), "{\"name\":\"chat\",\"main\":\"chat.js\"}");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DirectoryPacker.pack(bundle, null, out);
    return out.toByteArray();
  }

  private void npm() throws IOException {
    remote.publish("1.0.0", tarball("one"), "2024-01-01T10:00:00.000Z").put("deprecated", "old");
    remote.publish("1.1.0", tarball("two"), "2024-02-01T10:00:00.000Z");
    remote.publish("2.0.0-rc.1", tarball("rc"), "2024-03-01T10:00:00.000Z");
    remote.publish("2.0.0", tarball("three"), "2024-04-01T10:00:00.000Z");
    remote
        .packument
        .putObject("dist-tags")
        .put("latest", "1.1.0")
        .put("next", "2.0.0")
        .put("beta", "2.0.0-rc.1");
  }

  @Test
  void npm_package_keepsTagsDeprecationsAndTimes() throws IOException {
    npm();
    environment.put("NPM_TOKEN", "secret-of-the-registry");

    CliRun run = run("npm:chat", "--registry", remote.url(), "--widget", "kept", "--json");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.json().path("published").asInt()).isEqualTo(4);
    assertThat(delivered("/kept/latest/chat.js")).isEqualTo("two");
    assertThat(delivered("/kept/next/chat.js")).isEqualTo("three");
    assertThat(delivered("/kept/beta/chat.js")).isEqualTo("rc");
    JsonNode versions = asked("/widgets/kept").path("versions");
    assertThat(versions.toString())
        .contains("\"version\":\"1.0.0\",\"state\":\"deprecated\"", "old");
    assertThat(asked("/widgets/kept/versions/1.1.0").path("publishedAt").asString())
        .isEqualTo("2024-02-01T10:00:00Z");
    assertThat(origin.deliver("GET", "/kept/1.1.0/chat.js").headers().firstValue("Last-Modified"))
        .hasValue("Thu, 01 Feb 2024 10:00:00 GMT");
    assertThat(versions.toString()).contains("\"publishedAt\":\"2024-02-01T10:00:00Z\"");
    assertThat(delivered("/kept?meta")).contains("\"publishedAt\":\"2024-02-01T10:00:00Z\"");
    assertThat(asked("/widgets/kept/history").toString())
        .contains("\"publishedAt\":\"2024-02-01T10:00:00Z\"");
    assertThat(asked("/widgets/kept/aliases/latest").has("pin")).isFalse();
    assertThat(remote.seen).allMatch(each -> each.endsWith(" Bearer secret-of-the-registry"));

    CliRun again = run("npm:chat", "--registry", remote.url(), "--widget", "kept", "--json");
    assertThat(again.json().path("exists").asInt()).isEqualTo(4);
    assertThat(again.json().path("channels").toString())
        .contains("is so")
        .doesNotContain("\"set\"");
  }

  @Test
  void npm_stableAboveLatestWithoutATag_neverMovesLatest() throws IOException {
    remote.publish("1.0.0", tarball("one"), "2024-01-01T10:00:00.000Z");
    remote.publish("2.0.0", tarball("two"), "2024-01-02T10:00:00.000Z");
    remote.packument.putObject("dist-tags").put("latest", "1.0.0");

    CliRun run = run("npm:chat", "--registry", remote.url(), "--widget", "held", "--json");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(delivered("/held/latest/chat.js")).isEqualTo("one");
    assertThat(asked("/widgets/held/history").toString())
        .doesNotContain("\"to\":\"2.0.0\"")
        .contains("\"pinned\"");
  }

  @Test
  void npm_rangeAndWrongHash_leavesOutAndRefuses() throws IOException {
    npm();
    remote.put("/chat/-/chat-2.0.0.tgz", tarball("tampered"));

    CliRun run = run("npm:chat@>=1.1", "--registry", remote.url(), "--widget", "part", "--json");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.json().path("leftOut").toString())
        .contains("\"what\":\"1.0.0\",\"why\":\"is not in ", "tag beta");
    assertThat(run.json().path("versions").toString())
        .contains("its tarball is not the one whose hash the registry names");
    assertThat(delivered("/part/latest/chat.js")).isEqualTo("two");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({"next,2.0.0,next", "beta,2.0.0-rc.1,beta", "latest,1.1.0,latest"})
  void npm_tag_bringsItsVersionAndNoOtherAndNeverMovesLatest(
      String tag, String version, String alias) throws IOException {
    npm();

    CliRun run =
        run("npm:chat@" + tag, "--registry", remote.url(), "--widget", "tag" + tag, "--json");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.json().path("versions").findValuesAsString("version")).containsExactly(version);
    assertThat(run.json().path("leftOut").toString())
        .contains("\"why\":\"is not what the tag " + tag + " names\"");
    assertThat(asked("/widgets/tag" + tag + "/aliases/" + alias).path("version").asString())
        .isEqualTo(version);
    assertThat(origin.deliver("GET", "/tag" + tag + "/latest/chat.js").statusCode())
        .isEqualTo(tag.equals("latest") ? 200 : 404);
  }

  @Test
  void npm_tagThatIsNotThere_namesThoseThatAre() throws IOException {
    npm();
    CliRun run = run("npm:chat@nightly", "--registry", remote.url(), "--widget", "nightly");
    assertThat(run.err()).contains("has no tag 'nightly'; it has beta, latest, next");
    assertThat(origin.call("GET", "/widgets/nightly", "").statusCode()).isEqualTo(404);
  }

  /** The registry's latest is not brought, so nothing can be pinned: the tag's channel has it. */
  @Test
  void npm_rangeAboveLatest_goesToTheChannelThatLeadsToIt() throws IOException {
    npm();
    CliRun run = run("npm:chat@>=2", "--registry", remote.url(), "--widget", "above", "--json");
    assertThat(run.code()).as("%s", run).isZero();
    assertThat(delivered("/above/next/chat.js")).isEqualTo("three");
    assertThat(origin.deliver("GET", "/above/latest/chat.js").statusCode()).isEqualTo(404);
  }

  /** What another origin serves to npm's clients is a registry like any. */
  @Test
  void npm_fromTheRegistryOfAnOrigin_bringsTheSameBytes() throws IOException {
    write(folder.resolve("1.0.0/lib/chat.js"), "one");
    write(folder.resolve("1.1.0-rc.1/lib/chat.js"), "two");
    assertThat(run(folder.toString(), "--widget", "source").code()).isZero();
    environment.put("NPM_TOKEN", TestOrigin.ADMIN);

    CliRun run =
        run("npm:source", "--registry", origin.controlUrl() + "/-/npm/", "--widget", "target");

    assertThat(run.code()).as("%s", run).isZero();
    for (String path : new String[] {"/v1.0.0/lib/chat.js", "/v1.1.0-rc.1/lib/chat.js"}) {
      assertThat(delivered("/target" + path)).isEqualTo(delivered("/source" + path)).hasSize(3);
    }
  }

  @Test
  void npm_tarballThatIsGone_doesNotKeepTheOthers() throws IOException {
    npm();
    remote.remove("/chat/-/chat-1.1.0.tgz");

    CliRun run = run("npm:chat", "--registry", remote.url(), "--widget", "gaps");

    assertThat(run.code()).as("%s", run).isEqualTo(1);
    assertThat(run.out()).contains("3 published, 0 were here already, 1 refused");
    assertThat(run.err())
        .contains("refused: chat@1.1.0: its tarball is not to be had: ", "answered 404")
        .doesNotContain("check its name");
  }

  @Test
  void npm_tarballOnAnotherHost_getsNoToken() throws IOException {
    try (FakeRegistry other = new FakeRegistry()) {
      byte[] tarball = tarball("one");
      remote.publish("1.0.0", tarball, "2024-01-01T10:00:00.000Z");
      other.put("/t.tgz", tarball);
      remote.headers.put("/chat/-/chat-1.0.0.tgz", Map.of("Location", other.url() + "/t.tgz"));
      environment.put("NPM_TOKEN", "secret-of-the-registry");

      CliRun run = run("npm:chat", "--registry", remote.url(), "--widget", "elsewhere");

      assertThat(run.code()).as("%s", run).isZero();
      assertThat(other.seen).containsExactly("/t.tgz null");
    }
  }

  @Test
  void npm_notAdministrator_keepsNoTimesAndSaysSo() throws IOException {
    npm();
    JsonNode made =
        JsonMapper.shared()
            .readTree(
                origin
                    .call(
                        "POST",
                        "/tokens",
                        "{\"name\":\"mover\",\"scopes\":[\"publish:lesser\",\"release:lesser\"]}")
                    .body());
    token = made.path("token").asString();

    CliRun run = run("npm:chat", "--registry", remote.url(), "--widget", "lesser");

    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out()).contains("left out: publish times only an administrator's token may set");
    assertThat(asked("/widgets/lesser/versions/1.1.0").path("publishedAt").asString())
        .doesNotStartWith("2024");
  }

  @Test
  void npm_wrongUse_saysWhatIsExpected() {
    assertThat(run("npm:chat").err())
        .contains("expected --registry URL", "npm config get registry");
    assertThat(run("npm:chat@>=", "--registry", "ftp://x").code()).isEqualTo(2);
    assertThat(run("npm:chat@a b", "--registry", remote.url()).err())
        .contains("expected npm:NAME, npm:NAME@RANGE or npm:NAME@TAG");
    assertThat(run("npm:chat", "--registry", remote.url() + "/nothing").err())
        .contains("answered 404; there is no such package there");
  }
}
