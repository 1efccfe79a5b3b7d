package dev.widgetorigin.origin.delivery.description;

import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.SHA384;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.delivery.answer.AnswerBundles;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.text.Json;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Encoding;
import dev.widgetorigin.store.manifest.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What {@code ?meta} says. */
final class MetaDocumentTest {
  private static final PublicUrl PUBLIC = PublicUrl.parse("https://cdn.example/w").orElseThrow();
  private static final Manifest BUNDLE =
      AnswerBundles.manifest(
          "1.0.0",
          "dist/chat.js",
          file("dist/chat.js", 1000, Encoding.BR),
          file("dist/a.css", 10),
          file("dist/m.mjs", 10),
          file("distant.txt", 10),
          file("a\"&<b.js", 10));

  private static MetaDocument.Rendered rendered(
      Manifest manifest, String raw, PublicUrl publicUrl, String authority, int page) {
    return new MetaDocument(AnswerBundles.target("1.0.0", raw), manifest, publicUrl, authority)
        .render(List.of("{path}", "dist/{path}"), page);
  }

  private static String text(String raw, PublicUrl publicUrl, String authority) {
    return new String(
        rendered(BUNDLE, raw, publicUrl, authority, 1).json(), StandardCharsets.UTF_8);
  }

  private static String hex512() {
    return "736861353132";
  }

  @Test
  void file_byExactVersion_hasDigestsAndTheTagToPaste() {
    String digest = AnswerBundles.digest("dist/chat.js").toString();
    assertThat(text("/chat/1.0.0/dist/chat.js", null, "cdn.example.com"))
        .isEqualTo(
            ("{'widget':'chat','version':'1.0.0','publishedAt':'2026-11-20T10:00:00Z','type':'file',"
                    + "'path':'dist/chat.js','url':'/chat/v1.0.0/dist/chat.js',"
                    + "'contentType':'text/javascript; charset=utf-8','size':1000,"
                    + "'encodings':[{'encoding':'br','size':910}],'integrity':'sha384-"
                    + SHA384
                    + "','sha256':'"
                    + digest
                    + "','sha512':'"
                    + hex512()
                    + "','script':'<script src=\\'//cdn.example.com/chat/v1.0.0/dist/chat.js\\'"
                    + " integrity=\\'sha384-"
                    + SHA384
                    + "\\' crossorigin=\\'anonymous\\'></script>'}\n")
                .replace('\'', '"'));
  }

