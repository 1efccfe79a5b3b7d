package dev.widgetorigin.origin.delivery.answer;

import static dev.widgetorigin.origin.delivery.answer.Bundles.HEADERS;
import static dev.widgetorigin.origin.delivery.answer.Bundles.file;
import static dev.widgetorigin.origin.delivery.answer.Bundles.manifest;
import static dev.widgetorigin.origin.delivery.answer.Bundles.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.changes.Chat;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.CacheClass;
import dev.widgetorigin.origin.web.HeaderBlock;
import dev.widgetorigin.store.AssetEntry;
import dev.widgetorigin.store.Encoding;
import dev.widgetorigin.store.Manifest;
import dev.widgetorigin.store.WidgetSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All header fields of each kind of answer about a file, in their order. */
final class AssetHeadersTest {
  private static final AssetEntry SCRIPT = file("dist/chat.js", 1000, Encoding.GZIP, Encoding.BR);
  private static final Instant NOW = Chat.AT.plusSeconds(3600);
  private static final String ALIAS =
      """
      Cache-Control: public, max-age=300
      CDN-Cache-Control: public, max-age=300, stale-while-revalidate=60, stale-if-error=86400
      Surrogate-Control: max-age=300, stale-while-revalidate=60, stale-if-error=86400
      """;

  private static Asset asset(ResolvedTarget target, Manifest manifest, AssetEntry entry) {
    return asset(target, manifest, entry, "/chat/v1.0.0/dist/chat.js", NOW);
  }

  private static Asset asset(
      ResolvedTarget target, Manifest manifest, AssetEntry entry, String raw, Instant now) {
    return HEADERS.asset(target, manifest, entry, raw, now, Downloads.NONE);
  }

  /** Of the file as it was published. */
  private static String head(Asset asset) {
    for (Representation each : asset.representations) {
      if (each.encoding() == null) {
        return Bundles.text(each.headers());
      }
    }
    throw new AssertionError("no identity");
  }

  private static String head(String state, String raw, AssetEntry... files) {
    ResolvedTarget target = target(state, raw);
    Manifest manifest = manifest(target.version().toString(), null, files);
    return head(asset(target, manifest, files[0], raw, NOW));
  }

  private static String etag(String path, String more) {
    return "\"" + Bundles.digest(path).toString().substring(0, 32) + more + "\"";
  }

  private static String identity(AssetEntry file, String more) {
    return "Content-Length: %d\nETag: %s\nRepr-Digest: %s\n"
        .formatted(file.size(), etag(file.path(), more), Representation.reprDigest(file.digest()));
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
            Vary: Accept-Encoding
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
            Vary: Accept-Encoding
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
            ALIAS
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
    ResolvedTarget target =
        new ResolvedTarget(
            path,
            of.name(),
            of.widget(),
            of.selector(),
            of.release().in(of.release().state(), "", now.minusSeconds(before)),
            null,
            0);
    assertThat(head(asset(target, manifest("1.0.0", null, SCRIPT), SCRIPT, "/x", now)))
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
        // Not the file's own URL: by the full path.
        "/chat/v1.0.0/chat.js, dist/chat.js, /chat/v1.0.0/dist/chat.js.map",
        "/chat/v1/dist, dist/chat.js, /chat/v1.0.0/dist/chat.js.map",
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
    assertThat(head(asset(target, manifest("1.0.0", null, SCRIPT, map), SCRIPT, "/old.js", NOW)))
        .contains(
            """
            Content-Location: /chat/v1.0.0/dist/chat.js
            Link: </chat/v1.0.0/dist/chat.js>; rel="canonical"
            SourceMap: /chat/v1.0.0/dist/chat.js.map
            """);
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
      assertThat(asset.variesByEncoding).isEqualTo(varies);
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
    assertThat(Bundles.text(smallest))
        .endsWith(
            "Content-Length: 820\nContent-Encoding: br\nETag: %s\nRepr-Digest: %s\n"
                .formatted(
                    etag("dist/chat.js", br),
                    Representation.reprDigest(Bundles.digest("dist/chat.jsbr"))));
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
    Asset asset = asset(target, manifest, SCRIPT, raw, now);
    assertThat(asset.lastModified()).isEqualTo(published + modified);
    assertThat(asset.unchangedSince).isEqualTo(published + unchangedSince);
    byte[] text = {1};
    Asset stub = HEADERS.stub(target("1.0.0", "/chat/v1/x"), manifest, SCRIPT, text, now);
    assertThat(stub.lastModified()).isEqualTo(published + modified);
    assertThat(stub.unchangedSince).isEqualTo(published + Math.max(modified, after));
  }

