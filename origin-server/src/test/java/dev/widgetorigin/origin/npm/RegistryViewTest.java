package dev.widgetorigin.origin.npm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What clients of a registry read: packuments in both forms, and what they need to stay current.
 */
final class RegistryViewTest {
  private static final String BRIEF = "application/vnd.npm.install-v1+json";

  @TempDir Path folder;
  @AutoClose private TestOrigin origin;

  @BeforeEach
  void start() {
    origin = TestOrigin.start(folder.resolve("store"), Map.of());
  }

  private void publish(String widget, String version, String query) {
    byte[] bundle =
        TestOrigin.zip(
            Map.of(
                "package.json",
                "{\"name\":\"%s\",\"version\":\"%s\",\"description\":\"d\",\"dependencies\":{\"x\":\"1\"}}"
                    .formatted(widget, version),
                "index.js",
                "export default '" + version + "';"));
    String path = "/widgets/" + widget.replace("/", "%2F") + "/versions/" + version + query;
    assertThat(origin.call("PUT", path, bundle).statusCode()).isEqualTo(201);
  }

  private HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin.controlUrl() + "/-/npm/" + path))
            .header("Authorization", "Bearer " + TestOrigin.ADMIN);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return TestOrigin.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }

  @Test
  void packument_full_hasWhatClientsRead() {
    publish("w", "1.0.0", "");
    JsonNode json = json(get("w"));
    assertThat(json.path("_rev").asString()).isNotEmpty();
    assertThat(json.path("time").path("1.0.0").asString()).startsWith("20");
    assertThat(json.path("time").path("created").asString()).isNotEmpty();
    assertThat(json.path("time").path("modified").asString()).isNotEmpty();
    JsonNode version = json.path("versions").path("1.0.0");
    assertThat(version.path("description").asString()).isEqualTo("d");
    assertThat(version.path("dist").path("tarball").asString())
        .isEqualTo(origin.controlUrl() + "/-/npm/w/-/w-1.0.0.tgz");
  }

  private void publish(String version, Map<String, String> files) {
    String path = "/widgets/w/versions/" + version;
    assertThat(origin.call("PUT", path, TestOrigin.zip(files)).statusCode()).isEqualTo(201);
  }

  @Test
  void packument_full_hasTheReadmeOfLatest() {
    publish("1.0.0", Map.of("index.js", "1", "README.md", "# old"));
    publish("1.1.0", Map.of("index.js", "1", "readme.markdown", "# née", "lib/README.md", "# lib"));
    publish("2.0.0-beta.1", Map.of("index.js", "1", "README.md", "# next"));

    JsonNode json = json(get("w"));
    assertThat(json.path("readme").asString()).isEqualTo("# née");
    assertThat(json.path("readmeFilename").asString()).isEqualTo("readme.markdown");
    assertThat(json(get("w", "Accept", BRIEF)).has("readme")).isFalse();

    origin.call("PATCH", "/widgets/w/versions/1.1.0", "{\"state\":\"yanked\",\"reason\":\"\"}");
    assertThat(json(get("w")).path("readme").asString()).isEqualTo("# old");
  }

  @ParameterizedTest
  @CsvSource({
    "README.txt+README.md+README.html, README.md",
    "README+CHANGELOG.md, README",
    "Readme.rst+README-de.md, Readme.rst",
    "docs/README.md+readmes.md, ",
  })
  void packument_severalFiles_namesTheOneThatNpmWould(String files, String expected) {
    Map<String, String> bundle = new HashMap<>(Map.of("index.js", "1"));
    for (String file : files.split("\\+", -1)) {
      bundle.put(file, file);
    }
    publish("1.0.0", bundle);

    JsonNode json = json(get("w"));
    assertThat(json.path("readmeFilename").asString(null)).isEqualTo(expected);
    assertThat(json.path("readme").asString(null)).isEqualTo(expected);
  }

  /** 65,535 octets, and one that begins a character of two. */
  @Test
  void packument_longReadme_isCutBetweenCharacters() {
    String begin = "x".repeat(Readme.MOST_BYTES - 1);
    publish("1.0.0", Map.of("index.js", "1", "README.md", begin + "éé"));

    assertThat(json(get("w")).path("readme").asString()).isEqualTo(begin);
  }

  @DisplayName("pnpm installs no package that calls itself otherwise than it is published")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"placeholder\",\"version\":\"0.0.0\",\"main\":\"index.js\",\"x\":\"é\"}",
        "\ufeff{\"name\":\"w\",\"version\":\"0.0.0\",\"main\":\"index.js\",\"x\":\"é\"}",
        "{\"main\":\"index.js\",\"x\":\"é\"}"
      })
  void tarball_publishedUnderAnotherName_saysThatName(String own) throws Exception {
    byte[] bundle = TestOrigin.zip(Map.of("package.json", own, "index.js", "1"));
    assertThat(origin.call("PUT", "/widgets/w/versions/1.2.3", bundle).statusCode()).isEqualTo(201);

    JsonNode packed = JsonMapper.shared().readTree(packageJson("w", "1.2.3"));
    assertThat(packed.path("name").asString()).isEqualTo("w");
    assertThat(packed.path("version").asString()).isEqualTo("1.2.3");
    assertThat(packed.path("x").asString()).isEqualTo("é");
    byte[] served = origin.deliver("GET", "/w/v1.2.3/package.json").body();
    assertThat(new String(served, StandardCharsets.UTF_8)).isEqualTo(own);
    // The same bytes again are the same version.
    assertThat(origin.call("PUT", "/widgets/w/versions/1.2.3", bundle).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\ufeff"})
  void tarball_publishedUnderItsOwnName_hasTheFileItself(String mark) throws Exception {
    String own = mark + "{ \"name\":\"w\",\n\"version\":\"1.2.3\" }";
    byte[] bundle = TestOrigin.zip(Map.of("package.json", own, "index.js", "1"));
    assertThat(origin.call("PUT", "/widgets/w/versions/1.2.3", bundle).statusCode()).isEqualTo(201);

    assertThat(packageJson("w", "1.2.3")).isEqualTo(own);
  }

  /** That of the tarball, whose hash must be the one that clients are told. */
  private String packageJson(String widget, String version) throws Exception {
    JsonNode dist = json(get(widget + "/" + version)).path("dist");
    byte[] tarball =
        TestOrigin.send(
                HttpRequest.newBuilder(URI.create(dist.path("tarball").asString()))
                    .header("Authorization", "Bearer " + TestOrigin.ADMIN),
                HttpResponse.BodyHandlers.ofByteArray())
            .body();
    byte[] hash = MessageDigest.getInstance("SHA-512").digest(tarball);
    assertThat(dist.path("integrity").asString())
        .isEqualTo("sha512-" + Base64.getEncoder().encodeToString(hash));
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(tarball)))) {
      assertThat(tar.getNextEntry().getName()).isEqualTo("package/package.json");
      return new String(tar.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void packument_brief_hasWhatInstallingNeedsOnly() {
    publish("w", "1.0.0", "");
    HttpResponse<String> response = get("w", "Accept", BRIEF + "; q=1.0, application/json; q=0.8");
    assertThat(response.headers().firstValue("content-type")).contains(BRIEF);
    JsonNode json = json(response);
    assertThat(json.propertyNames()).contains("name", "modified", "dist-tags", "versions");
    assertThat(json.has("time")).isFalse();
    JsonNode version = json.path("versions").path("1.0.0");
    assertThat(version.has("description")).isFalse();
    assertThat(version.path("dependencies").path("x").asString()).isEqualTo("1");
    assertThat(version.path("dist").path("integrity").asString()).startsWith("sha512-");
  }

  @DisplayName("npm reads a shrinkwrap only where the packument says that there is one")
  @ParameterizedTest
  @ValueSource(strings = {"application/json", BRIEF})
  void packument_ofABundleWithAShrinkwrap_saysSo(String accept) {
    publish("plain", "1.0.0", "");
    byte[] bundle =
        TestOrigin.zip(Map.of("package.json", "{}", "npm-shrinkwrap.json", "{}", "index.js", "1"));
    assertThat(origin.call("PUT", "/widgets/w/versions/1.2.3", bundle).statusCode()).isEqualTo(201);

    JsonNode wrapped = json(get("w", "Accept", accept)).path("versions").path("1.2.3");
    assertThat(wrapped.path("_hasShrinkwrap").asBoolean(false)).isTrue();
    JsonNode plain = json(get("plain", "Accept", accept)).path("versions").path("1.0.0");
    assertThat(plain.path("_hasShrinkwrap").asBoolean(false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", BRIEF})
  void packument_askedAgain_is304UntilSomethingChanges(String accept) {
    String[] plain = {"Accept", accept.isEmpty() ? "application/json" : accept};
    publish("w", "1.0.0", "");
    String etag = get("w", plain).headers().firstValue("etag").orElseThrow();
    String[] conditional = {plain[0], plain[1], "If-None-Match", etag};
    HttpResponse<String> again = get("w", conditional);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("etag")).contains(etag);
    publish("w", "1.1.0", "");
    HttpResponse<String> changed = get("w", conditional);
    assertThat(json(changed).path("dist-tags").path("latest").asString()).isEqualTo("1.1.0");
    assertThat(changed.headers().firstValue("etag")).isPresent().isNotEqualTo(etag);
  }

  @Test
  void packument_formsAndHosts_haveEtagsOfTheirOwn() {
    publish("w", "1.0.0", "");
    String full = get("w").headers().firstValue("etag").orElseThrow();
    assertThat(get("w", "Accept", BRIEF, "If-None-Match", full).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"@acme%2fchat", "@acme%2Fchat", "@acme/chat", "%40acme%2fchat"})
  void packument_scopedInAnySpelling_isFound(String spelling) {
    publish("@acme/chat", "1.0.0", "");
    JsonNode json = json(get(spelling));
    assertThat(json.path("name").asString()).isEqualTo("@acme/chat");
    String tarball = json.path("versions").path("1.0.0").path("dist").path("tarball").asString();
    assertThat(tarball).endsWith("/-/npm/@acme/chat/-/chat-1.0.0.tgz");
    assertThat(get(spelling + "/-/chat-1.0.0.tgz").statusCode()).isEqualTo(200);
    assertThat(json(get(spelling + "/1.0.0")).path("version").asString()).isEqualTo("1.0.0");
    assertThat(json(get("-/package/" + spelling + "/dist-tags")).path("latest").asString())
        .isEqualTo("1.0.0");
  }

  @Test
  void packument_encodedTwice_isNoName() {
    publish("@acme/chat", "1.0.0", "");
    assertThat(get("@acme%252fchat").statusCode()).isEqualTo(400);
  }

  /** What npm owner add, access, team, org, profile, token, search, stars, trust… ask for. */
  @ParameterizedTest
  @CsvSource({
    "-/user/org.couchdb.user:joe, scopes of tokens",
    "-/package/@acme%2fchat/visibility, scopes of tokens",
    "-/package/@acme%2fchat/collaborators, scopes of tokens",
    "-/org/acme/team?format=cli, scopes of tokens",
    "-/org/acme/user, scopes of tokens",
    "-/team/acme/dev/user, scopes of tokens",
    "-/user/admin/package, scopes of tokens",
    "-/npm/v1/user, scopes of tokens",
    "-/npm/v1/tokens, 'widget-origin token'",
    "-/v1/search?text=chat&size=20, 'widget-origin list'",
    "-/_view/starredByUser?key=%22admin%22, stars",
    "-/npm/v1/keys, sign",
    "-/stage?page=0, --state staged",
    "-/stage/package/@acme%2fchat, --state staged",
    "-/package/@acme%2fchat/trust, trusted-publishers",
    "-/all/of/it, docs/publishing.md",
    "-/all, docs/publishing.md",
  })
  void commandOfNpmThatHasNoMeaningHere_saysWhyAndWhatToDo(String path, String words) {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(JsonMapper.shared().readTree(answer.body()).path("error").asString())
        .contains(words);
  }

  @Test
  void keys_askedForByNpmAuditSignatures_noticeSaysThatNothingIsSigned() {
    HttpResponse<String> audit = get("-/npm/v1/keys", "npm-command", "audit");
    assertThat(audit.statusCode()).isEqualTo(404);
    assertThat(audit.headers().firstValue("npm-notice").orElse(""))
        .contains("does not sign packages");
    assertThat(get("-/npm/v1/keys", "npm-command", "install").headers().firstValue("npm-notice"))
        .isEmpty();
  }

  @Test
  void tags_onWhatCannotBeInstalled_areNotNamed() {
    publish("w", "1.0.0", "");
    publish("w", "2.0.0", "?state=staged&channel=beta");
    publish("w", "3.0.0", "?channel=gone");
    origin.call("PATCH", "/widgets/w/versions/3.0.0", "{\"state\":\"blocked\",\"reason\":\"r\"}");
    assertThat(json(get("-/package/w/dist-tags")).propertyNames()).containsExactly("latest");
    for (String accept : new String[] {"application/json", BRIEF}) {
      JsonNode json = json(get("w", "Accept", accept));
      assertThat(json.path("dist-tags").propertyNames()).containsExactly("latest");
      assertThat(json.path("versions").propertyNames()).containsExactly("1.0.0");
    }
    assertThat(get("w/beta").statusCode()).isEqualTo(404);
  }

  @Test
  void packument_damagedVersion_isLeftOutUntilItIsRepaired() throws Exception {
    publish("w", "1.0.0", "");
    publish("w", "1.1.0", "");
    Path blob = blob("export default '1.1.0';");
    byte[] bytes = Files.readAllBytes(blob);
    Files.delete(blob);
    JsonNode damaged = json(get("w"));
    assertThat(damaged.path("versions").propertyNames()).containsExactly("1.0.0");
    assertThat(damaged.path("dist-tags").path("latest").asString())
        .as("a tag that clients can install")
        .isEqualTo("1.0.0");
    Files.write(blob, bytes);
    assertThat(json(get("w")).path("dist-tags").path("latest").asString()).isEqualTo("1.1.0");
  }

  private Path blob(String content) throws Exception {
    byte[] bytes = content.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    String digest = dev.widgetorigin.store.manifest.Digest.sha256(bytes).toString();
    try (Stream<Path> files = Files.walk(folder.resolve("store/blobs"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(digest))
          .findFirst()
          .orElseThrow();
    }
  }
}