  @Test
  void file_byAlias_namesTheExactUrlAndNoDigest() {
    assertThat(text("/chat/v1/dist/chat.js", PUBLIC, "cdn.example.com"))
        .isEqualTo(
            ("{'widget':'chat','alias':'v1','version':'1.0.0','publishedAt':'2026-11-20T10:00:00Z',"
                    + "'type':'file','path':'dist/chat.js',"
                    + "'url':'https://cdn.example/w/chat/v1.0.0/dist/chat.js',"
                    + "'contentType':'text/javascript; charset=utf-8','size':1000,"
                    + "'encodings':[{'encoding':'br','size':910}],"
                    + "'exact':'https://cdn.example/w/chat/v1.0.0/dist/chat.js'}\n")
                .replace('\'', '"'));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "dist/chat.js|script|<script src='//h/chat/v1.0.0/dist/chat.js' INTEGRITY></script>",
        "dist/m.mjs|script|<script type='module' src='//h/chat/v1.0.0/dist/m.mjs' INTEGRITY></script>",
        "dist/a.css|link|<link rel='stylesheet' href='//h/chat/v1.0.0/dist/a.css' INTEGRITY>",
        "distant.txt|-|-",
        // An ampersand is allowed in a path, and markup in an attribute.
        "a%22%26%3Cb.js|script|<script src='//h/chat/v1.0.0/a%22&amp;%3Cb.js' INTEGRITY></script>",
      })
  void tag_isForThatType(String path, String member, String tag) {
    JsonNode json = Json.MAPPER.readTree(text("/chat/1.0.0/" + path, null, "h"));
    for (String each : List.of("script", "link")) {
      assertThat(json.has(each)).isEqualTo(each.equals(member));
    }
    if (tag != null) {
      assertThat(json.path(member).asString().replace('"', '\''))
          .isEqualTo(
              tag.replace(
                  "INTEGRITY", "integrity='sha384-" + SHA384 + "' crossorigin='anonymous'"));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|false",
        "{\"type\": \"module\"}|true",
        "{\"type\": \"module\", \"unpkg\": \"dist/chat.js\"}|false",
        "{\"module\": \"dist/chat.js\"}|true",
        "{\"exports\": {\".\": {\"import\": \"./dist/chat.js\"}}}|true",
      })
  void tag_ofAScript_isAModulesWherePackageJsonSaysSo(String packageJson, boolean module) {
    Manifest bundle =
        AnswerBundles.manifest("1.0.0", "dist/chat.js", packageJson, 0, file("dist/chat.js", 10));
    byte[] json = rendered(bundle, "/chat/1.0.0/dist/chat.js", null, "h", 1).json();
    assertThat(Json.MAPPER.readTree(json).path("script").asString())
        .startsWith(module ? "<script type=\"module\" src=" : "<script src=");
  }

  @Test
  void tag_ofARequestThatNamedNoHost_isAPath() {
    assertThat(text("/chat/1.0.0/dist/a.css", null, null))
        .contains("href=\\\"/chat/v1.0.0/dist/a.css\\\"");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "/chat/1.0.0/?meta|''|dist/chat.js|1040|5",
        "/chat/1.0.0?meta|''|dist/chat.js|1040|5",
        "/chat/1.0.0/dist?meta|dist/|-|1020|3",
        "/chat/1.0.0/dist/?meta|dist/|-|1020|3",
      })
  void directory_listsWhatIsBelowIt(String raw, String path, String entry, int size, int files) {
    MetaDocument.Rendered rendered =
        rendered(BUNDLE, raw.substring(0, raw.indexOf('?')), null, "h", 1);
    assertThat(rendered.directory()).isTrue();
    JsonNode json = Json.MAPPER.readTree(rendered.json());
    assertThat(json.path("type").asString()).isEqualTo("directory");
    assertThat(json.path("path").asString()).isEqualTo(path);
    assertThat(json.path("entry").asString(null)).isEqualTo(entry);
    assertThat(json.path("size").asInt()).isEqualTo(size);
    assertThat(json.path("files").size()).isEqualTo(files);
    assertThat(json.path("files").get(0).path("url").asString()).startsWith("/chat/v1.0.0/");
    for (String none : List.of("count", "page", "next", "alias")) {
      assertThat(json.has(none)).as(none).isFalse();
    }
  }

  @Test
  void directory_ofABundleWithoutEntry_namesNone() {
    Manifest manifest = AnswerBundles.manifest("1.0.0", null);
    JsonNode json = Json.MAPPER.readTree(rendered(manifest, "/chat/v1/", null, "h", 1).json());
    assertThat(json.has("entry")).isFalse();
    assertThat(json.path("alias").asString()).isEqualTo("v1");
    assertThat(json.path("files").size()).isZero();
    assertThat(rendered(manifest, "/chat/v1/", null, "h", 2).json()).isNull();
  }

  /** A file of that name first, then a folder, then the fallback list. */
  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource({
    "/chat/1.0.0/dist/chat.js, dist/chat.js, false",
    "/chat/1.0.0/chat.js, dist/chat.js, false",
    "/chat/1.0.0/dist, dist/, true",
    "/chat/1.0.0/dis,,",
    "/chat/1.0.0/chat.js/,,",
    "/chat/1.0.0/dist/chat.js/,,",
  })
  void render_findsAsAFileIsFound(String raw, String path, Boolean directory) {
    MetaDocument.Rendered rendered = rendered(BUNDLE, raw, null, "h", 1);
    if (path == null) {
      assertThat(rendered).isNull();
    } else {
      assertThat(rendered.directory()).isEqualTo(directory);
      assertThat(Json.MAPPER.readTree(rendered.json()).path("path").asString()).isEqualTo(path);
    }
  }

  private static Manifest many(int files) {
    return AnswerBundles.manifest(
        "1.0.0",
        null,
        IntStream.range(0, files)
            .mapToObj(i -> file("all/f%04d".formatted(i), 1))
            .toArray(AssetEntry[]::new));
  }

  @ParameterizedTest(name = "page {1} of {0} files: from {2} to {3}, next {4}")
  @CsvSource(
      nullValues = "-",
      value = {
        "500, 1, 0, 499, -, -",
        "500, 2, -, -, -, -",
        "501, 1, 0, 499, 501, /chat/v1.0.0/all/?meta&page=2",
        "501, 2, 500, 500, 501, -",
        "501, 3, -, -, -, -",
        "1000, 2, 500, 999, 1000, -",
        "1001, 2, 500, 999, 1001, /chat/v1.0.0/all/?meta&page=3",
      })
  void pages_leadToEachOther(
      int files, int page, Integer from, Integer to, Integer count, String next) {
    byte[] bytes = rendered(many(files), "/chat/v1/all/", null, "h", page).json();
    if (from == null) {
      assertThat(bytes).isNull();
      return;
    }
    JsonNode json = Json.MAPPER.readTree(bytes);
    JsonNode listed = json.path("files");
    assertThat(listed.get(0).path("path").asString()).isEqualTo("all/f%04d".formatted(from));
    assertThat(listed.get(listed.size() - 1).path("path").asString())
        .isEqualTo("all/f%04d".formatted(to));
    assertThat(json.has("count")).isEqualTo(count != null);
    assertThat(json.path("count").asInt(0)).isEqualTo(count == null ? 0 : count);
    assertThat(json.path("page").asInt(0)).isEqualTo(count == null ? 0 : page);
    assertThat(json.path("next").asString(null)).isEqualTo(next);
  }

  @Test
  void next_ofTheWholeBundle_andByItsPublicUrl() {
    JsonNode json = Json.MAPPER.readTree(rendered(many(501), "/chat/v1", PUBLIC, "h", 1).json());
    assertThat(json.path("next").asString())
        .isEqualTo("https://cdn.example/w/chat/v1.0.0/?meta&page=2");
  }

  @ParameterizedTest(name = "?{0}: {1}")
  @CsvSource(
      nullValues = "-",
      value = {
        "-, false",
        "'', false",
        "meta, true",
        "meta=, true",
        "meta=1, true",
        "x&meta, true",
        "meta&page=2, true",
        "metadata, false",
        "xmeta, false",
        "META, false",
      })
  void asked_isTheFieldMeta(String query, boolean asked) {
    String target = "/chat/v1" + (query == null ? "" : "?" + query);
    assertThat(MetaAnswers.asked(FakeRequest.of(Method.GET, target))).isEqualTo(asked);
  }
}
