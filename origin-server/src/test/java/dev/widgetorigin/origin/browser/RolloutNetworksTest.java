package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The promises about rollouts under the settings that nobody has touched: browsers of many networks
 * take a broken version back by themselves, and one network, however loud, can do nothing.
 */
@BrowserTest
class RolloutNetworksTest {
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
  private static final int FORGER = 250;

  @TempDir private Path folder;
  private BrowserWorld world;
  private Networks networks;
  private Site pages;
  private Chromium.Profile browser;
  private Chromium.Page page;

  @BeforeEach
  void start(Chromium chromium) {
    world =
        BrowserWorld.untouched(folder)
            .publish("1.0.0", "released")
            .loader("{\"global\":\"Chat\",\"bases\":[\"self\"],\"timeoutMillis\":30000}");
    networks = new Networks(URI.create(world.url()));
    pages = Site.pages();
    browser = chromium.profile();
    page = browser.open(pages.page("/blank.html", ""));
  }

  @AfterEach
  void stop() {
    page.close();
    browser.close();
    networks.close();
    pages.close();
    world.close();
  }

  /** One page view of a browser that was never there, whose bucket is the first of the share. */
  private String view(int network, JsonNode rollout) {
    int bucket = Math.floorMod(-rollout.path("salt").asInt(), 10_000);
    pages.page(
        "/page.html",
        "<script>localStorage.clear();localStorage['wl:b']='%d'</script>%s<script src=\"%s/-/loader/chat/latest.js\"></script>"
            .formatted(bucket, LISTEN, networks.url(network)));
    page.navigate(pages.url() + "/page.html?" + network);
    return page.await("location.search == '?%d' && window.log && log.length".formatted(network))
        .text("log.join()");
  }

  private String latest() {
    return world.get("/chat/latest/chat.js").headers().firstValue("X-Resolved-Version").orElse("");
  }

  private JsonNode begin(String script) {
    world.publish("2.0.0", "staged", script);
    JsonNode rollout = world.rollout("{\"version\":\"2.0.0\"}");
    assertThat(rollout.path("weight").asDouble()).isEqualTo(5.0);
    return rollout;
  }

  @Test
  void rollout_hundredLoadsOfABrokenVersion_abortsByItselfAndTheAliasNeverMoves() {
    JsonNode rollout = begin("throw new Error('broken')");
    int broken = 0;
    for (int network = 1; network <= 100; network++) {
      assertThat(view(network, rollout)).isEqualTo("ready 1.0.0 stable");
      broken += page.evaluate("localStorage['wl:chat'] == '2.0.0'").asBoolean() ? 1 : 0;
      assertThat(latest()).isEqualTo("1.0.0");
    }
    Awaitility.await("the verdict")
        .until(() -> world.rollout().path("phase").asString().equals("aborted"));
    assertThat(broken).as("browsers that met the broken version").isBetween(20, 100);
    assertThat(world.rollout().path("reason").asString()).contains("failed");
    assertThat(world.rollout().path("step").asInt()).isZero();
    assertThat(world.get("/-/loader/chat/latest.js").body()).doesNotContain("2.0.0");
    assertThat(latest()).isEqualTo("1.0.0");
  }

  private void assertUnmoved() {
    JsonNode now = world.rollout();
    assertThat(now.path("phase").asString()).as(now.toString()).isEqualTo("running");
    assertThat(now.path("step").asInt()).isZero();
    assertThat(now.path("verdict").path("decision").asString()).isEqualTo("hold");
    assertThat(latest()).isEqualTo("1.0.0");
  }

  /** Twenty minutes of a thousand reports each, from one address or from all of its network. */
  private int flood(boolean wholeNetwork, String report) {
    int taken = 0;
    for (int minute = 0; minute < 20; minute++) {
      for (int part = 0; part < 10; part++) {
        int host = wholeNetwork ? 1 + (10 * minute + part) % 254 : 1;
        Map<Integer, Integer> statuses = networks.flood(FORGER, host, report, 100);
        assertThat(statuses.keySet()).isSubsetOf(204, 429);
        taken += statuses.getOrDefault(204, 0);
      }
      assertUnmoved();
      world.putForward(Duration.ofMinutes(1));
    }
    return taken;
  }

  @ParameterizedTest(name = "a whole network: {0}")
  @ValueSource(booleans = {false, true})
  void flood_besideHealthyBrowsers_changesNothing(boolean wholeNetwork) {
    JsonNode rollout = begin(BrowserWorld.script("2.0.0"));
    for (int network = 1; network <= 40; network++) {
      assertThat(view(network, rollout)).isEqualTo("ready 2.0.0 canary");
    }
    Awaitility.await("the browsers' reports")
        .until(() -> world.rollout().path("received").path("reports").asInt() == 40);
    assertThat(flood(wholeNetwork, "chat@2.0.0 canary rollback")).isGreaterThanOrEqualTo(10_000);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {"chat@2.0.0 canary rollback", "chat@2.0.0 canary ok", "chat@1.0.0 stable error"})
  void flood_alone_changesNothing(String report) {
    begin(BrowserWorld.script("2.0.0"));
    assertThat(flood(true, report)).isGreaterThanOrEqualTo(10_000);
    // The step's time is over: what was forged must not pass for the loads that it waits for.
    world.putForward(Duration.ofHours(2));
    assertUnmoved();
  }
}
