package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Encoding;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Delivery end to end over a real store: what is answered as long as nothing changes. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.widgetorigin.origin.delivery.Way#ways")
final class AssetHandlerTest {
  @TempDir static Path folder;
  @Parameter Way way;
  private static DeliveryWorld world;

  @BeforeParameterizedClassInvocation
  static void open(Way way) {
    Path own = folder.resolve(way.name()).resolve("store");
    world = new DeliveryWorld(own, OriginConfig.DEFAULTS, DeliveryEvents.NONE, way);
    world.publishSample("1.0.0").publishSample("1.1.0").publishSample("2.0.0-beta.1");
    world.publish(
        "@scope/name",
        "1.0.0",
        ReleaseState.RELEASED,
        "x.js",
        Map.of("x.js", DeliveryWorld.script("s")));
  }

  @AfterParameterizedClassInvocation
  static void close() {
    world.close();
    world.awaitNothingHeld();
  }

  @ParameterizedTest
  @CsvSource({
    "/w/v1.0.0/widget.js",
    "/w/1.0.0/widget.js",
    "/w/1.0.0+build.7/widget.js",
    "/w@1.0.0/widget.js",
    "/w@v1.0.0/widget.js",
    "/npm/w@1.0.0/widget.js",
    "/w/v1.0.0/%77idget.js",
    "/w/v1.0.0/widget.js?cache=no",
  })
  void exact_everySpelling_sameBytesSameHeaders(String target) {
    Answer canonical = world.get("/w/v1.0.0/widget.js");
    Answer answer = world.get(target);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(DeliveryWorld.script("1.0.0"));
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(answer.header("ETag")).isEqualTo(canonical.header("ETag"));
    assertThat(answer.header("Content-Location")).isNull();
    boolean plain = target.startsWith("/w/v1.0.0/widget.js");
    assertThat(answer.header("Link"))
        .isEqualTo(plain ? null : "</w/v1.0.0/widget.js>; rel=\"canonical\"");
  }

