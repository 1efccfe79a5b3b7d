package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page of one origin embeds a widget of another, as publishers paste it. */
@BrowserTest
class CrossOriginBrowserTest {
  @TempDir private Path folder;
  private BrowserWorld world;
  private Site pages;
  private Chromium.Profile browser;

  @BeforeEach
  void start(Chromium chromium) {
    world = new BrowserWorld(folder).publish("1.2.3", "released");
    pages = Site.pages();
    browser = chromium.profile();
  }

  @AfterEach
  void stop() {
    browser.close();
    pages.close();
    world.close();
  }

  private String integrity(String file) {
    String meta = world.get("/chat/v1.2.3/" + file + "?meta").body();
    return meta.replaceAll("(?s).*\"integrity\"\\s*:\\s*\"(sha384-[^\"]+)\".*", "$1");
  }

  private Chromium.Page open(String selector, String scriptIntegrity) {
    String html =
        """
        <link rel=stylesheet href="%1$s/chat/%2$s/chat.css" crossorigin="anonymous"
          integrity="%3$s" onerror="window.failed=1">
        <script src="%1$s/chat/%2$s/chat.js" crossorigin="anonymous"
          integrity="%4$s" onerror="window.failed=1"></script>
        <p class=chat>hello</p>
        """
            .formatted(world.url(), selector, integrity("chat.css"), scriptIntegrity);
    return browser
        .open(pages.page("/page.html", html))
        .await("location.pathname == '/page.html' && document.readyState == 'complete'");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"v1.2.3", "1.2.3", "v1", "v1.2", "latest", "^1.0.0"})
  void page_scriptAndStyleWithIntegrity_load(String selector) {
    Chromium.Page page = open(selector, integrity("chat.js"));
    assertThat(page.text("Chat.version")).isEqualTo("1.2.3");
    assertThat(page.text("getComputedStyle(document.querySelector('.chat')).color"))
        .isEqualTo("rgb(1, 2, 3)");
    assertThat(page.text("typeof failed")).isEqualTo("undefined");
  }

  @Test
  void page_wrongIntegrity_isRefused() {
    Chromium.Page page = open("v1.2.3", integrity("chat.css"));
    assertThat(page.text("typeof Chat")).isEqualTo("undefined");
    assertThat(page.evaluate("failed").asInt()).isEqualTo(1);
  }

  @Test
  void page_fetchAcrossOrigins_readsHeaders() {
    Chromium.Page page = open("latest", integrity("chat.js"));
    assertThat(
            page.text(
                "fetch('%s/chat/latest/chat.js').then(r => r.headers.get('x-resolved-version'))"
                    .formatted(world.url())))
        .isEqualTo("1.2.3");
  }
}
