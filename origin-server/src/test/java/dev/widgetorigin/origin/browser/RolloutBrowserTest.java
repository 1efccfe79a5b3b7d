package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.browser.Site.Mood;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Rollouts as real browsers meet them. */
@EveryTemplate
class RolloutBrowserTest extends TemplateSuite {
  private static final String LISTEN =
      """
      <script>
        var log = [];
        ["ready", "error"].forEach(function (event) {
          document.addEventListener("widget:" + event, function (e) {
            log.push([event, e.detail.version, e.detail.cohort].join(" "));
          });
        });
      </script>
      """;
  private static final String FULL =
      "{\"version\":\"%s\",\"steps\":[{\"weight\":100,\"duration\":\"1h\"}]}";
  private static final String BROKEN = "throw new Error('broken')";

  @BeforeEach
  void open() {
    world.loader("{\"global\":\"Chat\",\"timeoutMillis\":30000,\"bases\":[\"self\"]}");
    page("");
  }

  /** Puts the page, with more attributes for the loader's tag. */
  private void page(String attributes, String... headers) {
    String tag = tag("latest").replace("<script ", "<script " + attributes + " ");
    pages.page("/page.html", LISTEN + tag, headers);
  }

  /** One page view: what the loader told. */
  private String visit(Chromium.Profile browser) {
    try (Chromium.Page page = browser.open(pages.url() + "/page.html")) {
      return page.await("window.log && log.length").text("log.join()");
    }
  }

  /** Makes every view of the page that of a browser which was never there. */
  private void forgetful() {
    pages.page("/page.html", "<script>localStorage.clear()</script>" + LISTEN + tag("latest"));
  }

  private String view(Chromium.Page page, int number) {
    page.navigate(pages.url() + "/page.html?" + number);
    return page.await("location.search == '?%d' && log.length".formatted(number))
        .text("log.join()");
  }

  private Chromium.Profile withBucket(int bucket) {
    Chromium.Profile browser = chromium.profile();
    try (Chromium.Page page = browser.open(pages.url() + "/blank.html")) {
      page.await("location.pathname == '/blank.html'")
          .evaluate("localStorage['wl:b'] = '" + bucket + "'");
    }
    return browser;
  }

  private String version() {
    return world
        .get("/" + chat + "/latest/chat.js")
        .headers()
        .firstValue("X-Resolved-Version")
        .orElse("");
  }

  @ParameterizedTest(name = "{0} buckets past the share''s end: {1}")
  @CsvSource({"-1, ready 2.0.0 canary", "0, ready 1.0.0 stable"})
  void visit_bucketDecides(int past, String told) {
    world.publish("2.0.0", "staged");
    JsonNode rollout =
        world.rollout("{\"version\":\"2.0.0\",\"steps\":[{\"weight\":5,\"duration\":\"1h\"}]}");
    int bucket = Math.floorMod(500 + past - rollout.path("salt").asInt(), 10_000);
    try (Chromium.Profile browser = withBucket(bucket)) {
      assertThat(visit(browser)).isEqualTo(told);
      assertThat(visit(browser)).as("the second visit").isEqualTo(told);
    }
    assertThat(version()).as("the alias").isEqualTo("1.0.0");
  }

  /** What is said of a page, by a browser that would report every success. */
  @ParameterizedTest(name = "{0} buckets past the share''s end: {1}")
  @CsvSource({"-1, 2.0.0 canary", "0, 1.0.0 stable"})
  void visit_anyCohort_isReported(int past, String told) {
    world.publish("2.0.0", "staged");
    JsonNode rollout =
        world.rollout("{\"version\":\"2.0.0\",\"steps\":[{\"weight\":50,\"duration\":\"1h\"}]}");
    int bucket = Math.floorMod(5000 + past - rollout.path("salt").asInt(), 10_000);
    String note =
        """
        <script>
          var sent = [];
          localStorage["wl:b"] = %d;
          Math.random = () => 0;
          navigator.sendBeacon = (url, text) => sent.push(url + " " + text);
        </script>
        """
            .formatted(bucket);
    String url = pages.page("/page.html", note + LISTEN + tag("latest"));
    try (Chromium.Profile browser = chromium.profile();
        Chromium.Page page = browser.open(url).await("window.log && log.length")) {
      assertThat(page.text("log.join()")).isEqualTo("ready " + told);
      assertThat(page.text("sent.join()"))
          .isEqualTo(world.url() + "/-/outcome " + chat + "@" + told + " ok" + ofThisSite());
    }
  }

