package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A release that breaks the pages of one customer of fifty, from the report of a browser to the
 * page that is well again, all from outside: reports over HTTP, loaders as they are served, and
 * pages of sites with hosts of their own in a real browser.
 */
@BrowserTest
class OneSiteOfFiftyBrowserTest {
  /** Chromium takes every name under localhost for this machine. */
  private static final String BROKEN = "blog.localhost";

  private static final String WELL = "news.localhost";
  private static final int HALF = 5000;

  @TempDir private Path folder;
  private BrowserWorld world;
  private Site pages;
  private Chromium.Profile browser;
  private int bucket;
  private int views;

  @BeforeEach
  void start(Chromium chromium) {
    world =
        new BrowserWorld(folder, "rollout.trusted-proxies", "127.0.0.1")
            .publish("1.0.0", "released")
            .publish(
                "2.0.0",
                "staged",
                "if (location.hostname == '"
                    + BROKEN
                    + "') throw new Error('broken');"
                    + BrowserWorld.script("2.0.0"))
            .loader("{\"global\":\"Chat\",\"timeoutMillis\":30000}");
    int salt =
        world
            .rollout("{\"version\":\"2.0.0\",\"steps\":[{\"weight\":50,\"duration\":\"1h\"}]}")
            .path("salt")
            .asInt();
    bucket = Math.floorMod(HALF - 1 - salt, 10_000);
    pages = Site.pages();
    browser = chromium.profile();
  }

  @AfterEach
  void stop() {
    browser.close();
    pages.close();
    world.close();
  }

  /** What a browser that was never there gets on the site, and what it reports. */
  private String view(String site) {
    String html =
        """
        <script>
          var sent = [], came, really = navigator.sendBeacon.bind(navigator);
          localStorage.clear();
          localStorage["wl:b"] = %d;
          Math.random = () => 0;
          navigator.sendBeacon = (url, text) => sent.push(text) && really(url, text);
        </script>
        <script src="%s/-/loader/chat/latest.js?%d"></script>
        <script>window["wl:chat"].then(chat => came = chat.version)</script>\
        """
            .formatted(bucket, world.url(), ++views);
    String url = pages.page("/" + views + ".html", html).replace("127.0.0.1", site);
    try (Chromium.Page page = browser.open(url).await("came")) {
      return page.text("came + ': ' + sent.join()");
    }
  }

  private String loader() {
    return world.get("/-/loader/chat/latest.js").body();
  }

  /** As browsers of that network tell it. */
  private void report(int network, String outcome, String site) {
    String text = "chat@2.0.0 canary " + outcome + " site=" + site;
    assertThat(world.report(text, "10.0." + network + ".7")).isEqualTo(204);
  }

  @Test
  void visit_afterReportsOfOneSiteFromFiveNetworks_isStableThereAndNewElsewhere() {
    assertThat(view(BROKEN))
        .isEqualTo(
            "1.0.0: chat@2.0.0 canary rollback site=blog.localhost,"
                + "chat@1.0.0 stable ok site=blog.localhost");
    assertThat(view(WELL)).isEqualTo("2.0.0: chat@2.0.0 canary ok site=news.localhost");
    String before = loader();

    // So many that the failures below, as they come in, are at no look a release that fails.
    for (int load = 0; load < 8 * 49; load++) {
      report(load % 40, "ok", "customer-" + load % 49 + ".example");
    }
    // A single network, however loud, changes nothing.
    for (int load = 0; load < 20; load++) {
      report(50, "rollback", "customer-7.example");
    }
    for (int load = 0; load < 30; load++) {
      report(60 + load % 5, "rollback", BROKEN);
    }

    Awaitility.await("the verdict").until(() -> !world.rollout().path("quarantined").isEmpty());
    assertThat(world.rollout().path("phase").asString()).isEqualTo("running");
    assertThat(world.rollout().path("quarantined").size()).isEqualTo(1);
    assertThat(world.rollout().path("quarantined").path(0).path("site").asString())
        .isEqualTo(BROKEN);
    assertThat(world.history()).containsOnlyOnce("rollout-site-quarantined");
    assertThat(loader()).isNotEqualTo(before).contains("2.0.0").doesNotContain(BROKEN);

    assertThat(view(BROKEN)).isEqualTo("1.0.0: chat@1.0.0 stable ok site=blog.localhost");
    assertThat(view(WELL)).isEqualTo("2.0.0: chat@2.0.0 canary ok site=news.localhost");
    assertThat(view("customer-7.localhost")).startsWith("2.0.0: ");
  }
}
