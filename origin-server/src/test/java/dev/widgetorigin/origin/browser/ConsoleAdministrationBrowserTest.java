package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** History, audit log, nodes and edges, and tokens, as administrators and readers see them. */
@BrowserTest
class ConsoleAdministrationBrowserTest {
  private static final String MARKUP = ConsoleAdministrationWorld.MARKUP;

  @TempDir private static Path folder;
  private static ConsoleAdministrationWorld world;
  private static ConsoleBrowser admin;
  private static ConsoleBrowser reader;

  @BeforeAll
  static void start(Chromium chromium) {
    world = new ConsoleAdministrationWorld(folder);
    String root = world.origin.controlUrl() + "/-/console/";
    admin = ConsoleBrowser.signedIn(chromium, root, TestOrigin.ADMIN);
    reader = ConsoleBrowser.signedIn(chromium, root, world.token("looker", "read"));
    world.awaitFailures();
  }

  @AfterAll
  static void stop() {
    for (ConsoleBrowser each : new ConsoleBrowser[] {admin, reader}) {
      if (each != null) {
        each.close();
      }
    }
    if (world != null) {
      world.close();
    }
  }

  @DisplayName("every page: axe finds nothing in either theme, nothing scrolls sideways, CSP holds")
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "history, history, History",
    "history-filtered, history?widget=chat&kind=rolled-back&since=2026-01-01, History",
    "change, history?change=4, History",
    "audit, audit, Audit log",
    "audit-check, audit/check, Audit log",
    "nodes, nodes, Nodes and edges",
    "tokens, tokens, Tokens",
  })
  void page_atEachSizeAndTheme_isSound(String name, String path, String menu) throws IOException {
    try (Chromium.Page page = admin.open(path)) {
      assertThat(page.text("document.querySelector('h1').innerText")).isNotEmpty();
      assertThat(page.text("document.querySelector('header nav [aria-current]').innerText"))
          .isEqualTo(menu);
      admin.assertSound(page, name);
    }
  }

  @DisplayName("the history is filtered by a form, paged, and each view is a link")
  @Test
  void history_withoutScript_isFilteredPagedAndLinked() {
    try (Chromium.Page page = admin.openWithoutScript("history")) {
      assertThat(page.text("document.querySelector('.log').innerText")).contains("round 59");
      page.evaluate("document.querySelector('.pager [rel=next]').click()");
      page.await("location.search.includes('before=') && document.readyState=='complete'");
      assertThat(page.text("document.querySelector('.log').innerText"))
          .doesNotContain("round 59")
          .contains("Rolled back");
      page.evaluate("document.querySelector('[name=kind]').value='rolled-back'");
      page.evaluate("document.querySelector('[name=widget]').value='chat'");
      page.evaluate("document.querySelector('.filter button').click()");
      page.await("location.search.includes('kind=rolled-back') && document.readyState=='complete'");
      assertThat(page.evaluate("document.querySelectorAll('.log > li').length").asInt(0))
          .isEqualTo(1);
      assertThat(page.text("document.querySelector('main').innerText"))
          .contains("the menu is broken")
          .contains("widget-origin history chat --type rolled-back");
      assertThat(page.text("document.querySelector('[data-link]').getAttribute('href')"))
          .isEqualTo("/-/console/history?widget=chat&kind=rolled-back");
    }
  }

  @DisplayName("markup in reasons and in what is filtered by is text")
  @Test
  void markup_inReasonsAndFilters_isText() {
    try (Chromium.Page page =
        admin.open("history?kind=unpinned&who=" + "%22%3E%3Cimg%20src%3Dx%3E")) {
      assertThat(page.text("document.querySelector('[name=who]').value"))
          .isEqualTo("\"><img src=x>");
      for (String path : List.of("history?kind=unpinned", "audit?action=clear-alias")) {
        admin.go(page, path);
        assertThat(page.text("document.querySelector('.why').textContent")).isEqualTo(MARKUP);
        assertThat(page.evaluate("document.querySelectorAll('main img, main script').length"))
            .hasToString("0");
      }
      admin.go(page, "history?since=%3Cscript%3E");
      assertThat(page.text("document.querySelector('[role=alert]').innerText"))
          .contains("since: expected");
      assertThat(page.evaluate("violations").toString()).isEqualTo("[]");
    }
  }

  @DisplayName("what an edge and a receiver refuse is there, with the reason and what to do")
  @Test
  void nodes_failingEdge_saysWhyAndWhatToDo() {
    try (Chromium.Page page = reader.open("nodes")) {
      assertThat(page.text("document.getElementById('nodes').innerText"))
          .contains("this one", "test", "not at all");
      assertThat(page.text("document.getElementById('edges').innerText"))
          .contains("far", "failing", "404", "Mend what the reason says", "near", "well");
      assertThat(page.text("document.getElementById('hosts').innerText"))
          .contains("latest", "s after change");
      assertThat(page.text("document.getElementById('receivers').innerText"))
          .contains("chat-ops", "failing", "404");
    }
  }

  @DisplayName("administrators try a receiver and see its answer; others see that they may not")
  @Test
  void nodes_receiverTried_saysWhatItAnswered() throws IOException {
    String form = "document.querySelector('#receivers form')";
    try (Chromium.Page page = admin.openWithoutScript("nodes")) {
      page.evaluate(form + ".querySelector('button').click()");
      page.await("document.querySelector('[role=alert]') && document.readyState=='complete'");
      assertThat(page.text("document.querySelector('[role=alert]').innerText"))
          .contains("chat-ops did not take the test message", "404");
    }
    try (Chromium.Page page = reader.open("nodes")) {
      assertThat(page.evaluate(form + ".querySelector('button').disabled")).hasToString("true");
      assertThat(page.text("document.querySelector('#receivers .denied').innerText"))
          .contains("lacks the scope admin");
      reader.assertSound(page, "nodes-reader");
    }
  }

  @DisplayName("administrators have a receiver told again what was given up, without script")
  @Test
  void nodes_deadLetter_isToldAgain() throws IOException {
    world.giveUp("support", "left-behind");
    try (Chromium.Page page = reader.open("nodes")) {
      assertThat(page.text("document.querySelector('.dead').textContent"))
          .contains("left-behind", "version.published", "it answered 502");
      assertThat(page.evaluate("document.querySelector('.dead button').disabled"))
          .hasToString("true");
      reader.assertSound(page, "nodes-dead-letter");
    }
    try (Chromium.Page page = admin.openWithoutScript("nodes")) {
      page.evaluate("document.querySelector('.dead button').click()");
      page.await("!document.querySelector('.dead') && document.readyState=='complete'");
      assertThat(page.text("document.querySelector('main').innerText"))
          .contains("One event is told again.");
    }
    world.awaitTold("support");
  }

  @DisplayName(
      "a form for a token works once, also where the answer is loaded again without script")
  @Test
  void token_formSentTwice_makesOne() {
    try (Chromium.Page page = admin.open("tokens")) {
      make(
          page,
          "twice",
          "window.fields=new URLSearchParams(new FormData(document.querySelector('.make')))");
      String send = "fetch('/-/console/tokens',{method:'POST',body:fields}).then(r=>r.text())";
      assertThat(page.text(send)).contains("id=\"secret\"");
      assertThat(page.text(send)).doesNotContain("id=\"secret\"").contains("was sent before");
      assertThat(world.tokens("twice")).hasSize(1);
    }
  }

  /** Fills in the form and sends it. */
  private static void make(Chromium.Page page, String name) {
    make(page, name, "document.querySelector('.make button').click()");
  }

  private static void make(Chromium.Page page, String name, String then) {
    page.evaluate(
        "document.querySelector('.make [name=name]').value="
            + ConsoleAdministrationWorld.quoted(name));
    page.evaluate("document.querySelector('.make [name=may]').value='both'");
    page.evaluate("document.querySelector('.make [name=widgets]').value='chat @acme/*'");
    page.evaluate(then + ";0");
  }

  @DisplayName("a token is made, shown once, used, and revoked, without script")
  @Test
  void token_madeAndRevoked_withoutScript() throws IOException {
    try (Chromium.Page page = admin.openWithoutScript("tokens")) {
      make(page, "ci");
      page.await("document.getElementById('secret') && document.readyState=='complete'");
      String secret = page.text("document.getElementById('secret').textContent");
      assertThat(secret).startsWith("wo_");
      assertThat(page.text("location.href + document.title")).doesNotContain(secret);
      assertThat(page.text("document.querySelector('#tokens').innerText"))
          .contains("publish:chat, release:chat, publish:@acme/*, release:@acme/*");
      assertThat(world.whoami(secret)).isEqualTo(200);
      assertThat(world.written(secret)).isFalse();
      admin.go(page, "tokens");
      assertThat(page.text("document.documentElement.outerHTML")).doesNotContain(secret);

      admin.go(page, "tokens/" + world.idOf("ci"));
      page.evaluate("document.querySelector('.grave').click()");
      assertThat(page.evaluate("document.querySelector('[name=sure]').matches(':invalid')"))
          .hasToString("true");
      page.evaluate("document.querySelector('[name=sure]').click()");
      page.evaluate("document.querySelector('.grave').click()");
      page.await("document.querySelector('.notice').innerText.includes('is revoked')");
      assertThat(world.whoami(secret)).isEqualTo(401);
    }
  }

  @DisplayName("with script, loading the page of a new token again makes no other one")
  @Test
  void token_pageLoadedAgain_makesNoOther() throws IOException {
    try (Chromium.Page page = admin.open("tokens")) {
      make(page, "again");
      page.await("document.getElementById('secret') && document.readyState=='complete'");
      admin.assertSound(page, "token-made");
      page.command("Page.reload");
      page.await("document.querySelector('.make') && !document.getElementById('secret')");
      assertThat(world.tokens("again")).hasSize(1);
      admin.go(page, "tokens/" + world.idOf("again"));
      admin.assertSound(page, "token");
      page.evaluate("document.querySelector('[name=grace]').value='1h'");
      page.evaluate("document.querySelector('form.act button').click()");
      page.await("document.getElementById('secret')");
      assertThat(page.text("document.querySelector('.made').innerText")).contains("still works");
    }
  }

  @DisplayName("a name that no token may have is refused, and what was filled in stays")
  @Test
  void token_badName_isRefusedInPlace() {
    try (Chromium.Page page = admin.open("tokens")) {
      make(page, MARKUP);
      page.await("document.getElementById('wrong')");
      assertThat(page.text("document.getElementById('wrong').innerText")).contains("name:");
      assertThat(page.text("document.querySelector('.make [name=name]').value")).isEqualTo(MARKUP);
      assertThat(page.text("document.querySelector('.make [name=may]').value")).isEqualTo("both");
      assertThat(page.evaluate("violations").toString()).isEqualTo("[]");
    }
  }

  @DisplayName("a token that may only look is told what it may not, and can change nothing")
  @Test
  void reader_sees_whatItMayNot() throws IOException {
    int before = world.get("/tokens").path("tokens").size();
    try (Chromium.Page page = reader.open("audit")) {
      assertThat(page.text("document.querySelector('.denied').innerText"))
          .contains("lacks the scope admin");
      assertThat(page.text("document.querySelector('main').innerText"))
          .contains("widget-origin audit list");
      reader.assertSound(page, "audit-denied");
      for (String path : List.of("audit/check", "tokens/" + world.idOf("looker"), "tokens")) {
        reader.go(page, path);
        assertThat(page.text("document.querySelector('.denied').innerText"))
            .contains("lacks the scope admin");
        assertThat(page.evaluate("document.querySelectorAll('main form').length")).hasToString("0");
      }
      page.evaluate(
          "(()=>{const"
              + " f=document.createElement('form');f.method='post';f.action='/-/console/tokens';const"
              + " add=(n,v)=>{const"
              + " i=document.createElement('input');i.name=n;i.value=v;f.append(i)};add('form',document.querySelector('.who"
              + " [name=form]').value);"
              + "add('name','mine');add('may','admin');document.body.append(f);f.submit()})()");
      page.await("document.querySelector('.denied') && document.readyState=='complete'");
    }
    assertThat(world.get("/tokens").path("tokens").size()).isEqualTo(before);
  }

  @DisplayName("a page of another origin makes no token")
  @ParameterizedTest(name = "{0}")
  @CsvSource({"tokens", "tokens/config-admin"})
  void otherOrigin_formForTokens_changesNothing(String path) {
    long before = world.get("/history").path("sequence").asLong(0);
    world.site.page(
        "/evil",
        "<iframe name=f></iframe><form method=post target=f action='"
            + world.origin.controlUrl()
            + "/-/console/"
            + path
            + "'><input name=name value=mine><input name=may value=admin></form>");
    try (Chromium.Page page = admin.visit(world.site.url() + "/evil")) {
      page.await("document.forms[0]");
      page.evaluate(
          "window.came=0;document.querySelector('iframe').onload=()=>came++;document.forms[0].submit()");
      page.await("came>0");
    }
    assertThat(world.get("/history").path("sequence").asLong(0)).isEqualTo(before);
  }
}