  /**
   * Successes of the stable version are sent by one browser in a hundred, and count for as many.
   */
  @Test
  void visit_stable_isReportedByOneInAHundred() {
    world.publish("2.0.0", "staged");
    JsonNode rollout =
        world.rollout("{\"version\":\"2.0.0\",\"steps\":[{\"weight\":5,\"duration\":\"1h\"}]}");
    int bucket = Math.floorMod(500 - rollout.path("salt").asInt(), 10_000);
    try (Chromium.Profile browser = withBucket(bucket)) {
      for (String drawn : new String[] {"0.5", "0.0101", "0.0099"}) {
        pages.page(
            "/page.html",
            "<script>Math.random = () => %s</script>".formatted(drawn) + LISTEN + tag("latest"));
        assertThat(visit(browser)).isEqualTo("ready 1.0.0 stable");
      }
      Awaitility.await("the report")
          .until(() -> world.rollout().path("stable").path("loads").asInt() > 0);
      assertThat(world.rollout().path("stable").path("loads").asInt()).isEqualTo(100);
    }
  }

  @Test
  void visit_brokenCanary_fallsBackReportsAndSkipsItUntilTheNextRelease() {
    world.publish("2.0.0", "staged", BROKEN).publish("2.0.1", "staged");
    world.rollout(FULL.formatted("2.0.0"));
    try (Chromium.Profile browser = chromium.profile()) {
      assertThat(visit(browser)).isEqualTo("ready 1.0.0 stable");
      Awaitility.await("the report")
          .until(() -> world.rollout().path("canary").path("errors").asInt() == 1);
      try (Chromium.Page second = browser.open(pages.url() + "/page.html")) {
        second.await("window.log && log.length");
        assertThat(second.text("performance.getEntriesByType('resource').map(e => e.name).join()"))
            .contains("/v1.0.0/")
            .doesNotContain("/v2.0.0/");
      }
      world.ok("PATCH", "/rollout", "{\"action\":\"abort\"}");
      world.rollout(FULL.formatted("2.0.1"));
      assertThat(reload(browser)).isEqualTo("ready 2.0.1 canary");
    }
  }

  /** A page view that does not take the loader from the browser's cache, as a minute later. */
  private String reload(Chromium.Profile browser) {
    pages.page("/later.html", LISTEN + tag("latest").replace(".js", ".js?2"));
    try (Chromium.Page page = browser.open(pages.url() + "/later.html")) {
      return page.await("window.log && log.length").text("log.join()");
    }
  }

  /** As with a build of a bundler that makes its global a const. Template 1 reported nothing. */
  @Test
  void visit_canaryThrowsWhileItMakesItsConst_isReportedAndSkippedAfterwards() {
    assumeTrue(template > 1, "template 1 is as it is");
    world.publish("2.0.0", "staged", "const Chat = (() => {throw new Error('broken')})()");
    world.rollout(FULL.formatted("2.0.0"));
    try (Chromium.Profile browser = chromium.profile()) {
      assertThat(visit(browser)).as("its name is taken").isEqualTo("error 1.0.0 stable");
      Awaitility.await("the report")
          .until(() -> world.rollout().path("canary").path("errors").asInt() == 1);
      assertThat(visit(browser)).isEqualTo("ready 1.0.0 stable");
    }
  }

