package dev.widgetorigin.origin.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.head.PurgeTags;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The smaller vocabulary: media types, cache classes, tags, encoding, problems. */
final class WebTablesTest {
  @ParameterizedTest
  @CsvSource({
    "x.js, text/javascript; charset=utf-8, true",
    "x.min.mjs, text/javascript; charset=utf-8, true",
    "x.cjs, text/javascript; charset=utf-8, true",
    "X.JS, text/javascript; charset=utf-8, true",
    "x.css, text/css; charset=utf-8, true",
    "x.html, text/html; charset=utf-8, true",
    "x.json, application/json, true",
    "x.js.map, application/json, true",
    "x.wasm, application/wasm, true",
    "x.svg, image/svg+xml, true",
    "x.txt, text/plain; charset=utf-8, true",
    "README.md, text/plain; charset=utf-8, true",
    "x.woff2, font/woff2, false",
    "x.png, image/png, false",
    "x.jpg, image/jpeg, false",
    "x.webp, image/webp, false",
    "x.avif, image/avif, false",
    "x.mp4, video/mp4, false",
    "x.zip, application/zip, false",
    "x.pdf, application/pdf, false",
    "x.wav, audio/wav, false",
    "x.d.mts, text/plain; charset=utf-8, true",
    "x.ico, image/x-icon, true",
    "LICENSE, application/octet-stream, true",
    "a.js/b, application/octet-stream, true",
    "x.unknown, application/octet-stream, true",
  })
  void mediaType_byName(String path, String type, boolean compressible) {
    assertThat(MediaTypes.of(path)).isEqualTo(type);
    assertThat(MediaTypes.compressible(type)).isEqualTo(compressible);
  }

  @ParameterizedTest
  @CsvSource({
    "x.js, EXACT",
    "x.html, EXACT_DOCUMENT",
    "a/x.js.map, EXACT_DOCUMENT",
    "x.maps, EXACT"
  })
  void cacheClass_ofExact(String path, CacheClass expected) {
    assertThat(CacheClass.ofExact(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "200, NO_STORE", "400, NO_STORE", "404, NOT_FOUND", "405, NO_STORE", "406, NO_STORE",
    "410, GONE", "412, NO_STORE", "416, NO_STORE", "500, NO_STORE", "503, NO_STORE"
  })
  void cacheClass_ofErrors(int status, CacheClass expected) {
    assertThat(CacheClass.ofStatus(status)).isEqualTo(expected);
  }

  @Test
  void cacheClass_aliasOverride_boundsTheEdge() {
    HeaderBlock shorter = headers(CacheClass.ALIAS, Map.of("alias", "public, max-age=60"));
    HeaderBlock longer = headers(CacheClass.ALIAS, Map.of("alias", "public, max-age=900"));
    HeaderBlock secret = headers(CacheClass.ALIAS, Map.of("alias", "no-store"));
    HeaderBlock both =
        headers(CacheClass.ALIAS, Map.of("alias", "no-cache", "aliasCdn", "max-age=5"));

    assertThat(shorter.get("CDN-Cache-Control"))
        .isEqualTo("public, max-age=60, stale-while-revalidate=60, stale-if-error=86400");
    assertThat(longer.get("CDN-Cache-Control")).startsWith("public, max-age=300,");
    assertThat(secret.get("Surrogate-Control")).isEqualTo("no-store");
    assertThat(both.get("Cache-Control")).isEqualTo("no-cache");
    assertThat(both.get("CDN-Cache-Control")).isEqualTo("max-age=5");
  }

  /** As for a widget's own figures: an edge's Age would be above the browsers' max-age. */
  @ParameterizedTest(name = "cache.alias: {0}, cache.alias-cdn: {1} → {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "public, max-age=60  | -           | public, max-age=60, stale-while-revalidate=60, stale-if-error=86400",
        "public, max-age=900 | -           | public, max-age=300, stale-while-revalidate=60, stale-if-error=86400",
        "public, no-cache    | -           | public, no-cache",
        "public, no-cache    | max-age=900 | max-age=900",
        "public, max-age=60  | max-age=900 | max-age=900",
      })
  void cacheClass_configuredAlias_boundsTheEdgeThatNobodyConfigured(
      String alias, String cdn, String expected) {
    CacheConfig base = CacheConfig.DEFAULTS;
    CacheConfig figures =
        new CacheConfig(
            base.memoryBytes(),
            base.maxEntryBytes(),
            base.exact(),
            base.exactDocument(),
            alias,
            cdn == null ? base.aliasCdn() : cdn,
            alias,
            cdn == null ? base.loaderCdn() : cdn,
            base.notFound(),
            base.gone());
    HeaderBlock.Builder headers = HeaderBlock.builder();
    CacheClass.ALIAS.addTo(headers, figures, null);
    assertThat(headers.build().get("Cache-Control")).isEqualTo(alias);
    assertThat(headers.build().get("CDN-Cache-Control")).isEqualTo(expected);
    assertThat(CacheClass.Figures.ofLoaders(figures, null).edgeSeconds())
        .isLessThanOrEqualTo(cdn == null ? 30 : 900);
  }

