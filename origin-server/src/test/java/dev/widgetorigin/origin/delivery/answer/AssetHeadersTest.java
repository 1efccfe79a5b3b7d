package dev.widgetorigin.origin.delivery.answer;

import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.ALIAS_FIGURES;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.FILES;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.NOW;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.SCRIPT;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.STAND_INS;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.asset;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.etag;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.file;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.manifest;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All header fields of each kind of answer about a file, in their order. */
final class AssetHeadersTest {
  private static Asset assetAt(
      ResolvedTarget target, Manifest manifest, AssetEntry entry, String raw, Instant now) {
    return FILES.asset(target, manifest, entry, raw, now, Downloads.NONE);
  }

  /** Of the file as it was published. */
  private static String head(Asset asset) {
    for (Representation each : asset.representations) {
      if (each.encoding() == null) {
        return AnswerBundles.text(each.headers());
      }
    }
    throw new AssertionError("no identity");
  }

  private static String head(String state, String raw, AssetEntry... files) {
    ResolvedTarget target = target(state, raw);
    Manifest manifest = manifest(target.version().toString(), null, files);
    return head(assetAt(target, manifest, files[0], raw, NOW));
  }

  private static String identity(AssetEntry file, String more) {
    return "Content-Length: %d\nETag: %s\nRepr-Digest: %s\n"
        .formatted(file.size(), etag(file.path(), more), file.digest().toField());
  }