  @Test
  void stub_isATextOfItsOwn() {
    byte[] text = "export * from \"x\";\n".getBytes(StandardCharsets.UTF_8);
    ResolvedTarget target = target("1.0.0:deprecated", "/chat/v1/dist/chat.js");
    Asset asset = HEADERS.stub(target, manifest("1.0.0", null, SCRIPT), SCRIPT, text, NOW);
    assertThat(asset.variesByEncoding).isTrue();
    assertThat(asset.representations).hasSize(1);
    Representation only = asset.representations[0];
    assertThat(only.text().bytes().toString(StandardCharsets.UTF_8)).startsWith("export *");
    assertThat(Bundles.text(only.headers()))
        .isEqualTo(
            ALIAS
                + """
                Content-Type: text/javascript; charset=utf-8
                Last-Modified: Fri, 20 Nov 2026 10:00:00 GMT
                Accept-Ranges: bytes
                Vary: Accept-Encoding
                X-Resolved-Version: 1.0.0
                Deprecation: @%d
                Surrogate-Key: w-chat w-chat-v-1.0.0 w-chat-a-v1
                Cache-Tag: w-chat,w-chat-v-1.0.0,w-chat-a-v1
                Content-Length: 19
                ETag: "%s-v1.0.0"
                Repr-Digest: %s
                """
                    .formatted(
                        Chat.AT.getEpochSecond(),
                        only.digest().toString().substring(0, 32),
                        Representation.reprDigest(only.digest())));
  }

  @Test
  void notModified_leavesOutWhatDescribesTheContent() {
    AssetEntry map = file("dist/chat.js.map", 10);
    Manifest manifest = manifest("1.0.0", null, SCRIPT, map);
    Asset asset = asset(target("1.0.0", "/chat/v1/dist/chat.js"), manifest, SCRIPT);
    assertThat(asset.representations[0].notModified().status()).isEqualTo(304);
    assertThat(Bundles.text(asset.representations[0].notModified().headers()))
        .isEqualTo(
            ALIAS
                + """
                Vary: Accept-Encoding
                X-Resolved-Version: 1.0.0
                Content-Location: /chat/v1.0.0/dist/chat.js
                Surrogate-Key: w-chat w-chat-v-1.0.0 w-chat-a-v1
                Cache-Tag: w-chat,w-chat-v-1.0.0,w-chat-a-v1
                ETag: %s
                """
                    .formatted(etag("dist/chat.js", "-v1.0.0-br")));
  }

  private static Moved moved(String state, String raw) {
    return HEADERS.moved(target(state, raw), SCRIPT, raw, "to/here", NOW);
  }

  @Test
  void moved_exact() {
    Moved moved = moved("1.0.0", "/chat@1.0.0");
    assertThat(moved.reply().status()).isEqualTo(308);
    assertThat(Bundles.text(moved.reply().headers()))
        .isEqualTo(
            """
            Cache-Control: public, max-age=31536000, immutable
            Location: to/here
            Content-Length: 0
            Link: </chat/v1.0.0/dist/chat.js>; rel="canonical"
            Surrogate-Key: w-chat w-chat-v-1.0.0
            Cache-Tag: w-chat,w-chat-v-1.0.0
            """);
  }