  /** What cannot be reported is loaded all the same: here the loader came from no server. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "window.Chat = {version: '2.0.0'} | ready 2.0.0 canary",
        BROKEN + " | ready 1.0.0 stable",
      })
  void visit_loaderOfABlob_goesOnWithoutReports(String script, String told) {
    assumeTrue(template > 1, "template 1 is as it is");
    world.publish("2.0.0", "staged", script);
    world.loader(
        "{\"global\":\"Chat\",\"timeoutMillis\":30000,\"bases\":[\"" + world.url() + "\"]}");
    world.rollout(FULL.formatted("2.0.0"));
    String blob =
        """
        <script type=module>
          const loader = await (await fetch("%s/-/loader/%s/latest.js")).blob();
          document.head.append(
            Object.assign(document.createElement("script"), {src: URL.createObjectURL(loader)}));
        </script>
        """
            .formatted(world.url(), chat);
    pages.page("/page.html", LISTEN + blob);
    try (Chromium.Profile browser = chromium.profile()) {
      assertThat(visit(browser)).isEqualTo(told);
    }
  }

  @Test
  void visit_canaryOnNoSource_fallsBack() {
    try (Site cdn = Site.cdn(world.url(), Mood.UNAVAILABLE)) {
      world.publish("2.0.0", "staged");
      world.loader(
          "{\"global\":\"Chat\",\"timeoutMillis\":30000,\"bases\":[\"%s\",\"%s\"]}"
              .formatted(cdn.url(), cdn.url()));
      world.rollout(FULL.formatted("2.0.0"));
      try (Chromium.Profile browser = chromium.profile()) {
        assertThat(visit(browser)).isEqualTo("error 1.0.0 stable");
        Awaitility.await()
            .untilAsserted(
                () ->
                    assertThat(cdn.answered())
                        .startsWith(
                            "/" + chat + "/v2.0.0/chat.js", "/" + chat + "/v2.0.0/chat.js"));
      }
    }
  }

  @Test
  void visit_storageDenied_staysStable() {
    world.publish("2.0.0", "staged").rollout(FULL.formatted("2.0.0"));
    page("", "Content-Security-Policy", "sandbox allow-scripts");
    try (Chromium.Profile browser = chromium.profile()) {
      assertThat(visit(browser)).isEqualTo("ready 1.0.0 stable");
    }
  }

  @Test
  void visit_stickyNone_needsNoStorage() {
    world
        .publish("2.0.0", "staged")
        .loader("{\"global\":\"Chat\",\"timeoutMillis\":30000,\"sticky\":\"none\"}");
    world.rollout(FULL.formatted("2.0.0"));
    page("", "Content-Security-Policy", "sandbox allow-scripts");
    try (Chromium.Profile browser = chromium.profile()) {
      assertThat(visit(browser)).isEqualTo("ready 2.0.0 canary");
    }
  }

  @Test
  void visit_stickySession_keepsNothingBeyond() {
    world
        .publish("2.0.0", "staged")
        .loader("{\"global\":\"Chat\",\"timeoutMillis\":30000,\"sticky\":\"session\"}");
    world.rollout(FULL.formatted("2.0.0"));
    try (Chromium.Profile browser = chromium.profile();
        Chromium.Page page = browser.open(pages.url() + "/page.html")) {
      page.await("window.log && log.length");
      assertThat(page.text("log.join()")).isEqualTo("ready 2.0.0 canary");
      assertThat(page.evaluate("'wl:b' in sessionStorage").asBoolean()).isTrue();
      assertThat(page.evaluate("'wl:b' in localStorage").asBoolean()).isFalse();
    }
  }

  @ParameterizedTest(name = "site {0}: {1}")
  @CsvSource({"shop, ready 1.0.0 stable", "intranet, ready 2.0.0 canary"})
  void visit_site_isOptedInOrOut(String site, String told) {
    world.publish("2.0.0", "staged");
    String weight = site.equals("shop") ? "100" : "0.01";
    JsonNode rollout =
        world.rollout(
            """
            {"version":"2.0.0","steps":[{"weight":%s,"duration":"1h"}],
             "sites":{"in":["intranet"],"out":["shop"]}}"""
                .formatted(weight));
    page("site=\"" + site + "\"");
    int outside = Math.floorMod(5000 - rollout.path("salt").asInt(), 10_000);
    try (Chromium.Profile browser = withBucket(outside)) {
      assertThat(visit(browser)).isEqualTo(told);
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "the tag of a classic script, '<script src=\"%s/-/loader/%s/latest.js\"></script>'",
    "a module on a page without nonce, '<script type=module src=\"%s/-/loader/%s/latest.mjs\"></script>'",
  })
  void visit_siteNotNamed_isThePagesHost(String name, String tag) {
    world.publish("2.0.0", "staged");
    JsonNode rollout =
        world.rollout(
            """
            {"version":"2.0.0","steps":[{"weight":0.01,"duration":"1h"}],"sites":{"in":["%s"]}}"""
                .formatted(URI.create(pages.url()).getHost()));
    pages.page("/page.html", LISTEN + tag.formatted(world.url(), chat));
    int outside = Math.floorMod(5000 - rollout.path("salt").asInt(), 10_000);
    try (Chromium.Profile browser = withBucket(outside)) {
      assertThat(visit(browser)).isEqualTo("ready 2.0.0 canary");
    }
  }

  private boolean running() {
    return world.rollout().path("phase").asString().equals("running");
  }

  @Test
  void rollout_brokenVersionOverAHundredLoads_abortsByItselfAndTheAliasNeverMoves() {
    world.publish("2.0.0", "staged", BROKEN);
    world.rollout("{\"version\":\"2.0.0\",\"steps\":[{\"weight\":50,\"duration\":\"1h\"}]}");
    forgetful();
    int canaries = 0;
    try (Chromium.Profile browser = chromium.profile();
        Chromium.Page page = browser.open(pages.url() + "/blank.html")) {
      for (int i = 0; i < 100 && running(); i++) {
        assertThat(view(page, i)).isEqualTo("ready 1.0.0 stable");
        canaries += page.text("localStorage['wl:%s']".formatted(chat)).equals("2.0.0") ? 1 : 0;
        assertThat(version()).isEqualTo("1.0.0");
      }
    }
    Awaitility.await("the verdict").until(() -> !running());
    assertThat(world.rollout().path("phase").asString()).isEqualTo("aborted");
    assertThat(canaries).as("browsers that met the broken version").isGreaterThanOrEqualTo(20);
    assertThat(world.rollout().path("reason").asString()).contains("failed");
    assertThat(world.get("/-/loader/" + chat + "/latest.js").body()).doesNotContain("2.0.0");
    assertThat(version()).isEqualTo("1.0.0");
  }

  @Test
  void rollout_promotedVersionBreaks_theAliasGoesBackByItself() {
    world.publish("2.0.0", "staged", BROKEN);
    world.rollout(FULL.formatted("2.0.0"));
    world.ok("PATCH", "/rollout", "{\"action\":\"promote\"}");
    assertThat(version()).isEqualTo("2.0.0");
    forgetful();
    try (Chromium.Profile browser = chromium.profile();
        Chromium.Page page = browser.open(pages.url() + "/blank.html")) {
      for (int i = 0; i < 20; i++) {
        assertThat(view(page, i)).as("the version before").isEqualTo("ready 1.0.0 stable");
      }
    }
    Awaitility.await("the rollback").until(() -> version().equals("1.0.0"));
    JsonNode rollout = world.rollout();
    assertThat(rollout.path("phase").asString()).isEqualTo("aborted");
    assertThat(rollout.path("rolledBack").asBoolean()).isTrue();
    world.putForward(Duration.ofDays(2));
    assertThat(version()).isEqualTo("1.0.0");
  }
}
