package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdInputStream;
import dev.widgetorigin.origin.ProxyProgram;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise: a real cache in front, told nothing but what our headers say, keeps what it may keep
 * for as long as it may, and gives each client its own variant. The edges run the files in {@code
 * deploy/}, which this test so proves.
 */
final class EdgeCacheTest {
  private static final String CHAT = "edge-chat";

  /** Its alias is fresh for a second. */
  private static final String QUICK = "edge-quick";

  private static final byte[] FILM = film(7);

  @TempDir static Path folder;
  private static final Map<EdgeProcess.Kind, EdgeProcess> EDGES =
      new EnumMap<>(EdgeProcess.Kind.class);
  private static Map<String, String> settings;
  private static OriginProcess origin;

  /** Each question is one that no edge has an answer to yet. */
  private static int asked;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Stream.of(EdgeProcess.Kind.values()).anyMatch(EdgeProcess.Kind::installed),
        "neither nginx nor Varnish on this machine: apt install nginx varnish to run this test");
    Brotli4jLoader.ensureAvailability();
    // The port stays the same when the origin is started again.
    settings =
        Map.of(
            "WIDGET_ORIGIN_DELIVERY_PORT",
            Integer.toString(ProxyProgram.freePort()),
            // With a peer, though none that answers, it hands out blobs itself.
            "WIDGET_ORIGIN_ASSETS_PEERS",
            "http://127.0.0.1:9");
    origin = OriginProcess.start(folder.resolve("store"), settings);
    publish(CHAT, "1.0.0");
    publish(CHAT, "1.1.0");
    publish(QUICK, "1.0.0");
    call(
        "PUT",
        "/widgets/" + QUICK + "/settings",
        "{\"cacheControl\":{\"alias\":\"public, max-age=1\"}}");
    for (EdgeProcess.Kind kind : EdgeProcess.Kind.values()) {
      if (kind.installed()) {
        EDGES.put(kind, EdgeProcess.start(kind, folder.resolve(kind.name()), origin.delivery()));
      }
    }
  }

  @AfterAll
  static void stop() {
    EDGES.values().forEach(EdgeProcess::close);
    if (origin != null) {
      origin.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void exactVersion_askedForTwice_isAHitWithAllItsFields(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + CHAT + "/v1.0.0/chat.js";

    KeptAliveSocket.Reply first = edge.get(url, "Origin", "https://page.example");
    KeptAliveSocket.Reply second = edge.get(url, "Origin", "https://other.example");

    assertThat(first.field("X-Cache")).isEqualTo("MISS");
    assertThat(second.field("X-Cache")).isEqualTo("HIT");
    HttpResponse<byte[]> direct = origin.get(url, "Origin", "https://page.example");
    for (KeptAliveSocket.Reply reply : new KeptAliveSocket.Reply[] {first, second}) {
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo(script(CHAT, "1.0.0"));
      for (String name :
          new String[] {
            "Access-Control-Allow-Origin",
            "Access-Control-Expose-Headers",
            "Cache-Control",
            "Content-Type",
            "Cross-Origin-Resource-Policy",
            "ETag",
            "Last-Modified",
            "Repr-Digest",
            "Timing-Allow-Origin",
            "Vary",
            "X-Content-Type-Options"
          }) {
        assertThat(reply.field(name)).as(name).isNotNull();
        assertThat(reply.field(name))
            .as(name)
            .isEqualTo(String.join(", ", direct.headers().allValues(name)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void alias_keptByTheEdge_staysFreshForBrowsersToo(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + CHAT + "/v1.0/chat.js";

    edge.get(url);
    KeptAliveSocket.Reply hit = edge.get(url);

    assertThat(hit.field("X-Cache")).isEqualTo("HIT");
    assertThat(hit.field("Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(hit.field("X-Resolved-Version")).isEqualTo("1.0.0");
    assertThat(hit.field("Content-Location")).isEqualTo("/" + CHAT + "/v1.0.0/chat.js");
    // nginx says no Age; Varnish does, and an answer older than max-age would be stale on arrival.
    if (kind == EdgeProcess.Kind.VARNISH) {
      assertThat(Integer.parseInt(hit.field("Age"))).isBetween(0, 300);
    }
    assertThat(hit.field("Surrogate-Control")).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void clients_ofEveryEncoding_eachGetTheirOwnVariant(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + CHAT + "/v1.1.0/chat.js";
    String[] accepts = {"gzip, deflate, br", "gzip", "", "gzip, deflate, br, zstd", "identity"};

    for (int round = 0; round < 2; round++) {
      for (String accept : accepts) {
        KeptAliveSocket.Reply reply =
            accept.isEmpty() ? edge.get(url) : edge.get(url, "Accept-Encoding", accept);
        String used = reply.field("Content-Encoding");
        assertThat(used == null ? "identity" : used)
            .as("for Accept-Encoding: %s", accept)
            .isIn(
                switch (accept) {
                  case "gzip, deflate, br" -> new Object[] {"br"};
                  case "gzip" -> new Object[] {"gzip"};
                  case "gzip, deflate, br, zstd" -> new Object[] {"br", "zstd"};
                  default -> new Object[] {"identity"};
                });
        assertThat(decoded(reply)).isEqualTo(script(CHAT, "1.1.0"));
        assertThat(reply.field("Vary")).contains("Accept-Encoding");
        if (round == 1) {
          assertThat(reply.field("X-Cache")).as("for %s", accept).isEqualTo("HIT");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void browser_asksWithItsETag_gets304FromTheEdge(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + CHAT + "/v1/chat.js";
    String tag = edge.get(url, "Accept-Encoding", "br").field("ETag");

    KeptAliveSocket.Reply same =
        edge.get(
            url, "Accept-Encoding", "br", "If-None-Match", tag, "Origin", "https://page.example");
    KeptAliveSocket.Reply other =
        edge.get(url, "Accept-Encoding", "br", "If-None-Match", "\"another\"");

    assertThat(same.status()).isEqualTo(304);
    assertThat(same.field("ETag")).isEqualTo(tag);
    assertThat(same.field("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(other.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void staleAlias_unchangedAtTheOrigin_isRevalidatedThenFollowsANewRelease(EdgeProcess.Kind kind)
      throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + QUICK + "/latest/chat.js";
    String before = edge.get(url).field("X-Resolved-Version");
    double revalidations = notModified();

    Awaitility.await()
        .untilAsserted(
            () -> {
              assertThat(edge.get(url).field("X-Resolved-Version")).isEqualTo(before);
              assertThat(notModified()).as("answers 304").isGreaterThan(revalidations);
            });
    String next = "1." + (kind.ordinal() + 1) + ".0";
    publish(QUICK, next);
    Awaitility.await()
        .untilAsserted(
            () -> {
              KeptAliveSocket.Reply reply = edge.get(url);
              assertThat(reply.text()).isEqualTo(script(QUICK, reply.field("X-Resolved-Version")));
              assertThat(reply.field("X-Resolved-Version")).isEqualTo(next);
            });
  }

  @ParameterizedTest
  @EnumSource
  void ranges_throughTheEdge_areCutFromWhatItKeeps(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + CHAT + "/v1.0.0/style.css";
    String whole = style("1.0.0");

    String tag = edge.get(url).field("ETag");
    KeptAliveSocket.Reply part = edge.get(url, "Range", "bytes=10-19", "If-Range", tag);
    KeptAliveSocket.Reply tail = edge.get(url, "Range", "bytes=-5");
    KeptAliveSocket.Reply outside = edge.get(url, "Range", "bytes=999999-");
    KeptAliveSocket.Reply changed = edge.get(url, "Range", "bytes=10-19", "If-Range", "\"old\"");

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo(whole.substring(10, 20));
    assertThat(part.field("Content-Range")).isEqualTo("bytes 10-19/" + whole.length());
    assertThat(tail.text()).isEqualTo(whole.substring(whole.length() - 5));
    assertThat(outside.status()).isEqualTo(416);
    assertThat(changed.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void rangeOfALargeFile_acrossSlices_isByteForByte(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + CHAT + "/v1.0.0/film.mp4";
    int from = (1 << 20) - 10;

    KeptAliveSocket.Reply part = edge.get(url, "Range", "bytes=" + from + "-" + (from + 99));
    KeptAliveSocket.Reply whole = edge.get(url);
    KeptAliveSocket.Reply again = edge.get(url, "Range", "bytes=" + from + "-" + (from + 99));

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(FILM, from, from + 100));
    assertThat(part.field("Content-Range"))
        .isEqualTo("bytes " + from + "-" + (from + 99) + "/" + FILM.length);
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(FILM);
    assertThat(again.field("X-Cache")).isEqualTo("HIT");
    assertThat(again.body()).isEqualTo(part.body());
  }

  /** An edge that fetches in pieces asks for the first piece, and there is none. */
  @ParameterizedTest
  @EnumSource
  void emptyFile_thatAnEdgeFetchesInPieces_isEmpty(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String widget = "edge-empty-" + kind.ordinal();
    publish(widget, "1.0.0", new byte[0]);
    String url = "/" + widget + "/v1.0.0/film.mp4";

    // Of its empty copy Varnish itself answers any range with 416.
    String[] ranges =
        kind == EdgeProcess.Kind.NGINX
            ? new String[] {null, "bytes=0-", "bytes=0-99", null}
            : new String[] {null, null};
    for (String range : ranges) {
      KeptAliveSocket.Reply reply = range == null ? edge.get(url) : edge.get(url, "Range", range);
      assertThat(reply.status()).as("Range: %s", range).isEqualTo(200);
      assertThat(reply.body()).isEmpty();
      assertThat(reply.field("Content-Type")).isEqualTo("video/mp4");
    }
    assertThat(edge.get(url).field("X-Cache")).isEqualTo("HIT");
  }

  /** Pieces of two versions under one name would be cut where they differ. */
  @ParameterizedTest
  @EnumSource
  void largeFileOfAnAlias_afterARelease_isOneVersionAsAWhole(EdgeProcess.Kind kind)
      throws Exception {
    EdgeProcess edge = edge(kind);
    String widget = "edge-film-" + kind.ordinal();
    Map<String, byte[]> films = Map.of("1.0.0", film(1), "1.1.0", film(2));
    publish(widget, "1.0.0", films.get("1.0.0"));
    String[] aliases = {
      "/" + widget + "/latest/film.mp4",
      "/" + widget + "/v1/film.mp4",
      "/" + widget + "@1.0/film.mp4",
      "/npm/" + widget + "/film.mp4",
      "/npm/" + widget + "@latest/film.mp4",
      "/" + widget + "@latest/film.mp4"
    };
    for (String alias : aliases) {
      edge.get(alias, "Range", "bytes=0-99");
    }

    publish(widget, "1.1.0", films.get("1.1.0"));

    for (String alias : aliases) {
      KeptAliveSocket.Reply whole = edge.get(alias);
      assertThat(whole.status()).as(alias).isEqualTo(200);
      assertThat(whole.body()).as(alias).isEqualTo(films.get(whole.field("X-Resolved-Version")));
    }
  }

  /** A folder of an alias may look like a version. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/w/v1.2.3/film.mp4|yes",
        "/w/1.2.3/film.mp4|yes",
        "/w@1.2.3/a/film.mp4|yes",
        "/@acme/w@v1.2.3-rc.1/film.mp4|yes",
        "/@acme/w/1.2.3/film.mp4|yes",
        "/npm/w@1.2.3/film.mp4|yes",
        "/npm/@acme/w@1.2.3/film.mp4|yes",
        "/gh/acme/w@1.2.3/film.mp4|yes",
        "/w/latest/1.2.3/film.mp4|no",
        "/w@latest/1.2.3/film.mp4|no",
        "/w@/1.2.3/film.mp4|no",
        "/npm/w/1.2.3/film.mp4|no",
        "/npm/1.2.3/film.mp4|no",
        "/gh/acme/1.2.3/film.mp4|no",
        "/@acme/1.2.3/film.mp4|no",
        "/w/v1.2/film.mp4|no",
        "/w/1.2.x/film.mp4|no",
        "/w/^1.2.3/film.mp4|no",
        "/w/1.2.3||2.0.0/film.mp4|no",
        "/w/beta/film.mp4|no",
        "/static/film.mp4|no"
      })
  void sliceRule_ofNginx_isForExactVersionsOnly(String line) throws Exception {
    int bar = line.lastIndexOf('|');
    String rule =
        Files.readString(Path.of("..", "deploy", "nginx.conf"))
            .lines()
            .filter(each -> each.contains("mp4"))
            .map(each -> each.substring(each.indexOf('"') + 1, each.lastIndexOf('"')))
            .findFirst()
            .orElseThrow();

    assertThat(Pattern.compile(rule).matcher(line.substring(0, bar)).find())
        .as(line)
        .isEqualTo(line.endsWith("yes"));
  }

  /**
   * What the origin has for other origins and for its operator, in every spelling of the target.
   */
  @ParameterizedTest
  @EnumSource
  void privatePaths_inAnySpelling_areNotReached(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    byte[] secret = script(CHAT, "1.0.0").getBytes(StandardCharsets.UTF_8);
    String blob =
        "/-/blobs/sha256/"
            + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret));
    assertThat(Arrays.equals(origin.get(blob).body(), secret)).isTrue();
    String authority = origin.delivery().getAuthority();
    for (String path :
        new String[] {blob, "/health", "/-/livez", "/-/readyz", "/-/api/v1/widgets"}) {
      String rest = path.substring(1);
      for (String target :
          new String[] {
            path,
            path + "?x",
            path + "?meta",
            "http://" + authority + path,
            "https://" + authority + path,
            "HTTPS://" + authority + path,
            "hTTp://" + authority + path,
            "ftp://" + authority + path,
            "x:" + path,
            rest,
            "/" + path,
            "//" + path,
            "/./" + rest,
            "/x/../" + rest,
            "/x/%2e%2e/" + rest,
            "/-/loader/.." + path.replaceFirst("^/-", ""),
            "/-/loader/../.." + path,
            "/-/loader/%2e%2e/%2e%2e" + path,
            path.replaceFirst("^/-/", "/%2d/"),
            path.replaceFirst("^/-/", "/%2D/"),
            path.replaceFirst("^/-/", "/-%2f"),
            path.replaceFirst("^/-/", "/-//"),
            path.replaceFirst("^/h", "/%68"),
            path + "/",
            path + "/.",
            path + ";x"
          }) {
        KeptAliveSocket.Reply reply = edge.get(target);
        assertThat(reply.status()).as(target).isIn(400, 404, 405);
        assertThat(Arrays.equals(reply.body(), secret)).as(target).isFalse();
        assertThat(reply.text()).as(target).doesNotContain("uptimeSeconds", "alive", "ready");
      }
    }
    assertThat(edge.get("/-/loader/" + CHAT + "/latest.js").status()).isEqualTo(200);
    assertThat(
            edge.request("POST", "/-/outcome", "Content-Length", "0", "Content-Type", "text/plain")
                .status())
        .isEqualTo(400);
  }

  /**
   * An edge that hands a connection through for a method it does not know hands through the rest.
   */
  @ParameterizedTest
  @EnumSource
  void unknownMethod_isNoTunnelToTheOrigin(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    for (String method : new String[] {"FOO", "PURGE", "CONNECT", "TRACE", "PUT", "DELETE"}) {
      assertThat(edge.request(method, "/" + CHAT + "/v1.0.0/chat.js").status())
          .as(method)
          .isIn(400, 403, 405, 501);
    }
  }

  @ParameterizedTest
  @EnumSource
  void head_throughTheEdge_isAGetWithoutItsBody(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + CHAT + "/v1.1.0/style.css";

    KeptAliveSocket.Reply head = edge.request("HEAD", url);
    KeptAliveSocket.Reply get = edge.get(url);

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.field("ETag")).isEqualTo(get.field("ETag"));
    assertThat(head.field("Content-Length")).isEqualTo(Integer.toString(get.body().length));
    assertThat(get.field("X-Cache")).isEqualTo("HIT");
  }

  @ParameterizedTest
  @EnumSource
  void errors_areKeptForAsLongAsTheySay(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String blocked = "9.0." + kind.ordinal();
    publish(CHAT, blocked);
    call("PATCH", "/widgets/" + CHAT + "/versions/" + blocked, "{\"state\":\"blocked\"}");
    String gone = "/" + CHAT + "/v" + blocked + "/chat.js";
    String missing = "/" + CHAT + "/v7.7.7/chat.js";
    String wrong = "/" + CHAT + "/v1.0.0/a%255cb.js";

    edge.get(gone);
    edge.get(missing);
    edge.get(wrong);
    KeptAliveSocket.Reply goneAgain = edge.get(gone, "Origin", "https://page.example");
    KeptAliveSocket.Reply missingAgain = edge.get(missing, "Origin", "https://page.example");
    KeptAliveSocket.Reply wrongAgain = edge.get(wrong);

    assertThat(goneAgain.status()).isEqualTo(410);
    assertThat(goneAgain.field("X-Cache")).isEqualTo("HIT");
    assertThat(goneAgain.field("Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(missingAgain.status()).isEqualTo(404);
    assertThat(missingAgain.field("X-Cache")).isEqualTo("HIT");
    assertThat(missingAgain.field("Cache-Control")).isEqualTo("public, max-age=10");
    assertThat(missingAgain.field("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(missingAgain.field("Content-Type")).startsWith("application/problem+json");
    assertThat(wrongAgain.status()).isEqualTo(400);
    assertThat(wrongAgain.field("X-Cache")).isNotEqualTo("HIT");
  }

  @ParameterizedTest
  @EnumSource
  void queryString_neverMakesASecondCopy_butMetaIsItsOwn(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + CHAT + "/1.1.0/style.css";

    edge.get(url + "?t=1");
    KeptAliveSocket.Reply busted = edge.get(url + "?t=2&metadata=1");
    KeptAliveSocket.Reply meta = edge.get(url + "?t=3&meta");

    assertThat(busted.field("X-Cache")).isEqualTo("HIT");
    assertThat(busted.text()).isEqualTo(style("1.1.0"));
    assertThat(meta.field("Content-Type")).startsWith("application/json");
    assertThat(meta.text()).contains("sha384-");
    assertThat(edge.get(url).text()).isEqualTo(style("1.1.0"));
  }

  @ParameterizedTest
  @EnumSource
  void pageOfMeta_thatIsNotThere_isAnAnswerOfItsOwn(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + CHAT + "/1.1.0/?meta";

    assertThat(edge.get(url + "&page=7").status()).isEqualTo(404);
    assertThat(edge.get(url).status()).isEqualTo(200);
    assertThat(edge.get("/" + CHAT + "/1.1.0/?page=7&meta").status()).isEqualTo(404);
    assertThat(edge.get(url).status()).isEqualTo(200);
    assertThat(edge.get(url + "&page=1").text()).isEqualTo(edge.get(url).text());
  }

  /** Whoever asks for two pages at once must not have one of them kept as the other. */
  @ParameterizedTest
  @EnumSource
  void pagesOfMeta_severalInOneRequest_leaveNoWrongCopy(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + CHAT + "/1.0.0/?meta";

    for (String made : new String[] {"&page=x&page=1", "&page=1&page=7", "&page=7&page=1"}) {
      edge.get(url + made);
    }

    assertThat(edge.get(url + "&page=1").status()).isEqualTo(200);
    assertThat(edge.get(url + "&page=7").status()).isEqualTo(404);
    assertThat(edge.get(url).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void metaOfALargeFile_isNotTheFile(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    String url = "/" + CHAT + "/1.0.0/film.mp4";

    assertThat(edge.get(url).body()).isEqualTo(FILM);
    assertThat(edge.get(url + "?meta").field("Content-Type")).startsWith("application/json");
    assertThat(edge.get(url).body()).isEqualTo(FILM);
  }

  @ParameterizedTest
  @EnumSource
  void preflight_throughTheEdge_isAnswered(EdgeProcess.Kind kind) throws Exception {
    KeptAliveSocket.Reply reply =
        edge(kind)
            .request(
                "OPTIONS",
                "/" + CHAT + "/v1/chat.js",
                "Origin",
                "https://page.example",
                "Access-Control-Request-Method",
                "GET");

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.field("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(reply.field("Access-Control-Allow-Methods")).contains("GET");
  }

  @ParameterizedTest
  @EnumSource
  void cachedAnswers_whileTheOriginIsDown_goOn(EdgeProcess.Kind kind) throws Exception {
    EdgeProcess edge = edge(kind);
    // Not the file whose first answer another test expects from the origin.
    String exact = "/" + CHAT + "/v1.1.0/chat.js";
    String alias = "/" + QUICK + "/v1.0/chat.js";
    edge.get(exact);
    edge.get(alias);

    origin.kill();
    try {
      // Longer than the alias is fresh.
      Awaitility.await().pollDelay(Duration.ofMillis(2500)).until(() -> true);
      assertThat(edge.get(exact).text()).isEqualTo(script(CHAT, "1.1.0"));
      KeptAliveSocket.Reply stale = edge.get(alias);
      assertThat(stale.status()).isEqualTo(200);
      assertThat(stale.text()).isEqualTo(script(QUICK, "1.0.0"));
      assertThat(edge.get(alias).text()).isEqualTo(script(QUICK, "1.0.0"));
    } finally {
      origin = OriginProcess.start(folder.resolve("store"), settings);
      awaitOriginSeen();
    }
  }

  /** Other tests must not meet an edge that believes the origin to be down still. */
  private static void awaitOriginSeen() {
    for (EdgeProcess each : EDGES.values()) {
      Awaitility.await().until(() -> each.get("/nothing/v1.0.0/" + asked++).status() == 404);
    }
  }

  @Test
  void ban_byTag_takesOutTheAliasAndNothingElse() throws Exception {
    EdgeProcess varnish = edge(EdgeProcess.Kind.VARNISH);
    publish("edge-ban", "1.0.0");
    String alias = "/edge-ban/latest/chat.js";
    String exact = "/edge-ban/v1.0.0/chat.js";
    varnish.get(alias);
    varnish.get(exact);
    publish("edge-ban", "1.0.1");
    assertThat(varnish.get(alias).field("X-Resolved-Version")).isEqualTo("1.0.0");

    assertThat(varnish.request("BAN", "/", "Surrogate-Key", "w-edge-ban-a-latest").status())
        .isEqualTo(200);

    assertThat(varnish.get(alias).field("X-Resolved-Version")).isEqualTo("1.0.1");
    KeptAliveSocket.Reply kept = varnish.get(exact);
    assertThat(kept.field("X-Cache")).isEqualTo("HIT");
    assertThat(kept.field("Surrogate-Key")).isNull();
    assertThat(varnish.request("BAN", "/", "Surrogate-Key", ".* || 1").status()).isEqualTo(400);
  }

  private static EdgeProcess edge(EdgeProcess.Kind kind) {
    assumeTrue(EDGES.containsKey(kind), kind.missing());
    return EDGES.get(kind);
  }

  /** How often the origin has answered 304. */
  private static double notModified() throws Exception {
    try (KeptAliveSocket control = new KeptAliveSocket(origin.control())) {
      return control
          .get("/metrics", "Authorization", "Bearer " + OriginProcess.TOKEN)
          .text()
          .lines()
          .filter(line -> line.startsWith("http_server_requests_total"))
          .filter(line -> line.contains("status_class=\"3xx\""))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  private static void publish(String widget, String version) throws Exception {
    publish(widget, version, widget.equals(CHAT) && version.equals("1.0.0") ? FILM : null);
  }

  private static void publish(String widget, String version, byte[] film) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, "chat.js", script(widget, version).getBytes(StandardCharsets.UTF_8));
      add(zip, "style.css", style(version).getBytes(StandardCharsets.UTF_8));
      if (film != null) {
        add(zip, "film.mp4", film);
      }
    }
    HttpResponse<byte[]> answer =
        origin.api("PUT", "/widgets/" + widget + "/versions/" + version, bytes.toByteArray());
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(201);
  }

  private static void add(ZipOutputStream zip, String path, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(path));
    zip.write(content);
    zip.closeEntry();
  }

  private static void call(String method, String path, String json) throws Exception {
    HttpResponse<byte[]> answer = origin.api(method, path, json.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
  }

  private static String script(String widget, String version) {
    return ("console.log('" + widget + " " + version + "');\n").repeat(200);
  }

  private static String style(String version) {
    return (".chat { content: '" + version + "' }\n").repeat(100);
  }

  private static byte[] film(long seed) {
    byte[] bytes = new byte[(2 << 20) + 12_345];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String decoded(KeptAliveSocket.Reply reply) throws IOException {
    ByteArrayInputStream body = new ByteArrayInputStream(reply.body());
    String encoding = reply.field("Content-Encoding");
    byte[] plain =
        switch (encoding == null ? "" : encoding) {
          case "br" -> new BrotliInputStream(body).readAllBytes();
          case "zstd" -> new ZstdInputStream(body).readAllBytes();
          case "gzip" -> new GZIPInputStream(body).readAllBytes();
          default -> reply.body();
        };
    return new String(plain, StandardCharsets.UTF_8);
  }
}