  @Test
  void reprDigest_isBase64BetweenColons() {
    assertThat(AnswerBundles.digest("").toField())
        .isEqualTo("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
  }

  @Test
  void exact_canonical() {
    assertThat(head("1.0.0", "/chat/v1.0.0/dist/chat.js", SCRIPT))
        .isEqualTo(
            """
            Cache-Control: public, max-age=31536000, immutable
            Content-Type: text/javascript; charset=utf-8
            Last-Modified: Fri, 20 Nov 2026 10:00:00 GMT
            Accept-Ranges: bytes
            Vary: Accept-Encoding, Available-Dictionary
            Use-As-Dictionary: match="/chat/*/dist/chat.js", match-dest=("script")
            Surrogate-Key: w-chat w-chat-v-1.0.0
            Cache-Tag: w-chat,w-chat-v-1.0.0
            """
                + identity(SCRIPT, ""));
  }

  @Test
  void exact_otherSpellingAndFile_saysWhereAndWhatIsCanonical() {
    assertThat(head("1.0.0", "/chat@1.0.0/chat.js", SCRIPT))
        .contains(
            """
            Vary: Accept-Encoding, Available-Dictionary
            Use-As-Dictionary: match="/chat@*/chat.js", match-dest=("script")
            Content-Location: /chat/v1.0.0/dist/chat.js
            Link: </chat/v1.0.0/dist/chat.js>; rel="canonical"
            Surrogate-Key: w-chat w-chat-v-1.0.0
            """);
    assertThat(head("1.0.0", "/chat@1.0.0/dist/chat.js", SCRIPT))
        .contains("Link: </chat/v1.0.0/dist/chat.js>; rel=\"canonical\"\n")
        .doesNotContain("Content-Location");
  }

  @Test
  void alias() {
    assertThat(head("1.0.0", "/chat/v1/dist/chat.js", SCRIPT))
        .isEqualTo(
            ALIAS_FIGURES
                + """
                Content-Type: text/javascript; charset=utf-8
                Last-Modified: Fri, 20 Nov 2026 10:00:00 GMT
                Accept-Ranges: bytes
                Vary: Accept-Encoding
                X-Resolved-Version: 1.0.0
                Content-Location: /chat/v1.0.0/dist/chat.js
                Surrogate-Key: w-chat w-chat-v-1.0.0 w-chat-a-v1
                Cache-Tag: w-chat,w-chat-v-1.0.0,w-chat-a-v1
                """
                + identity(SCRIPT, "-v1.0.0"));
  }

  @Test
  void alias_instead_saysSo() {
    ResolvedTarget target =
        target(Chat.widget("1.0.0"), (AssetPath) AssetPath.parse("/chat/v1/dist/chat.js"), "1.1.0");
    Asset asset = asset(target, manifest("1.0.0", null, SCRIPT), SCRIPT);
    assertThat(head(asset)).contains("X-Resolved-Version: 1.0.0\nX-Fallback: version\n");
  }

  @ParameterizedTest(name = "since {0} s before it is looked at: @{1}")
  @CsvSource({"0, 1795168800", "1, 1795168799", "-60, 1795168800"})
  void deprecated_saysSinceWhen_neverInTheFuture(long before, long at) {
    Instant now = Instant.ofEpochSecond(1795168800);
    AssetPath path = (AssetPath) AssetPath.parse("/chat/1.0.0/dist/chat.js");
    ResolvedTarget of = target(Chat.widget("1.0.0:deprecated"), path, null);
    Release release = of.release();
    ResolvedTarget target =
        new ResolvedTarget(
            path,
            of.name(),
            of.widget(),
            of.selector(),
            new Release(
                release.version(),
                release.state(),
                release.reason(),
                release.publishedAt(),
                now.minusSeconds(before)),
            null,
            0);
    assertThat(head(assetAt(target, manifest("1.0.0", null, SCRIPT), SCRIPT, "/x", now)))
        .contains("\nDeprecation: @" + at + "\n");
    assertThat(head("1.0.0", "/chat/1.0.0/dist/chat.js", SCRIPT)).doesNotContain("Deprecation");
  }

  @ParameterizedTest(name = "{1} at {0}")
  @CsvSource(
      nullValues = "-",
      value = {
        "/chat/v1.0.0/dist/chat.js, dist/chat.js, chat.js.map",
        "/chat/v1/dist/chat.js, dist/chat.js, chat.js.map",
        "/chat/v1.0.0/chat.css, chat.css, chat.css.map",
        "/chat/v1.0.0/a%20b.js, a b.js, a%20b.js.map",
        "/chat/v1.0.0/a:b.js, a:b.js, ./a:b.js.map",
        "/chat/v1.0.0/:b.js, :b.js, ./:b.js.map",
        // Not the file's own URL.
        "/chat/v1.0.0/chat, chat.js, chat.js.map",
        "/chat/v1.0.0/chat.js, dist/chat.js, dist/chat.js.map",
        "/chat/v1/dist, dist/chat.js, ../v1.0.0/dist/chat.js.map",
        "/chat@%5E1/a^b, a^b.js, ../chat/v1.0.0/a%5Eb.js.map",
        // Neither script nor style.
        "/chat/v1.0.0/chat.txt, chat.txt, -",
        "/chat/v1.0.0/chat.json, chat.json, -",
      })
  void sourceMap_isNamedFromWhereTheFileIs(String raw, String path, String map) {
    String head = head("1.0.0", raw, file(path, 10), file(path + ".map", 10));
    if (map == null) {
      assertThat(head).doesNotContain("SourceMap");
    } else {
      assertThat(head).contains("\nSourceMap: " + map + "\n");
    }
    assertThat(head("1.0.0", raw, file(path, 10))).doesNotContain("SourceMap");
  }

  @Test
  void mappedPath_hasNoNeighbours() {
    AssetEntry map = file("dist/chat.js.map", 10);
    AssetPath path = new AssetPath("chat", "1.0.0", "dist/chat.js", AssetPath.Kind.FILE, null);
    ResolvedTarget target = target(Chat.widget("1.0.0"), path, null);
    assertThat(head(assetAt(target, manifest("1.0.0", null, SCRIPT, map), SCRIPT, "/old.js", NOW)))
        .contains(
            """
            Content-Location: /chat/v1.0.0/dist/chat.js
            Link: </chat/v1.0.0/dist/chat.js>; rel="canonical"
            SourceMap: chat/v1.0.0/dist/chat.js.map
            """);
  }

  /** {@code delivery.public-url: https://example.com/a(b)/widgets}. */
  @Test
  void belowAPathOfAProxy_pathsAreAsClientsHaveThem() {
    OriginConfig config =
        ConfigLoader.loadOnly(Map.of("delivery.public-url", "https://example.com/a(b)/widgets/"));
    AssetHeaders files = new AssetHeaders(AnswerBundles.headers(config), config.assets());
    AssetEntry map = file("dist/chat.js.map", 10);
    Manifest manifest = manifest("1.0.0", null, SCRIPT, map);
    List<String> heads = new ArrayList<>();
    for (String raw :
        List.of("/chat/v1.0.0/dist/chat.js", "/chat@1.0.0/dist/chat.js", "/chat/v1/dist/chat.js")) {
      heads.add(
          head(files.asset(target("1.0.0", raw), manifest, SCRIPT, raw, NOW, Downloads.NONE)));
    }
    assertThat(heads.get(0))
        .contains("Use-As-Dictionary: match=\"/a\\\\(b\\\\)/widgets/chat/*/dist/chat.js\"")
        .doesNotContain("Link: ")
        .doesNotContain("Content-Location: ");
    assertThat(heads.get(1))
        .contains("Use-As-Dictionary: match=\"/a\\\\(b\\\\)/widgets/chat@*/dist/chat.js\"")
        .contains("\nLink: </a(b)/widgets/chat/v1.0.0/dist/chat.js>; rel=\"canonical\"\n");
    assertThat(heads.get(2))
        .contains("\nContent-Location: /a(b)/widgets/chat/v1.0.0/dist/chat.js\n");
    assertThat(heads).allSatisfy(head -> assertThat(head).contains("\nSourceMap: chat.js.map\n"));
  }

  @ParameterizedTest
  @CsvSource({"a.html, true", "a.svg, true", "a.js, false", "a.png, false"})
  void activeDocument_isSandboxed(String path, boolean sandboxed) {
    String field = "\nContent-Security-Policy: sandbox allow-scripts\n";
    assertThat(head("1.0.0", "/chat/v1.0.0/" + path, file(path, 10)).contains(field))
        .isEqualTo(sandboxed);
  }

  /** What could have a variant, or has one. */
  @Test
  void vary_isNamedWhereThereAreOrCouldBeVariants() {
    AssetPath path = (AssetPath) AssetPath.parse("/chat/v1.0.0/a.png");
    for (AssetEntry each :
        List.of(file("a.png", 999), file("a.png", 999, Encoding.BR), file("a.txt", 999))) {
      ResolvedTarget target = target(Chat.widget("1.0.0"), path, null);
      Asset asset = asset(target, manifest("1.0.0", null, each), each);
      boolean varies = !each.path().equals("a.png") || !each.variants().isEmpty();
      assertThat(asset.varying.byEncoding()).isEqualTo(varies);
      assertThat(head(asset).contains("\nVary: Accept-Encoding\n")).isEqualTo(varies);
    }
  }

  @ParameterizedTest(name = "{0}, repaired {1}")
  @CsvSource({
    "/chat/v1.0.0/x, 0, '', -gzip, -br",
    "/chat/v1/x, 0, -v1.0.0, -v1.0.0-gzip, -v1.0.0-br",
    "/chat/v1.0.0/x, 1, '', -r1-gzip, -r1-br",
    "/chat/v1/x, 42, -v1.0.0, -v1.0.0-r42-gzip, -v1.0.0-r42-br",
  })
  void representations_comeSmallestFirstEachWithItsTag(
      String raw, long repaired, String identity, String gzip, String br) {
    Manifest manifest = manifest("1.0.0", null, "{}", repaired, SCRIPT);
    Asset asset = asset(target("1.0.0", raw), manifest, SCRIPT);
    assertThat(asset.representations)
        .extracting(Representation::encodingToken)
        .containsExactly("br", "gzip", "identity");
    assertThat(asset.representations)
        .extracting(Representation::etag)
        .containsExactly(
            etag("dist/chat.js", br), etag("dist/chat.js", gzip), etag("dist/chat.js", identity));
    assertThat(asset.representations)
        .extracting(Representation::size)
        .containsExactly(820L, 910L, 1000L);
    HeaderBlock smallest = asset.representations[0].headers();
    assertThat(AnswerBundles.text(smallest))
        .endsWith(
            "Content-Length: 820\nContent-Encoding: br\nETag: %s\nRepr-Digest: %s\n"
                .formatted(
                    etag("dist/chat.js", br), AnswerBundles.digest("dist/chat.jsbr").toField()));
    assertThat(asset.contentType).isEqualTo("text/javascript; charset=utf-8");
  }

  @ParameterizedTest(name = "{0}, {1} s after it was published")
  @CsvSource({
    // An exact version is as it was from the beginning; an alias from when it was looked at.
    "/chat/v1.0.0/x, 100, 0, 0",
    "/chat/v1/x, 100, 0, 100",
    "/chat/v1/x, 0, 0, 0",
    // Published under a clock that was ahead.
    "/chat/v1.0.0/x, -1, -2, -2",
    "/chat/v1/x, -1, -2, -1",
  })
  void times_areNeverInTheFuture(String raw, long after, long modified, long unchangedSince) {
    Manifest manifest = manifest("1.0.0", null, SCRIPT);
    Instant now = Chat.AT.plusSeconds(after);
    ResolvedTarget target = target("1.0.0", raw);
    long published = Chat.AT.getEpochSecond();
    Asset asset = assetAt(target, manifest, SCRIPT, raw, now);
    assertThat(asset.lastModified()).isEqualTo(published + modified);
    assertThat(asset.unchangedSince).isEqualTo(published + unchangedSince);
    byte[] text = {1};
    Asset stub = STAND_INS.stub(target("1.0.0", "/chat/v1/x"), manifest, SCRIPT, text, now);
    assertThat(stub.lastModified()).isEqualTo(published + modified);
    assertThat(stub.unchangedSince).isEqualTo(published + Math.max(modified, after));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "a.css|match=\"/chat/*/a.css\", match-dest=(\"style\")",
        "a.json|match=\"/chat/*/a.json\"",
        "a.wasm|match=\"/chat/*/a.wasm\"",
        "a.png|-",
      })
  void exact_useAsDictionary_namesTheDestinationOfItsType(String path, String field) {
    String raw = "/chat/v1.0.0/" + path;
    AssetEntry file = file(path, 2000);
    Asset asset = assetAt(target("1.0.0", raw), manifest("1.0.0", null, file), file, raw, NOW);
    assertThat(asset.representations[0].headers().get("Use-As-Dictionary")).isEqualTo(field);
  }
}
