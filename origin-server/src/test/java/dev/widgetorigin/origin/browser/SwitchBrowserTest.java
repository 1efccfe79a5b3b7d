package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of a widget that is switched off: they get a stub, and are told. */
@BrowserTest
class SwitchBrowserTest {
  private static final String LISTEN =
      "<script>addEventListener('widget:off',e=>window.heard=JSON.stringify(e.detail),true)</script>";
  private static final String TELL =
      "<script type=module>window['wl:chat'].then(()=>window.came='loaded',"
          + "e=>window.came=JSON.stringify(e))</script>";

  @TempDir private Path folder;
  private BrowserWorld world;
  private Site pages;
  private Chromium.Profile browser;

  @BeforeEach
  void start(Chromium chromium) {
    world = new BrowserWorld(folder).publish("1.0.0", "released").loader("{\"global\":\"Chat\"}");
    world.ok("PUT", "/aliases/acme", "{\"follow\":\"latest\"}");
    pages = Site.pages();
    browser = chromium.profile();
  }

  @AfterEach
  void stop() {
    browser.close();
    pages.close();
    world.close();
  }

  private Chromium.Page open(String name, String tag) {
    String html = LISTEN + tag.replace("URL", world.url()) + TELL;
    return browser.open(pages.page("/" + name + ".html", html)).await("window.came");
  }

  @DisplayName("off: the loader rejects with {off: true}, tells the page, and loads nothing")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "script|<script src=\"URL/-/loader/chat.js\"></script>",
        "module|<script type=module src=\"URL/-/loader/chat/latest.mjs\"></script>",
        "channel|<script src=\"URL/-/loader/chat/acme.js\"></script>",
        "twice|<script src=\"URL/-/loader/chat.js\"></script><script src=\"URL/-/loader/chat.js\"></script>"
      })
  void loader_switchedOff_rejectsAndLoadsNothing(String name, String tag) {
    world.ok("PUT", "/switch", "{\"off\":true,\"reason\":\"broken\"}");
    Chromium.Page page = open("off", tag);
    assertThat(page.text("came")).isEqualTo("{\"off\":true}");
    assertThat(page.text("heard")).isEqualTo("{\"name\":\"chat\",\"off\":true}");
    assertThat(page.text("typeof Chat")).isEqualTo("undefined");
    world.ok("DELETE", "/switch", "{}");
    assertThat(open("on", tag.replace(".js", ".js?1").replace(".mjs", ".mjs?1")).text("came"))
        .isEqualTo("loaded");
  }

  @DisplayName("one channel off: a page that asks for it gets the stub, all others the widget")
  @Test
  void loader_channelSwitchedOff_isThatChannelAlone() {
    world.ok("PUT", "/switch", "{\"off\":true,\"channel\":\"acme\"}");
    assertThat(open("acme", "<script src='URL/-/loader/chat/acme.js'></script>").text("came"))
        .isEqualTo("{\"off\":true}");
    String latest = LISTEN + "<script src='" + world.url() + "/-/loader/chat.js'></script>" + TELL;
    String url = pages.page("/latest.html", latest);
    assertThat(browser.open(url).await("window.came").text("came")).isEqualTo("loaded");
    assertThat(browser.open(url + "?widget_channel=acme").await("window.came").text("came"))
        .isEqualTo("{\"off\":true}");
  }

  @DisplayName("off: a plain tag of an alias loads and does nothing; an exact URL goes on")
  @Test
  void tag_switchedOff_loadsAndDoesNothing() {
    world.ok("PUT", "/switch", "{\"off\":true}");
    String tag = "<script src='%s/%s/chat.js' crossorigin onload='window.came=1'></script>";
    String off = pages.page("/off.html", tag.formatted(world.url(), "chat@1"));
    assertThat(browser.open(off).await("window.came").text("typeof Chat")).isEqualTo("undefined");
    String exact = pages.page("/exact.html", tag.formatted(world.url(), "chat@1.0.0"));
    assertThat(browser.open(exact).await("window.came").text("Chat.version")).isEqualTo("1.0.0");
  }
}