  @Test
  void exact_canonical_hasEveryHeaderOfTheContract() {
    Answer answer = world.get("/w/v1.0.0/widget.js", "Accept-Encoding", "br");
    byte[] br = DeliveryWorld.encoded(Encoding.BR, DeliveryWorld.script("1.0.0"));
    AssetEntry entry = world.entry("1.0.0", "widget.js");

    assertThat(answer.content()).isEqualTo(br);
    assertThat(answer.header("Content-Encoding")).isEqualTo("br");
    assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(br.length));
    assertThat(answer.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(answer.header("ETag"))
        .isEqualTo("\"" + entry.digest().toString().substring(0, 32) + "-br\"");
    assertThat(answer.header("Last-Modified")).isEqualTo(DeliveryWorld.LAST_MODIFIED);
    assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(answer.all("Vary")).containsExactly("Accept-Encoding");
    assertThat(answer.header("Repr-Digest"))
        .isEqualTo(
            "sha-256=:" + Base64.getEncoder().encodeToString(Digest.newSha256().digest(br)) + ":");
    assertThat(answer.header("SourceMap")).isEqualTo("widget.js.map");
    assertThat(answer.header("Surrogate-Key")).isEqualTo("w-w w-w-v-1.0.0");
    assertThat(answer.header("Cache-Tag")).isEqualTo("w-w,w-w-v-1.0.0");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    assertThat(answer.header("Timing-Allow-Origin")).isEqualTo("*");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(answer.header("CDN-Cache-Control")).isNull();
    assertThat(answer.header("X-Resolved-Version")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/w/v1/widget.js, v1",
    "/w/1/widget.js, v1",
    "/w@1/widget.js, v1",
    "/w/%5E1.0.0/widget.js, v1",
    "/w/>=1.0.0%20<2.0.0/widget.js, __1.0.0 _2.0.0",
    "/w/latest/widget.js, latest",
    "/w@latest/widget.js, latest",
    "/npm/w/widget.js, latest",
    "/npm/w@1.1/widget.js, v1.1",
  })
  void alias_serves_theVersionItResolvesTo(String target, String alias) {
    Answer answer = world.get(target);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(DeliveryWorld.script("1.1.0"));
    assertThat(answer.header("X-Resolved-Version")).isEqualTo("1.1.0");
    assertThat(answer.header("Content-Location")).isEqualTo("/w/v1.1.0/widget.js");
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(answer.header("CDN-Cache-Control"))
        .isEqualTo("public, max-age=300, stale-while-revalidate=60, stale-if-error=86400");
    assertThat(answer.header("Surrogate-Control"))
        .isEqualTo("max-age=300, stale-while-revalidate=60, stale-if-error=86400");
    assertThat(answer.header("ETag")).endsWith("-v1.1.0\"");
    assertThat(answer.header("Cache-Tag"))
        .isEqualTo(
            "w-w,w-w-v-1.1.0,w-w-a-"
                + alias.replace(' ', '_')
                + (alias.startsWith("_") ? ",w-w-ranges" : ""));
    assertThat(answer.header("Link")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/w/v1.0.0/widget, widget.js",
    "/w/v1.0.0/dist/widget.min, dist/widget.min.js",
    "/w/v1.0.0/lib/, lib/index.html",
    "/w@1.0.0/dist/, dist/index.html",
    "/w/v1.0.0/, index.html",
  })
  void found_inTheFolderAskedFor_saysWhere(String target, String file) {
    Answer answer = world.get(target);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Location")).isEqualTo("/w/v1.0.0/" + file);
    assertThat(answer.header("Link")).isEqualTo("</w/v1.0.0/" + file + ">; rel=\"canonical\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/w/v1.0.0, v1.0.0/widget.js, widget.js",
    "/w@1.0.0, w@1.0.0/widget.js, widget.js",
    "/w@1.0.0?x=1, w@1.0.0/widget.js, widget.js",
    "/npm/w@1.0.0, w@1.0.0/widget.js, widget.js",
    "/w/v1.0.0/widget.min.js, dist/widget.min.js, dist/widget.min.js",
    "/w/v1.0.0/lib, lib/index.html, lib/index.html",
    "/w/v1.0.0/dist%2Fwidget.min.js, dist/widget.min.js, dist/widget.min.js",
  })
  void foundElsewhere_exact_isRedirectedForEver(String target, String location, String file) {
    for (Method method : List.of(Method.GET, Method.GET, Method.HEAD)) {
      Answer answer = world.send(method, target, "If-None-Match", "*", "Range", "bytes=0-1");

      assertThat(answer.status()).isEqualTo(308);
      assertThat(answer.header("Location")).isEqualTo(location);
      assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
      assertThat(answer.header("Link")).isEqualTo("</w/v1.0.0/" + file + ">; rel=\"canonical\"");
      assertThat(answer.header("Cache-Tag")).isEqualTo("w-w,w-w-v-1.0.0");
      assertIsRedirect(answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/w/v1, v1/widget.js, v1",
    "/w@1, w@1/widget.js, v1",
    "/w, w/latest/widget.js, latest",
    "/w/, latest/index.html, latest",
    "/npm/w, w/widget.js, latest",
    "/w/v1/widget.min.js, dist/widget.min.js, v1",
    "/w/v1/lib, lib/index.html, v1",
  })
  void foundElsewhere_alias_isRedirectedForNow(String target, String location, String alias) {
    for (Method method : List.of(Method.GET, Method.GET, Method.HEAD)) {
      Answer answer = world.send(method, target);

      assertThat(answer.status()).isEqualTo(302);
      assertThat(answer.header("Location")).isEqualTo(location);
      assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
      assertThat(answer.header("CDN-Cache-Control")).startsWith("public, max-age=300, stale");
      assertThat(answer.header("X-Resolved-Version")).isEqualTo("1.1.0");
      assertThat(answer.header("Cache-Tag")).isEqualTo("w-w,w-w-v-1.1.0,w-w-a-" + alias);
      assertIsRedirect(answer);
    }
  }

  private static void assertIsRedirect(Answer answer) {
    assertThat(answer.content()).isEmpty();
    assertThat(answer.header("Content-Length")).isEqualTo("0");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    for (String none : List.of("ETag", "Last-Modified", "Content-Type", "Content-Location")) {
      assertThat(answer.header(none)).as(none).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/@scope/name/v1.0.0/x.js, 200",
    "/@scope%2Fname/v1.0.0/x.js, 200",
    "/@scope/name@1/x.js, 200",
    "/npm/@scope/name@1/x.js, 200",
    "/gh/Scope/Name@1.0.0/x.js, 200",
    "/gh/scope/name@1.0.0, 308",
    "/@scope/name, 302",
    "/w, 302",
    "/w/v1.0.0/dist/, 200",
    "/w/v1.0.0/widget.js/, 404",
    "/w/v1.0.0/a%20b/%C3%BC%5E.js, 200",
    "/w/v1.0.0/empty.txt, 200",
    "/, 404",
    "/nope/v1/x.js, 404",
    "/@scope, 404",
    "/-/nothing, 404",
    "/robots.txt, 404",
    "/favicon.ico, 404",
    "/w/v9/widget.js, 404",
    "/w/nochannel/widget.js, 404",
    "/w/1.2.3.4/widget.js, 404",
    "/w/v2/widget.js, 404",
    "/w/v1.0.0/none.js, 404",
    "/w/v1.0.0/none/, 404",
    "/w/v1.0.0/.env, 404",
    "/w/v1.0.0/WIDGET.JS, 404",
    "/W/v1.0.0/widget.js, 404",
    "/w/v1.0.0/../x, 400",
    "/w/v1.0.0/%2e%2e/x, 400",
    "/w/v1.0.0/%2E%2E%2Fx, 400",
    "/w/v1.0.0/%252e%252e/x, 400",
    "/w/v1.0.0/%252F, 400",
    "/w/v1.0.0/%255c, 400",
    "/w/v1.0.0/%2500, 400",
    "/w/v1.0.0/x%00.js, 400",
    "/w/v1.0.0/x%zz, 400",
    "/w/v1.0.0/x%2, 400",
    "/w/v1.0.0/x%, 400",
    "/w/v1.0.0/a%5Cb, 400",
    "/w/v1.0.0/a\\b, 400",
    "/w/v1.0.0//widget.js, 400",
    "//w/v1.0.0/widget.js, 400",
    "/w/v1.0.0/widget.js//, 400",
    "/w/v1.0.0/%c0%ae%c0%ae/x, 400",
    "/w/v1.0.0/%ff, 400",
    "/w/v1.0.0/%0d%0aX:1, 400",
  })
  void path_status(String target, int status) {
    Answer answer = world.get(target);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    if (status >= 400) {
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.header("Cache-Control"))
          .isEqualTo(status == 404 ? "public, max-age=10" : "no-store");
      assertThat(answer.header("Content-Length"))
          .isEqualTo(Integer.toString(answer.content().length));
      assertThat(answer.text()).contains("\"status\":" + status);
    }
  }

