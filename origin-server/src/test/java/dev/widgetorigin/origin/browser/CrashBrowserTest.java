package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A release that loads and then throws, as real browsers tell of it. */
@EveryTemplate
class CrashBrowserTest extends TemplateSuite {
  private static final String FULL =
      "{\"version\":\"2.0.0\",\"steps\":[{\"weight\":100,\"duration\":\"1h\"}]}";

  /** Notes what is reported instead of sending it, and says when nothing more can come. */
  private static final String NOTE =
      """
      <script>
        window.sent = [];
        navigator.sendBeacon = function (url, text) { sent.push(text); return true; };
        document.addEventListener("widget:ready", function () {
          setTimeout(function () { window.over = 1; }, 700);
        });
      </script>
      """;

  /**
   * A page view.
   *
   * @param release what the version does once its global is set
   * @param watchMillis for how long the loader watches it
   * @param ofThePage the page's own script
   * @param outcomes what is to be reported
   */
  private record Case(
      String what, String release, int watchMillis, String ofThePage, String outcomes) {
    Case(String what, String release, int watchMillis, String outcomes) {
      this(what, release, watchMillis, "", outcomes);
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case("a healthy release", "", 400, "ok"),
          new Case("throws a moment later", later("throw new Error('x')"), 400, "ok,crash"),
          new Case("throws what is no Error", later("throw 'x'"), 400, "ok,crash"),
          new Case(
              "throws again and again",
              "setInterval(() => {throw new Error('x')}, 30)",
              400,
              "ok,crash"),
          new Case("throws at once, the global being set", "throw new Error('x')", 400, "ok,crash"),
          new Case(
              "a promise that nobody waits for",
              later("Promise.reject(new Error('x'))"),
              400,
              "ok,crash"),
          new Case("a rejection without a reason", "Promise.reject()", 400, "ok"),
          new Case("says so by itself", later(crashOf("NAME")), 400, "ok,crash"),
          new Case("another widget says so", later(crashOf("map")), 400, "ok"),
          new Case("the page throws", "", 400, later("throw new Error('page')"), "ok"),
          new Case(
              "throws when nobody watches any more",
              "setTimeout(() => {throw new Error('x')}, 500)",
              100,
              "ok"),
          new Case("nobody watches at all", later("throw new Error('x')"), 0, "ok"));

  private static String later(String statement) {
    return "setTimeout(() => {" + statement + "}, 50)";
  }

  private static String crashOf(String widget) {
    return "dispatchEvent(new CustomEvent('widget:crash', {detail: '" + widget + "'}))";
  }

  private void roll(String script, int watchMillis) {
    world.loader(
        "{\"global\":\"Chat\",\"timeoutMillis\":30000,\"watchMillis\":" + watchMillis + "}");
    world.publish("2.0.0", "staged", script);
    world.rollout(FULL);
  }

  /** Each page does what its hash says, all beside each other: most of the time is waiting. */
  @ParameterizedTest(name = "watched for {0} ms")
  @ValueSource(ints = {400, 100, 0})
  void visit_release_isReported(int watchMillis) {
    List<Case> cases = CASES.stream().filter(each -> each.watchMillis == watchMillis).toList();
    StringBuilder release = new StringBuilder("switch (location.hash) {");
    StringBuilder ofThePage = new StringBuilder("switch (location.hash) {");
    Map<String, String> expected = new LinkedHashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      String what = "case '#" + i + "': %s; break;";
      release.append(what.formatted(cases.get(i).release.replace("NAME", chat)));
      ofThePage.append(what.formatted(cases.get(i).ofThePage));
      expected.put(cases.get(i).what, cases.get(i).outcomes);
    }
    roll(BrowserWorld.script("2.0.0") + release + "}", watchMillis);
    String url =
        pages.page("/page.html", NOTE + "<script>" + ofThePage + "}</script>" + tag("latest"));

    Map<String, String> told = new LinkedHashMap<>();
    try (Chromium.Profile browser = chromium.profile()) {
      Map<String, Chromium.Page> open = new LinkedHashMap<>();
      for (Case each : cases) {
        open.put(each.what, browser.open(url + "#" + open.size()));
      }
      open.forEach((what, page) -> told.put(what, outcomes(page.await("window.over"))));
    }
    assertThat(told).isEqualTo(expected);
  }

  private String outcomes(Chromium.Page page) {
    String told = page.text("sent.join()");
    return told.replace(chat + "@2.0.0 canary ", "").replace(ofThisSite(), "");
  }

  /** Whatever it threw, what is told is that another version had to be taken. */
  @Test
  void visit_releaseThatThrowsBeforeItIsThere_isARollbackAndNoCrash() {
    roll("throw new Error('x')", 400);
    pages.page("/page.html", NOTE + tag("latest"));

    try (Chromium.Profile browser = chromium.profile();
        Chromium.Page page = browser.open(pages.url() + "/page.html")) {
      assertThat(page.await("window.over").text("sent.filter(t => /canary/.test(t)).join()"))
          .isEqualTo(chat + "@2.0.0 canary rollback" + ofThisSite());
      assertThat(page.text("Chat.version")).isEqualTo("1.0.0");
    }
  }

  @Test
  void rollout_releaseThatThrowsAMomentAfterLoading_abortsByItself() {
    roll(BrowserWorld.script("2.0.0") + "setTimeout(() => {throw new Error('x')}, 30);", 5000);
    pages.page(
        "/page.html",
        "<script>addEventListener('error', () => setTimeout(() => window.over = 1))</script>"
            + tag("latest"));

    try (Chromium.Profile browser = chromium.profile();
        Chromium.Page page = browser.open(pages.url() + "/page.html")) {
      for (int view = 0; view < 40 && running(); view++) {
        page.navigate(pages.url() + "/page.html?" + view);
        page.await("location.search == '?" + view + "' && window.over");
      }
      Awaitility.await("the verdict").atMost(Duration.ofSeconds(20)).until(() -> !running());
    }
    assertThat(world.rollout().path("phase").asString()).isEqualTo("aborted");
    assertThat(world.rollout().toString()).contains("certainly more than 10 %");
    assertThat(world.get("/" + chat + "/latest/chat.js").headers().firstValue("X-Resolved-Version"))
        .contains("1.0.0");
  }

  private boolean running() {
    return world.rollout().path("phase").asString().equals("running");
  }
}
