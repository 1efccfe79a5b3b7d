package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console, as people use it. */
@BrowserTest
class ConsoleBrowserTest {
  private static final String CONSOLE = "/-/console/";

  @TempDir private static Path folder;
  private static ConsoleWorld world;
  private static ConsoleBrowser browser;

  @BeforeAll
  static void start(Chromium chromium) {
    world = new ConsoleWorld(folder);
    browser = ConsoleBrowser.signedIn(chromium, world.url(CONSOLE), TestOrigin.ADMIN);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (world != null) {
      world.close();
    }
  }

  @DisplayName("every page: axe finds nothing in either theme, nothing scrolls sideways, CSP holds")
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "overview, ''",
    "widget, widgets/chat",
    "off, widgets/banner",
    "version, widgets/chat/versions/1.2.0",
    "staged, widgets/chat/versions/2.0.0",
    "rollout, widgets/stepwise/rollout",
    "no-rollout, widgets/chat/rollout",
    "rollback, widgets/chat/aliases/latest/rollback",
    "sign-in, sign-in",
    "problem, widgets/none",
  })
  void page_atEachSizeAndTheme_isSound(String name, String path) throws IOException {
    try (Chromium.Page page = browser.open(path)) {
      browser.assertSound(page, name);
    }
  }

  /** Where people block scripts, or one of ours did not arrive. */
  private static Chromium.Page open(String path, boolean script) {
    return script ? browser.open(path) : browser.openWithoutScript(path);
  }

  @DisplayName("roll back and undo, with and without script")
  @ParameterizedTest(name = "script: {0}")
  @ValueSource(booleans = {true, false})
  void rollback_thenUndo_movesThereAndBack(boolean script) {
    try (Chromium.Page page = open(ConsoleWorld.CHAT, script)) {
      page.await("document.querySelector(\"a[href$='aliases/latest/rollback']\")");
      page.evaluate("document.querySelector(\"a[href$='aliases/latest/rollback']\").click()");
      page.await("document.title.startsWith('Roll back') && document.readyState=='complete'");
      assertThat(page.text("document.querySelector('.shifts').innerText")).contains("1.1.0");
      page.evaluate("document.querySelector('form.act [name=reason]').value='broken'");
      page.evaluate("document.querySelector('form.act button').click()");
      page.await("document.querySelector(\"form[action$='undo'] button\")");
      assertThat(world.answer("latest")).isEqualTo("1.1.0");
      page.evaluate("document.querySelector(\"form[action$='undo'] button\").click()");
      page.await("document.querySelector('.notice').innerText.includes('Undone')");
      assertThat(world.answer("latest")).isEqualTo("1.2.0");
    }
  }

  @DisplayName("each action of the widget page does what it says, with and without script")
  @ParameterizedTest(name = "script: {0}")
  @ValueSource(booleans = {true, false})
  void actions_submitted_changeTheWidget(boolean script) {
    try (Chromium.Page page = open("", script)) {
      act(page, "deprecate", "version=1.0.0");
      assertThat(world.state("1.0.0")).isEqualTo("deprecated");
      act(page, "yank", "version=1.0.0");
      assertThat(world.state("1.0.0")).isEqualTo("yanked");
      act(page, "release", "version=1.0.0");
      assertThat(world.state("1.0.0")).isEqualTo("released");
      act(page, "pin", "alias=v1");
      assertThat(world.answer("v1")).isEqualTo("1.2.0");
      act(page, "unpin", "alias=v1");
      act(page, "off", "");
      act(page, "on", "");
      assertThat(world.ok("GET", "/widgets/chat", "").path("switchedOff").isEmpty()).isTrue();
    }
  }

  @DisplayName("a rollout is paused, resumed, aborted and started, with and without script")
  @ParameterizedTest(name = "script: {0}")
  @ValueSource(booleans = {true, false})
  void rollout_actedUpon_changesItsPhase(boolean script) {
    try (Chromium.Page page = open("", script)) {
      act(page, ConsoleWorld.ROLLOUT, "rollout-pause", "");
      assertThat(world.phase()).isEqualTo("paused");
      assertThat(page.text("document.getElementById('log').innerText")).contains("a test");
      act(page, ConsoleWorld.ROLLOUT, "rollout-resume", "");
      assertThat(world.phase()).isEqualTo("running");
      act(page, ConsoleWorld.ROLLOUT, "rollout-abort", "");
      assertThat(world.phase()).isEqualTo("aborted");
      act(page, ConsoleWorld.ROLLOUT, "rollout-start", "");
      assertThat(world.phase()).isEqualTo("running");
      assertThat(page.text("document.querySelector('.path').innerText")).contains("12.5 %", "2h");
    }
  }

  @DisplayName("a rollout's page draws what was reported against the limit, and names the sites")
  @Test
  void rollout_withReports_showsEachMeasure() {
    world.ok("PUT", "/widgets/banner/rollout", "{\"version\":\"3.2.0\"}");
    world.report("banner@3.2.0 canary ok", 20);
    world.report("banner@3.2.0 canary rollback", 2);
    // Of two reports from one network each counts for half.
    try (Chromium.Page page = browser.open("widgets/banner/rollout")) {
      assertThat(page.text("document.getElementById('m-step').parentNode.innerText"))
          .contains("5.0 %", "1 of 20", "limit", "not certain yet");
      assertThat(page.evaluate("document.querySelectorAll('svg.interval').length").asInt(0))
          .isEqualTo(3);
      assertThat(page.text("document.getElementById('sites').innerText")).contains("shop1.example");
      page.evaluate("window.same=true");
      world.ok("PATCH", "/widgets/banner/rollout", "{\"action\":\"pause\"}");
      page.await("document.getElementById('share').innerText.includes('paused')");
      assertThat(page.text("document.getElementById('changed').innerText"))
          .isEqualTo("The rollout of 3.2.0 is paused.");
    }
    try (Chromium.Page page = browser.open("")) {
      assertThat(page.text("document.getElementById('needs').innerText"))
          .contains("Rollout of banner 3.2.0 waits");
      page.evaluate("document.querySelector('#needs a').click()");
      page.await("location.pathname.endsWith('banner/rollout')");
    }
    try (Chromium.Page page = browser.open("widgets/banner/rollout")) {
      page.evaluate("window.same=true");
      String order = "{\"action\":\"abort\",\"reason\":\"it fails\"}";
      world.ok("PATCH", "/widgets/banner/rollout", order);
      // What can be done to a rollout that is over is gone, and what can be done now is there.
      page.await("document.getElementById('starts')");
      assertThat(page.evaluate("!document.getElementById('acts')").asBoolean(false)).isTrue();
      assertThat(page.evaluate("!document.getElementById('measures')").asBoolean(false)).isTrue();
      assertThat(page.text("[...document.querySelectorAll('main > section')].map(e=>e.id).join()"))
          .isEqualTo("share,starts,log");
      assertThat(page.text("document.getElementById('changed').innerText"))
          .isEqualTo("The rollout of 3.2.0 is over, and was taken back: it fails.");
      assertThat(page.text("document.getElementById('share').innerText"))
          .contains("3.2.0 is offered to nobody any more");
      assertThat(page.evaluate("window.same").asBoolean(false)).isTrue();
    }
  }

  /** Sends the form of that action that carries the field, on the page of chat. */
  private static void act(Chromium.Page page, String action, String field) {
    act(page, ConsoleWorld.CHAT, action, field);
  }

  private static void act(Chromium.Page page, String path, String action, String field) {
    browser.go(page, path);
    String form =
        "[...document.querySelectorAll('form.act')].find(f=>f.querySelector('[name=action]').value=='"
            + action
            + "'"
            + (field.isEmpty()
                ? ""
                : "&&f.querySelector('[name=" + field.replace("=", "]').value=='") + "'")
            + ")";
    page.await("document.readyState=='complete' && !location.search && " + form);
    page.evaluate(form + ".querySelector('[name=reason]').value='a test'");
    page.evaluate(
        "(steps => steps && (steps.value='12.5:2h, 50:4h'))("
            + form
            + ".querySelector('[name=steps]'))");
    page.evaluate(form + ".querySelector('button').click()");
    page.await("document.querySelector('.notice') && document.readyState=='complete'");
  }

  @DisplayName("a change elsewhere shows without loading the page again, but not over one's work")
  @Test
  void page_changedElsewhere_showsIt() {
    try (Chromium.Page page = browser.open(ConsoleWorld.CHAT)) {
      page.evaluate("window.same=true");
      world.ok("PUT", "/widgets/chat/aliases/live", "{\"version\":\"1.1.0\"}");
      page.await("document.getElementById('aliases').innerText.includes('live')");
      assertThat(page.evaluate("window.same").asBoolean(false)).isTrue();
      page.evaluate("document.querySelector('#aliases details').open=true");
      world.ok("DELETE", "/widgets/chat/aliases/live", "{}");
      page.await("!document.getElementById('changed').hidden");
      assertThat(page.text("document.getElementById('aliases').innerText")).contains("live");
    }
  }

  @DisplayName("with the keyboard alone, and where it is can always be seen: roll back, and undo")
  @Test
  void rollback_byKeyboard_movesThereAndBack() {
    try (Chromium.Page page = browser.open(ConsoleWorld.CHAT + "/aliases/latest/rollback")) {
      tabTo(page, "name=='reason'");
      page.command("Input.insertText", "text", "by keyboard");
      press(page, "Enter", 13);
      page.await("document.querySelector(\"form[action$='undo'] button\")");
      assertThat(world.answer("latest")).isEqualTo("1.1.0");
      tabTo(page, "textContent=='Undo'");
      press(page, "Enter", 13);
      page.await("document.querySelector('.notice').innerText.includes('Undone')");
      assertThat(world.answer("latest")).isEqualTo("1.2.0");
    }
  }

  private static void tabTo(Chromium.Page page, String what) {
    for (int i = 0; i < 40; i++) {
      press(page, "Tab", 9);
      // The skip link comes first; it is out of sight until it has the focus.
      assertThat(
              page.text(
                  "(e => { const s = getComputedStyle(e), r = e.getBoundingClientRect(); return"
                      + " s.outlineStyle + (r.bottom > 0 && r.top < innerHeight && r.left >= 0)"
                      + " })(document.activeElement)"))
          .isEqualTo("solidtrue");
      if (page.evaluate("document.activeElement." + what).asBoolean(false)) {
        return;
      }
    }
    throw new AssertionError("the keyboard does not come to " + what);
  }

  private static void press(Chromium.Page page, String key, int code) {
    for (String type : new String[] {"keyDown", "keyUp"}) {
      page.command(
          "Input.dispatchKeyEvent",
          "type",
          type,
          "key",
          key,
          "code",
          key,
          "windowsVirtualKeyCode",
          code,
          "text",
          type.equals("keyDown") && key.equals("Enter") ? "\r" : "");
    }
  }

  @DisplayName("a token that may only look sees what it may not do, and why")
  @Test
  void page_withReadingToken_showsActionsAsDenied(Chromium chromium) {
    String token = world.token("looker", "read");
    try (ConsoleBrowser reader = ConsoleBrowser.signedIn(chromium, world.url(CONSOLE), token);
        Chromium.Page page = reader.open(ConsoleWorld.ROLLOUT)) {
      assertThat(
              page.evaluate("document.querySelectorAll('form.act button:enabled').length")
                  .asInt(-1))
          .isZero();
      reader.go(page, ConsoleWorld.CHAT);
      assertThat(
              page.evaluate("document.querySelectorAll('form.act button:enabled').length")
                  .asInt(-1))
          .isZero();
      assertThat(page.text("document.querySelector('.denied').textContent"))
          .contains("lacks the scope release:chat");
      page.evaluate("document.querySelectorAll('form.act :disabled').forEach(e=>e.disabled=false)");
      page.evaluate(
          "[...document.querySelectorAll('form.act')].find(f=>f.querySelector('[name=action]').value=='off').querySelector('button').click()");
      page.await("document.title.startsWith('Forbidden')");
      assertThat(world.ok("GET", "/widgets/chat", "").path("switchedOff").isEmpty()).isTrue();
    }
  }

  @DisplayName("a page of another origin reads nothing and changes nothing")
  @ParameterizedTest(name = "from {0}")
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void otherOrigin_signedInBrowser_readsAndChangesNothing(String host) {
    long before = world.ok("GET", "/widgets/chat", "").path("sequence").asLong(0);
    try (Site evil = Site.pages()) {
      evil.page(
          "/page",
          "<iframe name=f></iframe><form method=post target=f action='"
              + world.url(CONSOLE + "act")
              + "'><input name=action value=off><input name=widget value=chat></form>");
      String url = evil.url().replace("127.0.0.1", host) + "/page";
      try (Chromium.Page page = browser.visit(url)) {
        page.await("document.forms[0]");
        String read = "fetch('%s',{credentials:'include'}).then(r=>r.text(),e=>'refused')";
        assertThat(page.text(read.formatted(world.url(CONSOLE)))).isEqualTo("refused");
        assertThat(page.text(read.formatted(world.url(CONSOLE + "changes?after=0"))))
            .isEqualTo("refused");
        page.evaluate(
            "window.came=0;document.querySelector('iframe').onload=()=>came++;document.forms[0].submit()");
        page.await("came>0");
        assertThat(
                page.text(
                    "(()=>{try{return frames[0].document.title}catch(e){return 'hidden'}})()"))
            .isEqualTo("hidden");
      }
    }
    assertThat(world.ok("GET", "/widgets/chat", "").path("sequence").asLong(0)).isEqualTo(before);
  }
}
