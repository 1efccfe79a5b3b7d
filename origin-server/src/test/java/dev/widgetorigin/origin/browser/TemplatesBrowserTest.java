package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.browser.Site.Mood;
import dev.widgetorigin.origin.loader.LoaderTemplates;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every template that the program still has, in a real browser: what a page relies on. The other
 * suites of loaders try the newest one in all its corners. One origin for all of it.
 */
@BrowserTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TemplatesBrowserTest {
  private static final String LISTEN =
      """
      <script nonce=abc>
        var log = [], sent = [];
        ["ready", "error"].forEach(function (event) {
          document.addEventListener("widget:" + event, function (e) {
            log.push([event, e.detail.version, e.detail.cohort].join(" "));
          });
        });
        navigator.sendBeacon = function (url, text) { sent.push(text); return true; };
      </script>
      """;
  private static final String PLAIN = "{\"global\":\"Chat\",\"timeoutMillis\":30000}";
  private static final String ALL =
      "{\"version\":\"%s\",\"steps\":[{\"weight\":100,\"duration\":\"1h\"}]}";

  private final AtomicInteger pageNumbers = new AtomicInteger();
  private BrowserWorld world;
  private Site pages;
  private Chromium chromium;
  private Chromium.Profile browser;

  static IntStream numbers() {
    return LoaderTemplates.numbers();
  }

  @BeforeAll
  void start(Chromium shared, @TempDir Path folder) {
    chromium = shared;
    world =
        new BrowserWorld(folder)
            .publish("1.0.0", "released")
            .publish("2.0.0", "staged")
            .publish("2.0.1", "staged", "throw new Error('broken')")
            .publish(
                "2.0.2", "staged", BrowserWorld.script("2.0.2") + "setTimeout(() => {throw 1})")
            .publish("3.0.0", "staged", "import.meta.url && (globalThis.Chat = {version: 'm'})");
    world.ok("PUT", "/aliases/beta", "{\"version\":\"2.0.0\"}");
    pages = Site.pages();
  }

  @AfterAll
  void stop() {
    pages.close();
    world.close();
  }

  @BeforeEach
  void open() {
    browser = chromium.profile();
  }

  @AfterEach
  void close() {
    browser.close();
  }

  private void use(int template, String loader) {
    world.ok("PUT", "/loader", "{\"template\":" + template + "}");
    world.loader(loader);
  }

  /** Another URL each time: browsers keep a loader for a minute. */
  private String tag(String selector) {
    return "<script nonce=abc src=\"%s/-/loader/chat/%s.js?%d\"></script>"
        .formatted(world.url(), selector, pageNumbers.incrementAndGet());
  }

  private String page(String html, String... headers) {
    return pages.page("/" + pageNumbers.incrementAndGet() + ".html", LISTEN + html, headers);
  }

  private Chromium.Page open(String html, String... headers) {
    return browser.open(page(html, headers)).await("window.log && log.length");
  }

  private static String bases(String... bases) {
    return "{\"global\":\"Chat\",\"timeoutMillis\":30000,\"bases\":[\""
        + String.join("\",\"", bases)
        + "\"]}";
  }

  @ParameterizedTest(name = "template {0}")
  @MethodSource("numbers")
  void load_twoTags_runOnceAndTellThePage(int template) {
    use(template, PLAIN);
    Chromium.Page page = open(tag("latest") + tag("v1"));
    assertThat(page.text("log.join()")).isEqualTo("ready 1.0.0 stable");
    assertThat(page.text("window['wl:chat'].then(chat => chat.version)")).isEqualTo("1.0.0");
    assertThat(page.evaluate("runs").asInt()).isEqualTo(1);
    assertThat(page.text("sent.join()")).isEmpty();
  }

  @ParameterizedTest(name = "template {0}")
  @MethodSource("numbers")
  void load_sourcesFail_takesTheNextOrTellsTheError(int template) {
    try (Site ill = Site.cdn(world.url(), Mood.UNAVAILABLE);
        Site evil = Site.cdn(world.url(), Mood.TAMPERING)) {
      use(template, bases(ill.url(), evil.url(), "self"));
      assertThat(open(tag("latest")).text("log.join()")).isEqualTo("ready 1.0.0 stable");
      use(template, bases(ill.url(), evil.url()));
      Chromium.Page page = open(tag("latest"));
      assertThat(page.text("log.join() + typeof evil")).isEqualTo("error 1.0.0 stableundefined");
      assertThat(page.text("window['wl:chat'].catch(e => 'no ' + e.version)"))
          .isEqualTo("no 1.0.0");
    }
  }

  /** A script that is there after its time must not run beside that of the next source. */
  @ParameterizedTest(name = "template {0}")
  @MethodSource("numbers")
  void load_sourceStalls_neverRunsTwice(int template) {
    try (Site cdn = Site.cdn(world.url(), Mood.STALLING)) {
      use(template, bases(cdn.url(), "self").replace("30000", "500"));
      Chromium.Page page = open(tag("latest"));
      assertThat(page.text("log.join()")).isEqualTo("ready 1.0.0 stable");
      cdn.release();
      page.evaluate("fetch('%s/chat/v1.0.0/chat.js').then(r => r.text())".formatted(cdn.url()));
      page.evaluate("new Promise(done => setTimeout(done, 100))");
      assertThat(page.evaluate("runs").asInt()).isEqualTo(1);
    }
  }

  @ParameterizedTest(name = "template {0}")
  @MethodSource("numbers")
  void load_stylesAttributesNonceAndTrustedTypes_areHonoured(int template) {
    use(
        template,
        "{\"global\":\"Chat\",\"timeoutMillis\":30000,\"styles\":[\"chat.css\"],"
            + "\"attributes\":{\"type\":\"module\",\"data-x\":\"y\"}}");
    Chromium.Page page =
        open(
            "<p class=chat>hello</p>" + tag("3.0.0"),
            "Content-Security-Policy",
            "script-src 'nonce-abc'; require-trusted-types-for 'script'; trusted-types wl-chat");
    assertThat(page.text("log.join()")).isEqualTo("ready 3.0.0 stable");
    assertThat(page.text("getComputedStyle(document.querySelector('.chat')).color"))
        .isEqualTo("rgb(1, 2, 3)");
    assertThat(page.evaluate("document.querySelectorAll('[data-x]').length").asInt()).isEqualTo(1);
  }

  @ParameterizedTest(name = "template {0}")
  @MethodSource("numbers")
  void load_moduleSnippetAndChannel_areTheSameWidget(int template) {
    use(template, PLAIN);
    String module =
        "<script type=module>import chat from \"%s/-/loader/chat/v1.mjs?%d\";chat.then(c => got = c)</script>"
            .formatted(world.url(), pageNumbers.incrementAndGet());
    assertThat(open(module).text("log.join()")).isEqualTo("ready 1.0.0 stable");
    String snippet = world.get("/-/loader/chat/latest.html").body();
    assertThat(open(snippet).text("log.join()")).isEqualTo("ready 1.0.0 stable");
    String url = page(tag("latest"));
    Chromium.Page beta = browser.open(url + "?widget_channel=beta").await("log && log.length");
    assertThat(beta.text("log.join()")).isEqualTo("ready 2.0.0 stable");
  }

  @ParameterizedTest(name = "template {0}")
  @MethodSource("numbers")
  void rollout_everyCohort_isKeptAndReported(int template) {
    use(template, PLAIN);
    JsonNode rollout =
        world.rollout(
            """
            {"version":"2.0.0","steps":[{"weight":50,"duration":"1h"}],
             "sites":{"in":["in"],"out":["out"]}}\
            """);
    int salt = rollout.path("salt").asInt();
    String site = template == 1 ? "" : " site=127.0.0.1";
    for (int past = 0; past < 2; past++) {
      int bucket = Math.floorMod(4999 + past - salt, 10_000);
      String set = "<script>localStorage['wl:b'] = %d; Math.random = () => 0</script>";
      Chromium.Page page = open(set.formatted(bucket) + tag("latest"));
      String told = past == 0 ? "2.0.0 canary" : "1.0.0 stable";
      assertThat(page.text("log.join()")).isEqualTo("ready " + told);
      assertThat(page.text("sent.join()")).isEqualTo("chat@" + told + " ok" + site);
      String other = past == 0 ? "out" : "in";
      String byRule = tag("latest").replace("nonce", "site=" + other + " nonce");
      assertThat(open(byRule).text("log.join()"))
          .isEqualTo(past == 0 ? "ready 1.0.0 stable" : "ready 2.0.0 canary");
    }
    world.ok("PATCH", "/rollout", "{\"action\":\"abort\"}");
  }

  @ParameterizedTest(name = "template {0}")
  @MethodSource("numbers")
  void rollout_versionThatFails_isReportedAndNotTriedAgain(int template) {
    use(template, PLAIN);
    world.rollout(ALL.formatted("2.0.1"));
    Chromium.Page page = open(tag("latest"));
    assertThat(page.text("log.join()")).isEqualTo("ready 1.0.0 stable");
    assertThat(page.text("sent.join()")).startsWith("chat@2.0.1 canary rollback");
    assertThat(open(tag("latest")).text("sent.join()")).doesNotContain("canary");
    world.ok("PATCH", "/rollout", "{\"action\":\"abort\"}");
  }

  @ParameterizedTest(name = "template {0}")
  @MethodSource("numbers")
  void rollout_versionThatThrowsLater_isACrash(int template) {
    use(template, PLAIN);
    world.rollout(ALL.formatted("2.0.2"));
    Chromium.Page page = open(tag("latest")).await("sent.length > 1");
    assertThat(page.text("sent.map(t => t.split(' ')[2]).join()")).isEqualTo("ok,crash");
    assertThat(page.text("log.join()")).isEqualTo("ready 2.0.2 canary");
    world.ok("PATCH", "/rollout", "{\"action\":\"abort\"}");
  }
}
