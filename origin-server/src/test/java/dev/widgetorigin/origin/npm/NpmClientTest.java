package dev.widgetorigin.origin.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.audit.AuditText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real npm client against a real origin. */
final class NpmClientTest {
  @TempDir static Path folder;
  private static TestOrigin server;
  private static NpmClient npm;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(
        NpmClient.present(),
        "no npm 10 or newer on this machine: install nodejs and npm (npm install -g npm@10)");
    server = TestOrigin.start(folder.resolve("store"), Map.of());
    npm = new NpmClient(folder.resolve("home"), server.controlUrl() + "/-/npm/", TestOrigin.ADMIN);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void publishViewInstall_ofAPlainPackage_giveBackItsFiles() throws Exception {
    Path bundle = bundle("plain", "1.0.0", "export default 'ü';");
    Files.writeString(bundle.resolve("README.md"), "# A plain package");
    done(bundle, "publish");
    assertThat(run(bundle, "view", "plain", "version").out().strip()).isEqualTo("1.0.0");
    assertThat(run(bundle, "view", "plain", "dist.integrity").out()).startsWith("sha512-");
    assertThat(run(bundle, "view", "plain", "readme").out().strip()).isEqualTo("# A plain package");
    Path app = app("plain-app");
    done(app, "install", "plain");
    assertThat(Files.readString(app.resolve("node_modules/plain/index.js")))
        .isEqualTo("export default 'ü';");
    assertThat(Files.readString(app.resolve("package-lock.json"))).contains("sha512-");
    delete(app.resolve("node_modules"));
    done(app, "ci");
    assertThat(delivered("/plain/v1.0.0/index.js")).isEqualTo("export default 'ü';");
  }

  @Test
  void publish_scopedWithTag_setsTheChannelOnly() throws Exception {
    Path bundle = bundle("@acme/chat", "1.0.0", "1");
    done(bundle, "publish");
    done(bundle("@acme/chat", "2.0.0-rc.1", "2"), "publish", "--tag", "next");
    assertThat(run(bundle, "dist-tag", "ls", "@acme/chat").out())
        .contains("latest: 1.0.0")
        .contains("next: 2.0.0-rc.1");
    Path app = app("scoped-app");
    done(app, "install", "@acme/chat@next");
    assertThat(Files.readString(app.resolve("node_modules/@acme/chat/index.js"))).isEqualTo("2");
    assertThat(delivered("/@acme/chat@next/index.js")).isEqualTo("2");
  }

  @Test
  void publish_again_isIdempotentAndOtherBytesAreRefusedInWords() throws Exception {
    done(bundle("again", "1.0.0", "1"), "publish");
    NpmClient.Result other = run(bundle("again", "1.0.0", "other"), "publish");
    assertThat(other.exit()).isNotZero();
    assertThat(other.err()).containsAnyOf("never changes", "previously published");
  }

  @Test
  void distTag_addAndRemove_pinAndUnpin() throws Exception {
    known("tags", "1.0.0", "1");
    known("tags", "1.1.0", "2");
    done(folder, "dist-tag", "add", "tags@1.0.0", "latest");
    assertThat(run(folder, "view", "tags", "version").out().strip()).isEqualTo("1.0.0");
    assertThat(delivered("/tags/v1/index.js")).isEqualTo("1");
    done(folder, "dist-tag", "rm", "tags", "latest");
    assertThat(run(folder, "view", "tags", "version").out().strip()).isEqualTo("1.1.0");
    done(folder, "dist-tag", "add", "tags@1.0.0", "old");
    assertThat(delivered("/tags@old/index.js")).isEqualTo("1");
    done(folder, "dist-tag", "rm", "tags", "old");
    assertThat(run(folder, "dist-tag", "ls", "tags").out()).doesNotContain("old");
  }

  @Test
  void deprecate_andUndeprecate_changeTheState() throws Exception {
    known("dep", "1.0.0", "1");
    known("dep", "1.1.0", "2");
    done(folder, "deprecate", "dep@1.1.0", "use 1.0.0");
    assertThat(run(folder, "view", "dep@1.1.0", "deprecated").out()).contains("use 1.0.0");
    assertThat(delivered("/dep/latest/index.js")).isEqualTo("1");
    done(folder, "deprecate", "dep@1.1.0", "");
    assertThat(run(folder, "view", "dep@1.1.0", "deprecated").out()).isBlank();
    assertThat(delivered("/dep/latest/index.js")).isEqualTo("2");
  }

