package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The promise: a step's weight is the share of browsers, each step is a superset of the last, and
 * the next rollout begins with others. The loader's text is what the origin serves; a real engine
 * runs all of it once for each simulated browser, with storage, random numbers and document put in
 * its way. Nothing else decides: the origin itself never looks at a bucket.
 */
@EveryTemplate
class LoaderSplitTest extends TemplateSuite {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int BROWSERS = 100_000;
  private static final double[] WEIGHTS = {0.01, 1, 5, 20, 33.33, 50, 100};

  /**
   * {@code visits(text, count, draw, stores)}: runs the loader so many times; browser i draws
   * {@code draw(i)} and has {@code stores[i]} for storage. Answers one byte a browser: whether it
   * asked for 2.0.0. There is no {@code crypto}.
   */
  private static final String HARNESS =
      """
      <script>
        function visits(text, count, draw, stores) {
          var asked, browser;
          var world = {
            document: {
              currentScript: {src: "https://o.example/-/loader/chat/latest.js", nonce: "",
                              getAttribute: function () { return null; }},
              createElement: function () { return {setAttribute: function () {}}; },
              head: {appendChild: function (element) { asked = element.src; },
                     append: function (element) { asked = element.src; }}
            },
            Math: {random: function () { return draw(browser); }},
            trustedTypes: {createPolicy: function (name, rules) { return rules; }},
            navigator: {}, location: {hostname: "shop.example", search: ""},
            setTimeout: function () {}, addEventListener: function () {}, crypto: undefined, localStorage: null, window: null
          };
          var names = Object.keys(world);
          var values = names.map(function (name) { return world[name]; });
          var loader = Function.apply(null, names.concat(text));
          var canary = new Uint8Array(count);
          for (browser = 0; browser < count; browser++) {
            var store = stores[browser] || (stores[browser] = {});
            asked = "";
            values[names.length - 2] = store;
            values[names.length - 1] = {};
            loader.apply(null, values);
            // Storage keeps text.
            store["wl:b"] = "" + store["wl:b"];
            canary[browser] = asked.indexOf("/v2.0.") > 0 ? 1 : asked.indexOf("/v1.0.0/") > 0 ? 0 : 9;
          }
          return canary;
        }
        function share(canary) {
          return canary.reduce(function (sum, each) { return sum + each; }, 0) * 100 / canary.length;
        }
        function even(count) {
          return function (i) { return (i + 0.5) / count; };
        }
        function never() {
          throw new Error("a browser draws once");
        }
      </script>
      """;

  @AutoClose private Chromium.Profile browser;
  private Chromium.Page page;

  @BeforeEach
  void open() {
    world
        .publish("2.0.0", "staged")
        .publish("2.0.1", "staged")
        .loader("{\"global\":\"Chat\",\"bases\":[\"self\"]}");
    browser = chromium.profile();
    page = browser.open(pages.page("/page.html", HARNESS)).await("window.visits");
  }

  private String loader() {
    return JSON.writeValueAsString(world.get("/-/loader/" + chat + "/latest.js").body());
  }

  /** Enough good reports, and the step's time is over. */
  private void nextStep(int step) {
    for (int i = 0; i < 110; i++) {
      assertThat(world.report(chat + "@2.0.0 canary ok")).isEqualTo(204);
    }
    world.putForward(Duration.ofHours(1));
    Awaitility.await("the next step").until(() -> world.rollout().path("step").asInt() == step);
  }

  @Test
  void split_everyStep_hasItsShareAndHoldsTheStepBefore() {
    StringBuilder steps = new StringBuilder();
    for (double weight : WEIGHTS) {
      steps.append(",{\"weight\":%s,\"duration\":\"1h\"}".formatted(weight));
    }
    world.rollout("{\"version\":\"2.0.0\",\"steps\":[" + steps.substring(1) + "]}");
    page.evaluate("window.stores = []; window.before = new Uint8Array(" + BROWSERS + "); 1");
    for (int step = 0; step < WEIGHTS.length; step++) {
      if (step > 0) {
        nextStep(step);
      }
      String draw = step == 0 ? "even(" + BROWSERS + ")" : "never";
      page.evaluate(
          "window.now = visits(%s, %d, %s, stores); 1".formatted(loader(), BROWSERS, draw));
      assertThat(page.evaluate("now.every(each => each < 2)").asBoolean()).isTrue();
      assertThat(page.evaluate("share(now)").asDouble())
          .as("share at " + WEIGHTS[step])
          .isCloseTo(WEIGHTS[step], within(0.001));
      assertThat(page.evaluate("before.every((each, i) => each <= now[i])").asBoolean())
          .as("nobody loses it at " + WEIGHTS[step])
          .isTrue();
      assertThat(page.evaluate("share(now) > share(before)").asBoolean()).isTrue();
      page.evaluate("window.before = now; 1");
    }
  }

  @Test
  void bucket_ofUniformDraws_isUniformAndPermanent() {
    world.rollout("{\"version\":\"2.0.0\",\"steps\":[{\"weight\":50,\"duration\":\"1h\"}]}");
    page.evaluate(
        "window.stores = []; window.first = visits(%s, %d, even(%d), stores); 1"
            .formatted(loader(), BROWSERS, BROWSERS));
    JsonNode counts =
        page.evaluate(
            "(() => { const n = new Array(10000).fill(0); stores.forEach(s => n[+s['wl:b']]++);"
                + " return [n.length, Math.min(...n), Math.max(...n)]; })()");
    assertThat(counts.toString()).as("buckets, fewest, most").isEqualTo("[10000,10,10]");
    page.evaluate("window.second = visits(%s, %d, never, stores); 1".formatted(loader(), BROWSERS));
    assertThat(page.evaluate("first.every((each, i) => each == second[i])").asBoolean()).isTrue();
  }

  @Test
  void split_ofTheBrowsersOwnRandomNumbers_isWithinThreeTenthsOfAPoint() {
    world.rollout("{\"version\":\"2.0.0\"}");
    // 200,000 at 5 %: 0.3 points are six standard deviations.
    double share =
        page.evaluate("share(visits(%s, %d, Math.random, []))".formatted(loader(), 2 * BROWSERS))
            .asDouble();
    assertThat(share).isCloseTo(5, within(0.3));
  }

  @Test
  void split_ofTheNextRollout_beginsWithOthers() {
    world.rollout("{\"version\":\"2.0.0\"}");
    page.evaluate(
        "window.stores = []; window.first = visits(%s, %d, even(%d), stores); 1"
            .formatted(loader(), BROWSERS, BROWSERS));
    world.ok("PATCH", "/rollout", "{\"action\":\"abort\"}");
    world.rollout("{\"version\":\"2.0.1\"}");
    page.evaluate("window.second = visits(%s, %d, never, stores); 1".formatted(loader(), BROWSERS));
    assertThat(page.evaluate("share(first)").asDouble()).isCloseTo(5, within(0.001));
    assertThat(page.evaluate("share(second)").asDouble()).isCloseTo(5, within(0.001));
    assertThat(page.evaluate("first.some((each, i) => each && second[i])").asBoolean()).isFalse();
  }
}
