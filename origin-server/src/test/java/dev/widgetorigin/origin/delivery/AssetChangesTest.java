package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.resolver.Pin;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Delivery end to end over a real store: what the next request sees of a change. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.widgetorigin.origin.delivery.Way#ways")
final class AssetChangesTest {
  private static final WidgetName W = WidgetName.parse("w");

  @Parameter Way way;
  @TempDir Path folder;
  private DeliveryWorld world;

  @BeforeEach
  void open() {
    Path own = folder.resolve("store");
    world = new DeliveryWorld(own, OriginConfig.DEFAULTS, DeliveryEvents.NONE, way);
    world.publishSample("1.0.0").publishSample("1.1.0");
  }

  @AfterEach
  void close() {
    world.close();
    world.awaitNothingHeld();
  }

  @Test
  void blocked_anySelector_isGone() {
    world.state("1.0.0", ReleaseState.RELEASED, ReleaseState.BLOCKED);
    Answer answer = world.get("/w/v1.0.0/widget.js");

    assertThat(answer.status()).isEqualTo(410);
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(answer.header("Cache-Tag")).isEqualTo("w-w,w-w-v-1.0.0");
  }

  @Test
  void blocked_afterItWasHot_isGoneAtOnce() {
    world.get("/w/v1.0.0/widget.js");
    world.get("/w/v1.0.0/widget.js");
    world.state("1.0.0", ReleaseState.RELEASED, ReleaseState.BLOCKED);

    assertThat(world.get("/w/v1.0.0/widget.js").status()).isEqualTo(410);
  }

  @Test
  void pin_afterAliasWasHot_showsInNextRequest() {
    assertThat(world.get("/w/v1/widget.js").header("X-Resolved-Version")).isEqualTo("1.1.0");
    world.commit(
        new Change.Pinned(W, "v1", Version.parse("1.1.0"), Version.parse("1.0.0"), "broken"));

    Answer answer = world.get("/w/v1/widget.js");
    assertThat(answer.header("X-Resolved-Version")).isEqualTo("1.0.0");
    assertThat(answer.text()).isEqualTo(DeliveryWorld.script("1.0.0"));
    assertThat(world.store.catalog().snapshot().widget(W).orElseThrow().state().pins())
        .hasEntrySatisfying("v1", (Pin pin) -> assertThat(pin.version()).hasToString("1.0.0"));
  }

  @Test
  void deprecated_says_since() {
    world.state("1.0.0", ReleaseState.RELEASED, ReleaseState.DEPRECATED);

    assertThat(world.get("/w/v1.0.0/widget.js").header("Deprecation")).matches("@\\d{10}");
    assertThat(world.get("/w/v1.1.0/widget.js").header("Deprecation")).isNull();
  }

  @Test
  void redirectMode_alias_isFoundElsewhere() {
    world.settings(OneSetting.aliasMode(WidgetSettings.AliasMode.REDIRECT));
    Answer answer = world.get("/w/v1/widget.min.js?x=1");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo("../v1.1.0/dist/widget.min.js");
    assertThat(answer.header("X-Resolved-Version")).isEqualTo("1.1.0");
    assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(answer.header("Content-Length")).isEqualTo("0");
    assertThat(world.get("/w/v1.0.0/widget.js").status()).isEqualTo(200);
    assertThat(world.get("/w/v1/none.js").status()).isEqualTo(404);
  }