  @Test
  void logout_administratorsToken_isAnsweredKindlyAndLoggedNowhere() throws Exception {
    String registry = server.controlUrl() + "/-/npm/";
    NpmClient leaving = new NpmClient(folder.resolve("leaving"), registry, TestOrigin.ADMIN);
    NpmClient.Result result = leaving.run(folder, "logout");
    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(AuditText.of(folder.resolve("store")))
        .contains("npm-logout")
        .doesNotContain(TestOrigin.ADMIN);
    assertThat(server.call("GET", "/whoami", "").statusCode()).isEqualTo(200);
  }

  @Test
  void unpublish_oneVersion_yanksItAndAWholePackageIsRefused() throws Exception {
    known("un", "1.0.0", "1");
    known("un", "1.1.0", "2");
    done(folder, "unpublish", "un@1.1.0");
    assertThat(delivered("/un/latest/index.js")).isEqualTo("1");
    assertThat(delivered("/un/v1.1.0/index.js")).isEqualTo("2");
    NpmClient.Result all = run(folder, "unpublish", "un", "--force");
    assertThat(all.exit()).isNotZero();
    assertThat(all.err()).contains("never disappears");
  }

  @Test
  void publish_stableVersionWithTag_movesThatTagOnlyUntilItIsLatest() throws Exception {
    known("cand", "1.0.0", "1");
    done(bundle("cand", "2.0.0", "2"), "publish", "--tag", "next");
    assertThat(run(folder, "dist-tag", "ls", "cand").out())
        .contains("latest: 1.0.0")
        .contains("next: 2.0.0");
    assertThat(delivered("/cand/latest/index.js")).isEqualTo("1");
    assertThat(delivered("/cand/next/index.js")).isEqualTo("2");
    assertThat(delivered("/cand/v2/index.js"))
        .contains("2.0.0 was published to channel next and is not promoted");
    done(folder, "dist-tag", "add", "cand@2.0.0", "latest");
    assertThat(delivered("/cand/latest/index.js")).isEqualTo("2");
    assertThat(delivered("/cand/v2/index.js")).isEqualTo("2");
    done(bundle("cand", "2.0.1", "3"), "publish");
    assertThat(delivered("/cand/latest/index.js")).isEqualTo("3");
  }

  @Test
  void install_ofAPackageWithPrereleasesOnly_works() throws Exception {
    done(bundle("pre", "1.0.0-rc.1", "1"), "publish", "--tag", "latest");
    Path app = app("pre-app");
    done(app, "install", "pre");
    assertThat(Files.readString(app.resolve("node_modules/pre/index.js"))).isEqualTo("1");
    assertThat(delivered("/pre/latest/index.js")).contains("no released stable version");
  }

