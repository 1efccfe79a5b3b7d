package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.browser.Site.Mood;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** The generated loader in a real browser, against sources that fail in every way they can. */
@EveryTemplate
class LoaderBrowserTest extends TemplateSuite {
  /** Listens to the loader's events before the loader can send them. */
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

  private Chromium.Profile browser;

  @BeforeEach
  void open() {
    browser = chromium.profile();
  }

  @AfterEach
  void close() {
    browser.close();
  }

  private Chromium.Page open(String html, String... headers) {
    return browser.open(pages.page("/page.html", html, headers));
  }

  private static String bases(String... bases) {
    // Sources that fail do so at once; a busy machine must not make one that is well time out.
    return "{\"global\":\"Chat\",\"timeoutMillis\":30000,\"bases\":[\""
        + String.join("\",\"", bases)
        + "\"]}";
  }

  @Test
  void load_sourceWell_resolvesThePromiseAndTellsTheEvent() {
    world.loader(bases("self"));
    Chromium.Page page = open(LISTEN + tag("latest")).await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("ready 1.0.0 stable");
    assertThat(page.text(promise() + ".then(chat => chat.version)")).isEqualTo("1.0.0");
    assertThat(page.evaluate("runs").asInt()).isEqualTo(1);
  }

  @Test
  void load_event_namesTheWidgetAndNothingIsReported() {
    world.loader(bases("self"));
    Chromium.Page page =
        open("""
                <script>
                  var sent = [];
                  navigator.sendBeacon = (url, text) => sent.push(text);
                  Math.random = () => 0;
                  document.addEventListener("widget:ready", e => name = JSON.stringify(e.detail));
                </script>
                """
                + tag("latest"))
            .await("name");
    assertThat(page.text("name"))
        .isEqualTo("{\"name\":\"%s\",\"version\":\"1.0.0\",\"cohort\":\"stable\"}".formatted(chat));
    assertThat(page.evaluate("sent.length").asInt()).isZero();
  }

  @Test
  void load_sourceRefused_takesTheNext() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    world.loader(bases("http://127.0.0.1:" + closed, "self"));
    Chromium.Page page = open(LISTEN + tag("latest")).await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("ready 1.0.0 stable");
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(names = {"UNAVAILABLE", "TAMPERING"})
  void load_sourceIll_takesTheNext(Mood mood) {
    try (Site cdn = Site.cdn(world.url(), mood)) {
      world.loader(bases(cdn.url(), "self"));
      Chromium.Page page = open(LISTEN + tag("latest")).await("log.length");
      assertThat(page.text("log[0]")).isEqualTo("ready 1.0.0 stable");
      assertThat(page.evaluate("runs").asInt()).isEqualTo(1);
      assertThat(page.text("typeof evil")).isEqualTo("undefined");
      Awaitility.await().until(() -> cdn.answered().contains("/" + chat + "/v1.0.0/chat.js"));
    }
  }

  @Test
  void load_sourceStalls_takesTheNextAndNeverRunsTwice() {
    try (Site cdn = Site.cdn(world.url(), Mood.STALLING)) {
      world.loader(
          "{\"global\":\"Chat\",\"timeoutMillis\":1000,\"bases\":[\""
              + cdn.url()
              + "\",\"self\"]}");
      Chromium.Page page = open(LISTEN + tag("latest")).await("log.length");
      assertThat(page.text("log[0]")).isEqualTo("ready 1.0.0 stable");
      cdn.release();
      Awaitility.await().until(() -> cdn.answered().contains("/" + chat + "/v1.0.0/chat.js"));
      // A script that would run late runs before a script that is asked for after it has arrived.
      page.evaluate(
          "fetch('"
              + world.url()
              + "/chat/v1.0.0/chat.js').then(r => r.text()).then(() => new Promise(r =>"
              + " setTimeout(r, 300)))");
      assertThat(page.evaluate("runs").asInt()).isEqualTo(1);
    }
  }

  @Test
  void load_allDown_tellsTheErrorAndRejects() {
    try (Site one = Site.cdn(world.url(), Mood.UNAVAILABLE);
        Site two = Site.cdn(world.url(), Mood.TAMPERING)) {
      world.loader(bases(one.url(), two.url()));
      Chromium.Page page = open(LISTEN + tag("latest")).await("log.length");
      assertThat(page.text("log[0]")).isEqualTo("error 1.0.0 stable");
      assertThat(page.text(promise() + ".then(() => 'no', e => 'rejected ' + e.version)"))
          .isEqualTo("rejected 1.0.0");
    }
  }

  @Test
  void load_scriptThrows_isNoSuccess() {
    world.publish("1.1.0", "released", "throw new Error('broken')");
    world.loader(bases("self"));
    Chromium.Page page = open(LISTEN + tag("latest")).await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("error 1.1.0 stable");
  }

