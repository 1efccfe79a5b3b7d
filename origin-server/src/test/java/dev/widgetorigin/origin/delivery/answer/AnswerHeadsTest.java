package dev.widgetorigin.origin.delivery.answer;

import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.ALIAS_FIGURES;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.HEADERS;
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
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All header fields of what is not a file as it was published, and what all answers have. */
final class AnswerHeadsTest {
  @Test
  void stub_isATextOfItsOwn() {
    byte[] text = "export * from \"x\";\n".getBytes(StandardCharsets.UTF_8);
    ResolvedTarget target = target("1.0.0:deprecated", "/chat/v1/dist/chat.js");
    Asset asset = STAND_INS.stub(target, manifest("1.0.0", null, SCRIPT), SCRIPT, text, NOW);
    assertThat(asset.varying).isEqualTo(new Asset.Varying(true, false));
    assertThat(asset.representations).hasSize(1);
    Representation only = asset.representations[0];
    assertThat(only.text().bytes().toString(StandardCharsets.UTF_8)).startsWith("export *");
    assertThat(AnswerBundles.text(only.headers()))
        .isEqualTo(
            ALIAS_FIGURES
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
                        only.digest().toField()));
  }

  @Test
  void notModified_leavesOutWhatDescribesTheContent() {
    AssetEntry map = file("dist/chat.js.map", 10);
    Manifest manifest = manifest("1.0.0", null, SCRIPT, map);
    Asset asset = asset(target("1.0.0", "/chat/v1/dist/chat.js"), manifest, SCRIPT);
    assertThat(asset.representations[0].notModified().status()).isEqualTo(304);
    assertThat(AnswerBundles.text(asset.representations[0].notModified().headers()))
        .isEqualTo(
            ALIAS_FIGURES
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

  private static Redirect redirect(String state, String raw) {
    return STAND_INS.redirect(target(state, raw), SCRIPT, raw, "to/here", NOW);
  }

  @Test
  void redirect_exact() {
    Redirect redirect = redirect("1.0.0", "/chat@1.0.0");
    assertThat(redirect.reply().status()).isEqualTo(308);
    assertThat(AnswerBundles.text(redirect.reply().headers()))
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
  void redirect_alias() {
    Redirect redirect = redirect("1.0.0:deprecated", "/chat@1");
    assertThat(redirect.reply().status()).isEqualTo(302);
    assertThat(AnswerBundles.text(redirect.reply().headers()))
        .isEqualTo(
            ALIAS_FIGURES
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
    assertThat(AnswerBundles.text(HEADERS.meta(target("1.0.0", raw)).build()))
        .isEqualTo(
            "Cache-Control: %s\nContent-Type: application/json\n".formatted(cacheControl)
                + (alias ? "X-Resolved-Version: 1.0.0\n" : "")
                + "Surrogate-Key: w-chat w-chat-v-1.0.0%s\n".formatted(alias ? " w-chat-a-v1" : "")
                + "Cache-Tag: w-chat,w-chat-v-1.0.0%s\n".formatted(alias ? ",w-chat-a-v1" : ""));
  }

  @Test
  void versions_areKeptByBrowsersOnly() {
    assertThat(AnswerBundles.text(HEADERS.versions(Chat.widget("1.0.0")).build()))
        .isEqualTo(
            """
            Cache-Control: private, max-age=300
            Content-Type: application/json
            Surrogate-Key: w-chat
            Cache-Tag: w-chat
            """);
  }

  @ParameterizedTest(name = "{0}, kept by edges: {1}")
  @CsvSource({
    "/chat/1.0.0/x, false, 'private, max-age=31536000, immutable'",
    "/chat/1.0.0/x, true, 'public, max-age=31536000, immutable'",
    "/chat/v1/x, false, 'private, max-age=300'",
    "/chat/v1/x, true,",
  })
  void importMap_isKeptByEdgesWhereItNamesNoHost(String raw, boolean shared, String cacheControl) {
    boolean alias = raw.contains("v1/");
    assertThat(AnswerBundles.text(HEADERS.importMap(target("1.0.0", raw), shared).build()))
        .isEqualTo(
            (cacheControl == null ? ALIAS_FIGURES : "Cache-Control: " + cacheControl + "\n")
                + "Content-Type: application/importmap+json\n"
                + (alias ? "X-Resolved-Version: 1.0.0\n" : "")
                + "Surrogate-Key: w-chat w-chat-v-1.0.0%s\n".formatted(alias ? " w-chat-a-v1" : "")
                + "Cache-Tag: w-chat,w-chat-v-1.0.0%s\n".formatted(alias ? ",w-chat-a-v1" : ""));
  }

  @Test
  void switchedOff_isACommentForWhichNoFileIsTaken() {
    ResolvedTarget target = target("1.0.0", "/chat/v1/dist/chat.js");
    Asset asset = STAND_INS.switchedOff(target, "dist/chat.js", NOW);
    assertThat(asset.varying).isEqualTo(new Asset.Varying(true, false));
    assertThat(asset.representations).hasSize(1);
    Representation only = asset.representations[0];
    assertThat(only.text().bytes().toString(StandardCharsets.UTF_8))
        .isEqualTo("/* switched off */\n");
    assertThat(AnswerBundles.text(only.headers()))
        .isEqualTo(
            ALIAS_FIGURES
                + """
                X-Widget-Switched-Off: true
                Surrogate-Key: w-chat w-chat-a-v1
                Cache-Tag: w-chat,w-chat-a-v1
                Content-Type: text/javascript; charset=utf-8
                Last-Modified: Thu, 01 Jan 1970 00:00:01 GMT
                Accept-Ranges: bytes
                Vary: Accept-Encoding
                Content-Length: 19
                ETag: "%s-off"
                Repr-Digest: %s
                """
                    .formatted(only.digest().toString().substring(0, 32), only.digest().toField()));
  }

  @Test
  void error_hasTheTagsOfWhatIsKnown() {
    ResolvedTarget alias = target("1.0.0", "/chat/v1/x");
    assertThat(AnswerBundles.text(HEADERS.error(404, null, null, null, null).build()))
        .isEqualTo("Cache-Control: public, max-age=10\n");
    assertThat(
            AnswerBundles.text(HEADERS.error(404, Chat.NAME, alias.widget(), null, null).build()))
        .isEqualTo("Cache-Control: public, max-age=10\nSurrogate-Key: w-chat\nCache-Tag: w-chat\n");
    assertThat(
            AnswerBundles.text(
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
            null,
            null,
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
            STAND_INS.stub(alias, manifest, SCRIPT, new byte[1], NOW).representations[0].headers(),
                "max-age=2",
            STAND_INS.redirect(exact, SCRIPT, "/x", "y", NOW).reply().headers(), "max-age=1",
            STAND_INS.redirect(alias, SCRIPT, "/x", "y", NOW).reply().headers(), "max-age=2",
            HEADERS.meta(exact).build(), "private, max-age=1",
            HEADERS.meta(alias).build(), "private, max-age=2",
            HEADERS.versions(widget).build(), "private, max-age=2",
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
    Redirect redirect = redirect("1.0.0", "/chat@1");
    assertThat(redirect.weight()).isEqualTo(HeadWeight.of(redirect.reply().headers()));
  }
}