  @Test
  void moved_alias() {
    Moved moved = moved("1.0.0:deprecated", "/chat@1");
    assertThat(moved.reply().status()).isEqualTo(302);
    assertThat(Bundles.text(moved.reply().headers()))
        .isEqualTo(
            ALIAS
                + """
                Location: to/here
                Content-Length: 0
                X-Resolved-Version: 1.0.0
                Deprecation: @%d
                Surrogate-Key: w-chat w-chat-v-1.0.0 w-chat-a-v1
                Cache-Tag: w-chat,w-chat-v-1.0.0,w-chat-a-v1
                """
                    .formatted(Chat.AT.getEpochSecond()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/chat/1.0.0/x, 'private, max-age=31536000, immutable', false",
    "/chat/v1/x, 'private, max-age=300', true",
  })
  void meta_isKeptByBrowsersOnly(String raw, String cacheControl, boolean alias) {
    assertThat(Bundles.text(HEADERS.meta(target("1.0.0", raw)).build()))
        .isEqualTo(
            "Cache-Control: %s\nContent-Type: application/json\n".formatted(cacheControl)
                + (alias ? "X-Resolved-Version: 1.0.0\n" : "")
                + "Surrogate-Key: w-chat w-chat-v-1.0.0%s\n".formatted(alias ? " w-chat-a-v1" : "")
                + "Cache-Tag: w-chat,w-chat-v-1.0.0%s\n".formatted(alias ? ",w-chat-a-v1" : ""));
  }

  @Test
  void error_hasTheTagsOfWhatIsKnown() {
    ResolvedTarget alias = target("1.0.0", "/chat/v1/x");
    assertThat(Bundles.text(HEADERS.error(404, null, null, null, null).build()))
        .isEqualTo("Cache-Control: public, max-age=10\n");
    assertThat(Bundles.text(HEADERS.error(404, Chat.NAME, alias.widget(), null, null).build()))
        .isEqualTo("Cache-Control: public, max-age=10\nSurrogate-Key: w-chat\nCache-Tag: w-chat\n");
    assertThat(
            Bundles.text(
                HEADERS.error(410, Chat.NAME, alias.widget(), alias.version(), alias).build()))
        .isEqualTo(
            """
            Cache-Control: public, max-age=300
            Surrogate-Key: w-chat w-chat-v-1.0.0 w-chat-a-v1
            Cache-Tag: w-chat,w-chat-v-1.0.0,w-chat-a-v1
            """);
  }

  /** A widget's own figures and CORS policy hold for every kind of answer. */
  @Test
  void settings_ofTheWidget_holdEverywhere() {
    WidgetSettings settings =
        new WidgetSettings(
            null,
            new WidgetSettings.Cors(List.of("https://a.example"), true),
            null,
            Map.of("exact", "max-age=1", "alias", "max-age=2", "notFound", "max-age=3"),
            null,
            null);
    var widget = Chat.widget("1.0.0", settings, null);
    Manifest manifest = manifest("1.0.0", null, SCRIPT);
    ResolvedTarget exact =
        target(widget, (AssetPath) AssetPath.parse("/chat/v1.0.0/dist/chat.js"), null);
    ResolvedTarget alias =
        target(widget, (AssetPath) AssetPath.parse("/chat/v1/dist/chat.js"), null);
    Map<HeaderBlock, String> expected =
        Map.of(
            asset(exact, manifest, SCRIPT).representations[0].headers(), "max-age=1",
            asset(alias, manifest, SCRIPT).representations[0].headers(), "max-age=2",
            HEADERS.stub(alias, manifest, SCRIPT, new byte[1], NOW).representations[0].headers(),
                "max-age=2",
            HEADERS.moved(exact, SCRIPT, "/x", "y", NOW).reply().headers(), "max-age=1",
            HEADERS.moved(alias, SCRIPT, "/x", "y", NOW).reply().headers(), "max-age=2",
            HEADERS.meta(exact).build(), "private, max-age=1",
            HEADERS.meta(alias).build(), "private, max-age=2",
            HEADERS.error(404, Chat.NAME, widget, null, null).build(), "max-age=3");
    expected.forEach(
        (headers, figure) -> {
          assertThat(headers.get("Cache-Control")).isEqualTo(figure);
          assertThat(headers.get("Vary")).startsWith("Origin");
          assertThat(headers.get("Access-Control-Allow-Origin")).isNull();
        });
    assertThat(HEADERS.cors(widget).allows("https://a.example")).isTrue();
    assertThat(HEADERS.cors(widget).allows("https://b.example")).isFalse();
    assertThat(HEADERS.cors(null).isOpen()).isTrue();
    assertThat(HEADERS.cors(Chat.widget("1.0.0")).isOpen()).isTrue();
  }

  @Test
  void cacheClass_isKeptForMeters() {
    Manifest manifest = manifest("1.0.0", null, SCRIPT);
    assertThat(
            asset(target("1.0.0", "/chat/v1/x"), manifest, SCRIPT)
                .representations[0]
                .headers()
                .cacheClass())
        .isEqualTo(CacheClass.ALIAS);
    AssetEntry page = file("index.html", 10);
    assertThat(
            asset(target("1.0.0", "/chat/1.0.0/"), manifest, page)
                .representations[0]
                .headers()
                .cacheClass())
        .isEqualTo(CacheClass.EXACT_DOCUMENT);
  }

  @Test
  void weight_isOfAllHeads() {
    HeaderBlock head = HeaderBlock.builder().add("Name", "value").add("A", "").build();
    assertThat(HeadWeight.of()).isEqualTo(1024);
    assertThat(HeadWeight.of(head)).isEqualTo(1024 + 4 * (4 + 5 + 24) + 4 * (1 + 24));
    assertThat(HeadWeight.of(head, head)).isEqualTo(1024 + 2 * (4 * 33 + 4 * 25));
    Asset asset = asset(target("1.0.0", "/chat/v1/x"), manifest("1.0.0", null, SCRIPT), SCRIPT);
    assertThat(asset.weight())
        .isEqualTo(
            HeadWeight.of(
                asset.representations[0].headers(),
                asset.representations[1].headers(),
                asset.representations[2].headers()));
    Moved moved = moved("1.0.0", "/chat@1");
    assertThat(moved.weight()).isEqualTo(HeadWeight.of(moved.reply().headers()));
  }
}