  /** Its name is declared for good, and to look at it throws. Template 1 never told. */
  @Test
  void load_scriptThrowsWhileItMakesItsConst_isNoSuccess() {
    assumeTrue(template > 1, "template 1 is as it is");
    world.publish("1.1.0", "released", "const Chat = (() => {throw new Error('broken')})()");
    world.loader(bases("self", world.url()));
    Chromium.Page page = open(LISTEN + tag("latest")).await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("error 1.1.0 stable");
    assertThat(page.text(promise() + ".then(() => 'no', e => 'rejected ' + e.version)"))
        .isEqualTo("rejected 1.1.0");
  }

  /** The same where a script of the page did it before the loader came. */
  @Test
  void load_globalCannotBeLookedAt_settlesThePromise() {
    assumeTrue(template > 1, "template 1 is as it is");
    world.loader(bases("self"));
    String broken = "<script>const Chat = (() => {throw new Error('broken')})()</script>";
    Chromium.Page page = open(LISTEN + broken + tag("latest")).await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("error 1.0.0 stable");
    assertThat(page.text(promise() + ".then(() => 'no', e => 'rejected ' + e.version)"))
        .isEqualTo("rejected 1.0.0");
  }

  @Test
  void load_duplicateTag_runsOnce() {
    world.loader(bases("self"));
    Chromium.Page page =
        open(LISTEN + tag("latest") + tag("latest") + tag("v1"))
            .await("document.readyState == 'complete' && log.length");
    assertThat(page.evaluate("runs").asInt()).isEqualTo(1);
    assertThat(page.evaluate("log.length").asInt()).isEqualTo(1);
  }

  @Test
  void load_globalIsThere_resolvesAtOnce() {
    world.loader(bases("self"));
    Chromium.Page page =
        open("<script>window.Chat = {version: 'own'}</script>" + tag("latest")).await(promise());
    assertThat(page.text(promise() + ".then(chat => chat.version)")).isEqualTo("own");
    assertThat(page.text("typeof runs")).isEqualTo("undefined");
  }

  @Test
  void load_nonceAndTrustedTypes_areHonoured() {
    world.loader(bases("self"));
    String csp =
        "script-src 'nonce-abc'; require-trusted-types-for 'script'; trusted-types wl-" + chat;
    Chromium.Page page =
        open(
                LISTEN.replace("<script>", "<script nonce=abc>")
                    + tag("latest").replace("<script ", "<script nonce=abc "),
                "Content-Security-Policy",
                csp)
            .await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("ready 1.0.0 stable");
  }

  @Test
  void load_trustedTypesForbidThePolicy_tellsTheError() {
    world.loader(bases("self"));
    Chromium.Page page =
        open(
                LISTEN + tag("latest"),
                "Content-Security-Policy",
                "require-trusted-types-for 'script'; trusted-types other")
            .await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("error 1.0.0 stable");
  }

  @Test
  void load_module_exportsThePromise() {
    world.loader(bases("self"));
    Chromium.Page page =
        open(
                """
                %s<script type=module nonce=abc>
                  import chat from "%s/-/loader/%s/v1.mjs";
                  chat.then(it => { window.got = it.version });
                </script>
                """
                    .formatted(LISTEN.replace("<script>", "<script nonce=abc>"), world.url(), chat),
                "Content-Security-Policy",
                "script-src 'nonce-abc' 'strict-dynamic'")
            .await("window.got");
    assertThat(page.text("got")).isEqualTo("1.0.0");
    assertThat(page.text("log[0]")).isEqualTo("ready 1.0.0 stable");
  }

  @Test
  void load_styles_comeBeforeTheScript() {
    try (Site cdn = Site.cdn(world.url(), Mood.TAMPERING)) {
      world.loader(
          "{\"global\":\"Chat\",\"timeoutMillis\":30000,\"styles\":[\"chat.css\"],\"bases\":[\"%s\",\"self\"]}"
              .formatted(cdn.url()));
      Chromium.Page page =
          open(LISTEN + "<p class=chat>hello</p>" + tag("latest")).await("log.length");
      assertThat(page.text("log[0]")).isEqualTo("ready 1.0.0 stable");
      assertThat(page.text("getComputedStyle(document.querySelector('.chat')).color"))
          .isEqualTo("rgb(1, 2, 3)");
    }
  }

  @Test
  void load_moduleScript_takesItsAttributes() {
    world.publish("1.1.0", "released", "import.meta.url && (globalThis.Chat = {version: '1.1.0'})");
    world.loader(
        "{\"global\":\"Chat\",\"timeoutMillis\":30000,\"attributes\":{\"type\":\"module\"}}");
    Chromium.Page page = open(LISTEN + tag("latest")).await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("ready 1.1.0 stable");
  }