  @Test
  void unknownVersion_detail_saysWhichExist() {
    assertThat(world.get("/w/v9/widget.js").text()).contains("1.1.0").contains("1.0.0");
    assertThat(world.get("/w/1..2/widget.js").text()).contains("1.1.0");
  }

  @Test
  void head_everyStatus_hasTheHeadersOfGet() {
    for (String target :
        List.of(
            "/w/v1.0.0/widget.js",
            "/w/v1/",
            "/w/v1",
            "/w/v9/x",
            "/w/%zz",
            "/w/v1/widget.js?meta")) {
      Answer get = world.get(target, "Accept-Encoding", "gzip");
      Answer head =
          world.send(Method.HEAD, target, "Accept-Encoding", "gzip", "Range", "bytes=0-1");

      assertThat(head.status()).isEqualTo(get.status());
      assertThat(head.content()).isEmpty();
      assertThat(fields(head)).as(target).isEqualTo(fields(get));
    }
  }

  private static String fields(Answer answer) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < answer.headers().size(); i++) {
      all.append(answer.headers().name(i)).append(": ").append(answer.headers().value(i));
      all.append('\n');
    }
    return all.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "POST", "PATCH", "DELETE", "OTHER"})
  void otherMethods_areNotAllowed(String method) {
    Answer answer = world.send(Method.valueOf(method), "/w/v1/widget.js");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void options_anyPath_isPreflight() {
    for (String target : List.of("/w/v1/widget.js", "/nope", "/w/%zz", "*")) {
      Answer answer =
          world.send(
              Method.OPTIONS,
              target,
              "Origin",
              "https://a.example",
              "Access-Control-Request-Method",
              "GET",
              "Access-Control-Request-Private-Network",
              "true");
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, OPTIONS");
      assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("*");
      assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("86400");
      assertThat(answer.header("Access-Control-Allow-Private-Network")).isNull();
      assertThat(answer.header("Content-Length")).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "widget.js, text/javascript; charset=utf-8, immutable",
    "widget.css, text/css; charset=utf-8, immutable",
    "widget.js.map, application/json, max-age=3600",
    "index.html, text/html; charset=utf-8, max-age=3600",
    "icon.svg, image/svg+xml, immutable",
    "logo.png, image/png, immutable",
    "empty.txt, text/plain; charset=utf-8, immutable",
  })
  void file_typeAndCacheClass(String file, String type, String cacheControl) {
    Answer answer = world.get("/w/v1.0.0/" + file);

    assertThat(answer.header("Content-Type")).isEqualTo(type);
    assertThat(answer.header("Cache-Control")).contains(cacheControl);
    boolean document = file.endsWith("html") || file.endsWith("svg");
    assertThat(answer.header("Content-Security-Policy"))
        .isEqualTo(document ? "sandbox allow-scripts" : null);
    assertThat(answer.header("Vary")).isEqualTo(file.endsWith("png") ? null : "Accept-Encoding");
  }

  @Test
  void nothingAcceptable_isNotAcceptable() {
    Answer answer = world.get("/w/v1.0.0/logo.png", "Accept-Encoding", "br, identity;q=0");

    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void notModified_hasWhatRfc9110Section15_4_5Asks() {
    Answer full = world.get("/w/v1/widget.js", "Accept-Encoding", "br");
    Answer answer =
        world.get(
            "/w/v1/widget.js",
            "Accept-Encoding",
            "br",
            "If-None-Match",
            "W/" + full.header("ETag"));

    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.content()).isEmpty();
    for (String name :
        List.of(
            "Cache-Control",
            "CDN-Cache-Control",
            "Content-Location",
            "ETag",
            "Vary",
            "X-Resolved-Version",
            "Access-Control-Allow-Origin",
            "X-Content-Type-Options",
            "Cache-Tag")) {
      assertThat(answer.header(name)).as(name).isEqualTo(full.header(name)).isNotNull();
    }
    assertThat(answer.header("Content-Length")).isNull();
    assertThat(answer.header("Content-Encoding")).isNull();
  }

  @Test
  void modifiedSince_aliasMovedBack_isAnsweredInFull() {
    world.get("/w/v1/widget.js");
    assertThat(
            world
                .get("/w/v1/widget.js", "If-Modified-Since", "Fri, 20 Nov 2026 11:00:00 GMT")
                .status())
        .as("later than the file, earlier than the alias is known to stand")
        .isEqualTo(200);
    assertThat(
            world.get("/w/v1/widget.js", "If-Modified-Since", DeliveryWorld.LAST_MODIFIED).status())
        .isEqualTo(304);
    assertThat(
            world
                .get("/w/v1/widget.js", "If-Modified-Since", "Sat, 21 Nov 2026 09:00:01 GMT")
                .status())
        .isEqualTo(304);
    assertThat(
            world
                .get("/w/v1.0.0/widget.js", "If-Modified-Since", "Fri, 20 Nov 2026 11:00:00 GMT")
                .status())
        .as("exact never changes")
        .isEqualTo(304);
  }

  @Test
  void failedPrecondition_isNeverImmutable() {
    Answer answer = world.get("/w/v1.0.0/widget.js", "If-Match", "\"other\"");

    assertThat(answer.status()).isEqualTo(412);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void meta_exact_hasDigestsAndTag() {
    Answer answer = world.get("/w/v1.0.0/widget.js?meta");
    var entry = world.entry("1.0.0", "widget.js");
    String json = answer.text();

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
    assertThat(json)
        .contains("\"integrity\":\"" + entry.integrity() + "\"")
        .contains("\"sha256\":\"" + entry.digest() + "\"")
        .contains(HexFormat.of().formatHex(Base64.getDecoder().decode(entry.sha512())))
        .contains("<script src=\\\"//cdn.example.com/w/v1.0.0/widget.js\\\" integrity=")
        .contains("crossorigin=\\\"anonymous\\\"");
    assertThat(
            world.get("/w/v1.0.0/widget.js?meta", "If-None-Match", answer.header("ETag")).status())
        .isEqualTo(304);
    assertThat(world.get("/w/v1.0.0/widget.js").text()).isEqualTo(DeliveryWorld.script("1.0.0"));
  }

  @Test
  void meta_alias_namesTheExactUrlAndNoDigest() {
    Answer answer = world.get("/w/v1/widget.js?meta");

    assertThat(answer.text())
        .contains("\"url\":\"/w/v1.1.0/widget.js\"")
        .doesNotContain("integrity")
        .doesNotContain("sha");
    // A cache that ignores the query must not give this to whoever asks for the file.
    assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=300");
    assertThat(answer.header("CDN-Cache-Control")).isNull();
    assertThat(answer.header("Surrogate-Control")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/w/v1.0.0?meta, 11",
    "/w/v1.0.0/?meta, 11",
    "/w@1.0.0?x&meta, 11",
    "/w/v1.0.0/dist?meta=, 2",
    "/w/v1.0.0/dist/?meta, 2",
  })
  void meta_directory_listsAllUnderIt(String target, int files) {
    assertThat(world.get(target).text().split("\"type\":\"file\"", -1)).hasSize(files + 1);
  }

  @Test
  void meta_nothingThere_isNotFound() {
    assertThat(world.get("/w/v1.0.0/none/?meta").status()).isEqualTo(404);
    assertThat(world.get("/w/v9/widget.js?meta").status()).isEqualTo(404);
  }
}