  @Test
  void publish_whereARollbackHolds_isToldAsNotice() throws Exception {
    known("held", "1.0.0", "1");
    known("held", "1.1.0", "2");
    done(folder, "dist-tag", "add", "held@1.0.0", "latest");
    NpmClient.Result result = run(bundle("held", "1.1.1", "3"), "publish");
    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.err())
        .contains("latest, v1 stay on 1.0.0", "widget-origin unpin held latest");
  }

  @Test
  void publish_moduleOfSeveralFiles_isToldWhichAliasModeItNeeds() throws Exception {
    Path bundle = bundle("chunks", "1.0.0", "export const open = () => import('./chunk.js');");
    Files.writeString(bundle.resolve("chunk.js"), "export default 1;");
    NpmClient.Result result = run(bundle, "publish");
    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.err())
        .contains("index.js imports chunk.js", "widget-origin settings chunks --alias-mode stub");
  }

  @Test
  void deprecate_rangeWithAYankedVersion_deprecatesTheOthers() throws Exception {
    known("mix", "1.0.0", "1");
    known("mix", "1.1.0", "2");
    known("mix", "2.0.0", "3");
    done(folder, "unpublish", "mix@1.0.0");
    done(folder, "deprecate", "mix@<2", "use 2");
    assertThat(run(folder, "view", "mix@1.1.0", "deprecated").out()).contains("use 2");
    assertThat(run(folder, "view", "mix@2.0.0", "deprecated").out()).isBlank();
  }

  @Test
  void unpublish_onlyVersion_yanksIt() throws Exception {
    known("only", "1.0.0", "1");
    done(folder, "unpublish", "only@1.0.0", "--force");
    assertThat(delivered("/only/latest/index.js")).contains("no released stable version");
    assertThat(delivered("/only/v1.0.0/index.js")).isEqualTo("1");
  }

  /** That they are there already must not look like a release. */
  @Test
  void publish_sameBytesOfAWithdrawnVersion_saysThatItIsNotReleased() throws Exception {
    Path bundle = bundle("back", "1.0.0", "1");
    done(bundle, "publish");
    done(folder, "deprecate", "back@1.0.0", "old");
    NpmClient.Result deprecated = run(bundle, "publish");
    assertThat(deprecated.exit()).as("%s", deprecated).isZero();
    assertThat(deprecated.err()).contains("1.0.0 stays deprecated");
    done(folder, "unpublish", "back@1.0.0", "--force");
    NpmClient.Result yanked = run(bundle, "publish");
    assertThat(yanked.exit()).isNotZero();
    assertThat(yanked.err())
        .contains("back@1.0.0 is yanked; release it with 'widget-origin release back 1.0.0'");
  }

  @Test
  void audit_answersThatNothingIsKnown() throws Exception {
    known("aud", "1.0.0", "1");
    Path app = app("aud-app");
    done(app, "install", "aud");
    NpmClient.Result result = run(app, "audit");
    assertThat(result.exit()).as("%s", result).isZero();
    assertThat(result.out()).contains("found 0 vulnerabilities");
    assertThat(result.err()).contains("npm notice this registry has no advisories");
  }

  @Test
  void pingAndWhoami_answer() throws Exception {
    Path app = app("who");
    done(app, "ping");
    assertThat(run(app, "whoami").out().strip()).isEqualTo("admin");
  }

  @Test
  void wrongToken_isRefusedInWords() throws Exception {
    NpmClient stranger =
        new NpmClient(folder.resolve("stranger"), server.controlUrl() + "/-/npm/", "wrong");
    NpmClient.Result result = stranger.run(bundle("no", "1.0.0", "1"), "publish");
    assertThat(result.exit()).isNotZero();
    assertThat(result.err()).contains("E401");
  }

  @Test
  void install_ofWhatTheApiPublished_works() throws Exception {
    Path bundle = bundle("mixed", "1.0.0", "api");
    Path packed = folder.resolve("packed");
    Files.createDirectories(packed);
    done(bundle, "pack", "--pack-destination", packed.toString());
    HttpRequest put =
        HttpRequest.newBuilder(
                URI.create(server.controlUrl() + "/-/api/v1/widgets/mixed/versions/1.0.0"))
            .header("Authorization", "Bearer " + TestOrigin.ADMIN)
            .PUT(HttpRequest.BodyPublishers.ofFile(packed.resolve("mixed-1.0.0.tgz")))
            .build();
    assertThat(http().send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    Path app = app("mixed-app");
    done(app, "install", "mixed@1.0.0");
    assertThat(Files.readString(app.resolve("node_modules/mixed/index.js"))).isEqualTo("api");
  }

  @Test
  void publish_ofALargeBundle_isStreamed() throws Exception {
    byte[] noise = new byte[30 << 20];
    new java.util.Random(7).nextBytes(noise);
    Path bundle = bundle("large", "1.0.0", "1");
    Files.write(bundle.resolve("noise.woff2"), noise);
    done(bundle, "publish");
    Path app = app("large-app");
    done(app, "install", "large");
    assertThat(Files.readAllBytes(app.resolve("node_modules/large/noise.woff2"))).isEqualTo(noise);
  }

  private static Path bundle(String name, String version, String script) throws IOException {
    Path bundle = Files.createTempDirectory(folder, "bundle");
    Files.writeString(
        bundle.resolve("package.json"),
        "{\"name\":\"%s\",\"version\":\"%s\",\"main\":\"index.js\"}".formatted(name, version));
    Files.writeString(bundle.resolve("index.js"), script);
    return bundle;
  }

  /** Published beforehand, without npm, which takes half a second for each. */
  private static void known(String name, String version, String script) {
    String described = "{\"main\":\"index.js\"}";
    byte[] zip = TestOrigin.zip(Map.of("package.json", described, "index.js", script));
    assertThat(server.call("PUT", "/widgets/" + name + "/versions/" + version, zip).statusCode())
        .isEqualTo(201);
  }

  private static Path app(String name) throws IOException {
    Path app = folder.resolve(name);
    Files.createDirectories(app);
    Files.writeString(app.resolve("package.json"), "{\"name\":\"app\",\"version\":\"1.0.0\"}");
    return app;
  }

  private static NpmClient.Result run(Path folder, String... arguments) throws Exception {
    return npm.run(folder, arguments);
  }

  private static void done(Path folder, String... arguments) throws Exception {
    NpmClient.Result result = run(folder, arguments);
    assertThat(result.exit()).as("npm %s: %s", String.join(" ", arguments), result).isZero();
  }

  private static HttpClient http() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static String delivered(String path) throws Exception {
    HttpRequest get = HttpRequest.newBuilder(URI.create(server.deliveryUrl() + path)).build();
    return http().send(get, BodyHandlers.ofString()).body();
  }

  private static void delete(Path path) throws IOException {
    try (var files = Files.walk(path)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