  @Test
  void load_styleAndModuleScript_onlyTheScriptHasTheAttributes() {
    world.publish("1.1.0", "released", "import.meta.url && (globalThis.Chat = {version: '1.1.0'})");
    world.publish("2.0.0-beta.1", "staged").loader(bases("self"));
    world.ok("PUT", "/aliases/beta", "{\"version\":\"2.0.0-beta.1\"}");
    world.loader(
        "{\"global\":\"Chat\",\"timeoutMillis\":30000,\"styles\":[\"chat.css\"],"
            + "\"attributes\":{\"type\":\"module\",\"data-x\":\"y\"}}");
    Chromium.Page page =
        open(LISTEN + "<p class=chat>hello</p>" + tag("latest")).await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("ready 1.1.0 stable");
    assertThat(page.text("getComputedStyle(document.querySelector('.chat')).color"))
        .isEqualTo("rgb(1, 2, 3)");
    assertThat(page.text("document.querySelector('script[type=module]').dataset.x")).isEqualTo("y");
    assertThat(page.evaluate("document.querySelectorAll('[data-x]').length").asInt()).isEqualTo(1);
    // The channel's loader is a classic script, whatever the widget's is.
    String url = pages.page("/page.html", LISTEN + tag("latest"));
    Chromium.Page other = browser.open(url + "?widget_channel=beta").await("log.length");
    assertThat(other.text("log[0]")).isEqualTo("ready 2.0.0-beta.1 stable");
  }

  @Test
  void load_stylesAttributesNonceAndTrustedTypes_areHonouredTogether() {
    world.publish("1.1.0", "released", "import.meta.url && (globalThis.Chat = {version: '1.1.0'})");
    world.loader(
        "{\"global\":\"Chat\",\"timeoutMillis\":30000,\"styles\":[\"chat.css\"],"
            + "\"attributes\":{\"type\":\"module\",\"data-x\":\"y\"}}");
    String html = LISTEN + "<p class=chat>hello</p>" + tag("latest");
    Chromium.Page page =
        open(
                html.replace("<script", "<script nonce=abc"),
                "Content-Security-Policy",
                "script-src 'nonce-abc'; require-trusted-types-for 'script'; trusted-types wl-"
                    + chat)
            .await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("ready 1.1.0 stable");
    assertThat(page.text("getComputedStyle(document.querySelector('.chat')).color"))
        .isEqualTo("rgb(1, 2, 3)");
  }

  @Test
  void load_immutableForm_carriesIntegrityAndOutlivesItsSettings() {
    world.loader(bases("self"));
    String meta = world.get("/-/loader/" + chat + "/latest.js?meta").body();
    String pasted = JsonMapper.shared().readTree(meta).at("/immutable/script").asString();
    world.publish("1.1.0", "released").loader(bases("https://elsewhere.example"));
    Chromium.Page page = open(LISTEN + pasted).await("log.length");
    assertThat(pasted).contains("integrity=\"sha384-");
    assertThat(page.text("log[0]")).isEqualTo("ready 1.0.0 stable");
  }

  @Test
  void load_snippet_needsNoLoaderFile() {
    world.loader(bases("self"));
    String snippet = world.get("/-/loader/" + chat + "/latest.html").body();
    Chromium.Page page = open(LISTEN + snippet).await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("ready 1.0.0 stable");
    assertThat(
            page.evaluate(
                    "performance.getEntriesByType('resource')"
                        + ".filter(e => e.name.includes('/-/loader/')).length")
                .asInt())
        .isZero();
  }

  @Test
  void load_widgetChannel_takesTheChannelAndKeepsThePromise() {
    world.publish("2.0.0-beta.1", "staged").loader(bases("self"));
    world.ok("PUT", "/aliases/beta", "{\"version\":\"2.0.0-beta.1\"}");
    String url =
        pages.page(
            "/page.html", LISTEN + tag("latest") + "<script>var p=" + promise() + "</script>");
    Chromium.Page page = browser.open(url + "?a=b&widget_channel=beta").await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("ready 2.0.0-beta.1 stable");
    assertThat(page.text("p.then(chat => chat.version)")).isEqualTo("2.0.0-beta.1");
    assertThat(page.evaluate("runs").asInt()).isEqualTo(1);
  }

  @Test
  void load_widgetChannelThatIsNone_takesTheUsual() {
    world.publish("2.0.0-beta.1", "staged").loader(bases("self"));
    world.ok("PUT", "/aliases/beta", "{\"version\":\"2.0.0-beta.1\"}");
    String url = pages.page("/page.html", LISTEN + tag("latest"));
    Chromium.Page page = browser.open(url + "?widget_channel=v0").await("log.length");
    assertThat(page.text("log[0]")).isEqualTo("ready 1.0.0 stable");
  }

  @Test
  void load_widgetChannelThatIsSwitchedOff_rejects() {
    world.publish("2.0.0-beta.1", "staged").loader(bases("self"));
    world.ok("PUT", "/aliases/beta", "{\"version\":\"2.0.0-beta.1\"}");
    world.ok("PUT", "/switch", "{\"off\":true,\"channel\":\"beta\"}");
    String url = pages.page("/page.html", LISTEN + tag("latest"));
    Chromium.Page page = browser.open(url + "?widget_channel=beta").await(promise());
    assertThat(page.text(promise() + ".then(() => 'loaded', e => 'off: ' + e.off)"))
        .isEqualTo("off: true");
    assertThat(page.text("typeof Chat")).isEqualTo("undefined");
  }
}