  @ParameterizedTest(name = "{0} → {1}; for one browser {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "public, max-age=60       | max-age=60            | private, max-age=60",
        "max-age=60, public       | max-age=60            | private, max-age=60",
        "max-age=60,PUBLIC ,a=1   | max-age=60, a=1       | private, max-age=60, a=1",
        "max-age=60, public-x     | max-age=60, public-x  | private, max-age=60, public-x",
        "public                   | -                     | private",
      })
  void cacheClass_publicWhereverItStands_isLeftOut(String figure, String surrogate, String own) {
    HeaderBlock shared = headers(CacheClass.ALIAS, Map.of("alias", figure, "aliasCdn", figure));
    HeaderBlock.Builder headers = HeaderBlock.builder();
    CacheClass.ALIAS.addPrivateTo(headers, CacheConfig.DEFAULTS, Map.of("alias", figure));
    assertThat(shared.get("Surrogate-Control")).isEqualTo(surrogate);
    assertThat(headers.build().get("Cache-Control")).isEqualTo(own);
  }

  @ParameterizedTest(name = "{0}, of edges {1}, for 10 s at most: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "public, max-age=300                                 | max-age=900 | public, max-age=10",
        "public, max-age=31536000, immutable                 | max-age=900 | public, max-age=10",
        "private, Max-Age=7, stale-if-error=86400, IMMUTABLE | max-age=900 | private, max-age=7",
        "max-age=60                                          | max-age=900 | max-age=10",
        "no-cache                                            | max-age=900 | no-cache, max-age=10",
        "public, max-age=300                                 | max-age=2   | public, max-age=2",
        "public, max-age=300                                 | no-store    | public, max-age=0",
      })
  void brief_isNotKeptForLongerNorByCdnsOtherwise(String figure, String cdn, String brief) {
    HeaderBlock.Builder builder = HeaderBlock.builder();
    Map<String, String> own = Map.of("alias", figure, "aliasCdn", cdn);
    CacheClass.ALIAS.addBriefTo(builder, CacheConfig.DEFAULTS, own, 10);
    HeaderBlock headers = builder.build();
    assertThat(headers.get("Cache-Control")).isEqualTo(brief);
    assertThat(headers.get("CDN-Cache-Control")).isNull();
    assertThat(headers.get("Surrogate-Control")).isNull();
    assertThat(headers.cacheClass()).isEqualTo(CacheClass.ALIAS);
  }

  @Test
  void cacheClass_loader_hasTargetedFields() {
    HeaderBlock headers = headers(CacheClass.LOADER, null);

    assertThat(headers.get("Cache-Control")).isEqualTo("public, max-age=60");
    assertThat(headers.get("CDN-Cache-Control"))
        .isEqualTo("public, max-age=30, stale-while-revalidate=30, stale-if-error=86400");
    assertThat(headers.get("Surrogate-Control"))
        .isEqualTo("max-age=30, stale-while-revalidate=30, stale-if-error=86400");
    assertThat(headers.cacheClass()).isEqualTo(CacheClass.LOADER);
  }

  private static HeaderBlock headers(CacheClass cacheClass, Map<String, String> own) {
    HeaderBlock.Builder headers = HeaderBlock.builder();
    cacheClass.addTo(headers, CacheConfig.DEFAULTS, own);
    return headers.build();
  }

  @Test
  void tags_areCleanAndBounded() {
    assertThat(PurgeTags.ofVersion("@Scope/name", "1.0.0-RC.1"))
        .isEqualTo("w-__cope_name-v-1.0.0-__.1");
    assertThat(PurgeTags.ofAlias("w", ">=1 <2 ü")).isEqualTo("w-w-a-__1__2__");
    assertThat(PurgeTags.ofWidget("x".repeat(214))).hasSize(120).matches("[a-z0-9._-]{1,120}");

    HeaderBlock.Builder many = HeaderBlock.builder();
    PurgeTags.addTo(
        many, List.of("Surrogate-Key", "Cache-Tag", "xkey"), Collections.nCopies(20, "w-a"));
    HeaderBlock headers = many.build();
    assertThat(headers.get("Surrogate-Key").split(" ")).hasSize(8);
    assertThat(headers.get("Cache-Tag").split(",")).hasSize(8);
    assertThat(headers.get("xkey").split(" ")).hasSize(8);

    HeaderBlock.Builder large = HeaderBlock.builder();
    PurgeTags.addTo(large, List.of("Cache-Tag"), Collections.nCopies(20, "x".repeat(120) + "y"));
    assertThat(large.build().get("Cache-Tag").length()).isLessThanOrEqualTo(1024);
  }

  @ParameterizedTest
  @CsvSource({"a%20b, a b", "%C3%BC, ü", "%2525, %25", "a+b, a+b", "%7e, ~"})
  void percent_decodesOnce(String text, String expected) {
    assertThat(PercentEncoding.decode(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"%", "%a", "a%2", "%zz", "%ff", "%c0%ae", "%ed%a0%80", "ü", "%ü0"})
  void percent_malformed_isNull(String text) {
    assertThat(PercentEncoding.decode(text)).isNull();
  }

  @Test
  void problem_isRfc9457() {
    ProblemReplies problems =
        new ProblemReplies(
            StandardHeaders.delivery(OriginConfig.DEFAULTS), OriginConfig.DEFAULTS.cache());
    Reply reply =
        problems.apply(new Problem(431, "Too large", "headers \"too\" long", List.of("a", "b")));
    String json = ((Body.Memory) reply.body()).bytes().toString(StandardCharsets.UTF_8);

    assertThat(json)
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Too large\",\"status\":431,"
                + "\"detail\":\"headers \\\"too\\\" long\",\"errors\":[\"a\",\"b\"]}\n");
    assertThat(reply.headers().get("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.headers().get("Cache-Control")).isEqualTo("no-store");
    assertThat(reply.headers().get("Server")).isEqualTo("widget-origin");
    assertThat(reply.headers().get("Access-Control-Allow-Origin")).isEqualTo("*");
  }

  @Test
  void control_answersAreNobodyElses() {
    HeaderBlock headers = StandardHeaders.control().begin().build();

    assertThat(headers.get("Access-Control-Allow-Origin")).isNull();
    assertThat(headers.get("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(headers.get("Vary")).isNull();
  }
}
