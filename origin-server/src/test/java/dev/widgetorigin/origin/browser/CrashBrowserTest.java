package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A release that loads and then throws, as real browsers tell of it. */
@BrowserTest
class CrashBrowserTest {
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

  @TempDir private Path folder;
  private BrowserWorld world;
  private Site pages;
  private Chromium chromium;

  @BeforeEach
  void start(Chromium shared) {
    chromium = shared;
    world = new BrowserWorld(folder).publish("1.0.0", "released");
    pages = Site.pages();
  }

  @AfterEach
  void stop() {
    pages.close();
    world.close();
  }

  private void roll(String script, int watchMillis) {
    world.loader(
        "{\"global\":\"Chat\",\"timeoutMillis\":30000,\"watchMillis\":" + watchMillis + "}");
    world.publish("2.0.0", "staged", script);
    world.rollout(FULL);
  }

  private String tag() {
    return "<script src=\"%s/-/loader/chat/latest.js\"></script>".formatted(world.url());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // what, after the global was set, the watch time, page's own script, outcomes
        "a healthy release | | 400 | | ok",
        "throws a moment later | setTimeout(() => {throw new Error('x')}, 50) | 400 | | ok,crash",
        "throws what is no Error | setTimeout(() => {throw 'x'}, 50) | 400 | | ok,crash",
        "throws again and again | setInterval(() => {throw new Error('x')}, 30) | 400 | | ok,crash",
        "throws at once, the global being set | throw new Error('x') | 400 | | ok,crash",
        "a promise that nobody waits for | setTimeout(() => Promise.reject(new Error('x')), 50) |"
            + " 400 | | ok,crash",
        "a rejection without a reason | Promise.reject() | 400 | | ok",
        "says so by itself | setTimeout(() => dispatchEvent(new CustomEvent('widget:crash',"
            + " {detail: 'chat'})), 50) | 400 | | ok,crash",
        "another widget says so | setTimeout(() => dispatchEvent(new CustomEvent('widget:crash',"
            + " {detail: 'map'})), 50) | 400 | | ok",
        "throws when nobody watches any more | setTimeout(() => {throw new Error('x')}, 500) | 100"
            + " | | ok",
        "nobody watches at all | setTimeout(() => {throw new Error('x')}, 50) | 0 | | ok",
        "the page throws | | 400 | setTimeout(() => {throw new Error('page')}, 50) | ok",
      })
  void visit_release_isReported(
      String what, String script, int watchMillis, String ofThePage, String outcomes) {
    roll(BrowserWorld.script("2.0.0") + (script == null ? "" : script + ";"), watchMillis);
    pages.page(
        "/page.html",
        NOTE + "<script>" + (ofThePage == null ? "" : ofThePage) + "</script>" + tag());

    try (Chromium.Profile browser = chromium.profile();
        Chromium.Page page = browser.open(pages.url() + "/page.html")) {
      assertThat(
              page.await("window.over")
                  .text("sent.join().replace(/chat@2.0.0 canary | site=127.0.0.1/g, '')"))
          .isEqualTo(outcomes);
    }
  }

  /** Whatever it threw, what is told is that another version had to be taken. */
  @Test
  void visit_releaseThatThrowsBeforeItIsThere_isARollbackAndNoCrash() {
    roll("throw new Error('x')", 400);
    pages.page("/page.html", NOTE + tag());

    try (Chromium.Profile browser = chromium.profile();
        Chromium.Page page = browser.open(pages.url() + "/page.html")) {
      assertThat(page.await("window.over").text("sent.filter(t => /canary/.test(t)).join()"))
          .isEqualTo("chat@2.0.0 canary rollback site=127.0.0.1");
      assertThat(page.text("Chat.version")).isEqualTo("1.0.0");
    }
  }

  @Test
  void rollout_releaseThatThrowsAMomentAfterLoading_abortsByItself() {
    roll(BrowserWorld.script("2.0.0") + "setTimeout(() => {throw new Error('x')}, 30);", 5000);
    pages.page(
        "/page.html",
        "<script>addEventListener('error', () => setTimeout(() => window.over = 1))</script>"
            + tag());

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
    assertThat(world.get("/chat/latest/chat.js").headers().firstValue("X-Resolved-Version"))
        .contains("1.0.0");
  }

  private boolean running() {
    return world.rollout().path("phase").asString().equals("running");
  }
}