  @Test
  void redirectMode_bareAlias_isOneHopFromItsFile() {
    world.settings(OneSetting.aliasMode(WidgetSettings.AliasMode.REDIRECT));
    Answer answer = world.get("/npm/w@1");

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).isEqualTo("../w/v1.1.0/widget.js");
    assertThat(world.get("/w/v1.1.0/widget.js").status()).isEqualTo(200);
  }

  /** Below a path of a proxy's own ({@code delivery.public-url}) an absolute one would leave it. */
  @ParameterizedTest
  @CsvSource({
    "/w/v1/widget.js, /w/v1.1.0/widget.js",
    "/w@1/widget.js, /w/v1.1.0/widget.js",
    "/w@^1.0.0/lib/, /w/v1.1.0/lib/index.html",
    "/w, /w/v1.1.0/widget.js",
    "/w/, /w/v1.1.0/index.html",
    "/npm/w/dist/widget.min.js, /w/v1.1.0/dist/widget.min.js",
  })
  void redirectMode_alias_leadsToTheExactUrlWhereverTheOriginIsMounted(String asked, String exact) {
    world.settings(OneSetting.aliasMode(WidgetSettings.AliasMode.REDIRECT));
    String location = world.get(asked).header("Location");
    for (String mount : List.of("", "/widgets", "/a/b")) {
      URI page = URI.create("https://cdn.example" + mount + asked.replace("^", "%5E"));
      assertThat(page.resolve(location)).hasToString("https://cdn.example" + mount + exact);
    }
  }

  @Test
  void redirect_afterItWasPrepared_seesChanges() {
    assertThat(world.get("/w@1").header("X-Resolved-Version")).isEqualTo("1.1.0");
    world.commit(
        new Change.Pinned(W, "v1", Version.parse("1.1.0"), Version.parse("1.0.0"), "broken"));
    assertThat(world.get("/w@1").header("X-Resolved-Version")).isEqualTo("1.0.0");

    assertThat(world.get("/w/v1.0.0").status()).isEqualTo(308);
    world.state("1.0.0", ReleaseState.RELEASED, ReleaseState.BLOCKED);
    assertThat(world.get("/w/v1.0.0").status()).isEqualTo(410);
  }

  @Test
  void lastModified_publishedUnderAClockThatWasAhead_isNeverLaterThanDate() {
    world.now = DeliveryWorld.PUBLISHED.minusSeconds(7200);
    for (String target : List.of("/w/v1.0.0/widget.js", "/w/v1/widget.js", "/w/v1/?meta")) {
      assertThat(world.get(target).header("Last-Modified"))
          .as(target)
          .isEqualTo("Fri, 20 Nov 2026 07:59:59 GMT");
    }
    Answer exact = world.get("/w/v1.0.0/widget.js");
    assertThat(
            world
                .get("/w/v1.0.0/widget.js", "If-Modified-Since", exact.header("Last-Modified"))
                .status())
        .isEqualTo(304);
  }

  @Test
  void lastModified_clockPutBackAfterItWasPrepared_isNeverLaterThanDate() throws Exception {
    String target = "/w/v1.0.0/widget.js";
    assertThat(world.get(target).header("Last-Modified")).isEqualTo(DeliveryWorld.LAST_MODIFIED);
    world.now = DeliveryWorld.PUBLISHED.minusSeconds(7200);
    // An event loop looks at the clock once a millisecond.
    Thread.sleep(2);
    assertThat(world.get(target).header("Last-Modified"))
        .isEqualTo("Fri, 20 Nov 2026 07:59:59 GMT");
    world.now = DeliveryWorld.PUBLISHED.plusSeconds(60);
    assertThat(world.get("/w@1.0.0/widget.js").header("Last-Modified"))
        .isEqualTo(DeliveryWorld.LAST_MODIFIED);
  }

  @Test
  void emptyFile_rangeFromItsBeginning_isTheWhole() {
    for (String range : List.of("bytes=0-", "bytes=-5", "bytes=0-0", "bytes=0-1048575")) {
      Answer whole = world.get("/w/v1/empty.txt", "Range", range);
      assertThat(whole.status()).as(range).isEqualTo(200);
      assertThat(whole.header("Content-Length")).isEqualTo("0");
      assertThat(whole.header("Content-Range")).isNull();
    }
    Answer beyond = world.get("/w/v1/empty.txt", "Range", "bytes=1-");
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.header("Content-Range")).isEqualTo("bytes */0");
  }

  @Test
  void ifRange_dateOfAnAlias_isNoStrongValidator() {
    String date = DeliveryWorld.LAST_MODIFIED;
    assertThat(world.get("/w/v1/widget.js", "Range", "bytes=0-1", "If-Range", date).status())
        .as("another version may have been published within the same second")
        .isEqualTo(200);
    assertThat(world.get("/w/v1.0.0/widget.js", "Range", "bytes=0-1", "If-Range", date).status())
        .isEqualTo(206);
  }

  @Test
  void corsList_perWidget_echoesAllowedOnEveryStatus() {
    world.settings(
        OneSetting.cors(new WidgetSettings.Cors(List.of("https://*.example.com"), true)));
    for (String target :
        List.of(
            "/w/v1/widget.js",
            "/w/v1/widget.js",
            "/w/v9/x",
            "/w/v1/none",
            "/w/v1",
            "/w/v1",
            "/w/v1.0.0",
            "/w/v1?meta")) {
      Answer allowed = world.get(target, "Origin", "https://app.example.com");
      Answer other = world.get(target, "Origin", "https://app.example.org");

      assertThat(allowed.all("Access-Control-Allow-Origin"))
          .containsExactly("https://app.example.com");
      assertThat(allowed.header("Access-Control-Allow-Credentials")).isEqualTo("true");
      assertThat(allowed.header("Vary")).contains("Origin");
      assertThat(other.header("Access-Control-Allow-Origin")).isNull();
      assertThat(other.header("Access-Control-Allow-Credentials")).isNull();
      assertThat(other.header("Vary")).contains("Origin");
    }
    Answer put = world.send(Method.PUT, "/w/v1/x", "Origin", "https://app.example.com");
    assertThat(put.all("Access-Control-Allow-Origin")).containsExactly("https://app.example.com");
    Answer script = world.get("/w/v1/widget.js");
    assertThat(script.all("Vary")).containsExactly("Origin, Accept-Encoding");
  }

  @Test
  void sourceMap_nameWithColon_isNoScheme() {
    world.publish(
        "w",
        "3.0.0",
        ReleaseState.RELEASED,
        null,
        Map.of("data:x.js", "1;", "data:x.js.map", "{}"));
    assertThat(world.get("/w/v3.0.0/data:x.js").header("SourceMap")).isEqualTo("./data:x.js.map");
  }
}
