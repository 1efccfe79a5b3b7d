package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.endtoend.EdgeProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The promise: when a rollout is aborted, the last browser is on the stable version after
 *
 * <pre>
 * nginx     edge's max-age + 1 s (it counts in whole seconds) + browser's max-age
 * Varnish   browser's max-age + 1 s (it tells the age of what it has, in whole seconds)
 * </pre>
 *
 * and where the edge is purged, after the browser's max-age alone. Real Chromium, real edges with
 * the files of {@code deploy/}. {@code -Dwidgetorigin.full-length=true} runs it with the defaults
 * (60 s) as well.
 *
 * <p>The worst case is made, not waited for: new browsers come to the edge until it has the new
 * loader, and the last of those that still got the old one is watched until it lets go. A view
 * counts from before it began, so a slow machine can only make the figure smaller.
 */
@BrowserTest
class AbortReachesBrowsersTest {
  private static final int DEFAULT_MAX_AGE = 60;
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

  @TempDir private Path folder;

  /** Both since the abort: the last view that began and still got the version. */
  private record Reach(Duration atTheEdge, Duration inABrowser) {}

  @ParameterizedTest(name = "{0}, purged: {1}: at most {3} s")
  @CsvSource({
    "NGINX, false, 3, 7",
    "NGINX, true, 3, 3",
    "VARNISH, false, 3, 4",
    "VARNISH, true, 3, 3",
  })
  void abort_shortMaxAges_reachesTheLastBrowser(
      EdgeProcess.Kind kind, boolean purged, int maxAge, int atMost, Chromium chromium) {
    Reach reach = abort(kind, purged, maxAge, chromium);
    assertThat(reach.inABrowser()).isLessThanOrEqualTo(Duration.ofSeconds(atMost));
  }

  @EnabledIfSystemProperty(
      named = "widgetorigin.full-length",
      matches = "true",
      disabledReason = "takes seven minutes: -Dwidgetorigin.full-length=true")
  @Timeout(300)
  @ParameterizedTest(name = "{0}, purged: {1}: at most {2} s")
  @CsvSource({"NGINX, false, 121", "NGINX, true, 60", "VARNISH, false, 61", "VARNISH, true, 60"})
  void abort_defaults_reachesTheLastBrowser(
      EdgeProcess.Kind kind, boolean purged, int atMost, Chromium chromium) {
    Reach reach = abort(kind, purged, DEFAULT_MAX_AGE, chromium);
    System.out.printf(
        "full length: %s, purged: %s: last at the edge %.1f s, last in a browser %.1f s%n",
        kind,
        purged,
        reach.atTheEdge().toMillis() / 1000.0,
        reach.inABrowser().toMillis() / 1000.0);
    assertThat(reach.inABrowser()).isLessThanOrEqualTo(Duration.ofSeconds(atMost));
  }

  private Reach abort(EdgeProcess.Kind kind, boolean purged, int maxAge, Chromium chromium) {
    assumeTrue(kind.installed(), kind.missing());
    try (BrowserWorld world = new BrowserWorld(folder.resolve("store"));
        EdgeProcess edge =
            EdgeProcess.start(kind, folder.resolve("edge"), URI.create(world.url()));
        Site pages = Site.pages()) {
      world.publish("1.0.0", "released").publish("2.0.0", "staged");
      String loader =
          "\"loader\":{\"global\":\"Chat\",\"bases\":[\"self\"],\"timeoutMillis\":30000}";
      world.ok(
          "PUT",
          "/settings",
          maxAge == DEFAULT_MAX_AGE
              ? "{" + loader + "}"
              : "{%s,\"cacheControl\":{\"loader\":\"public, max-age=%d\"}}"
                  .formatted(loader, maxAge));
      world.rollout("{\"version\":\"2.0.0\",\"steps\":[{\"weight\":100,\"duration\":\"1h\"}]}");
      String url =
          pages.page(
              "/page.html",
              LISTEN
                  + "<script src=\"%s/-/loader/chat/latest.js\"></script>".formatted(edge.url()));
      return watch(world, edge, purged, url, chromium);
    }
  }

  private static Reach watch(
      BrowserWorld world, EdgeProcess edge, boolean purged, String url, Chromium chromium) {
    Chromium.Profile last = chromium.profile();
    assertThat(canary(last, url)).as("before the abort").isTrue();
    world.ok("PATCH", "/rollout", "{\"action\":\"abort\"}");
    long aborted = System.nanoTime();
    if (purged) {
      edge.purge("chat");
    }
    Duration atTheEdge = Duration.ZERO;
    while (true) {
      Duration begun = since(aborted);
      Chromium.Profile fresh = chromium.profile();
      if (!canary(fresh, url)) {
        fresh.close();
        break;
      }
      assertThat(purged).as("the edge still had the old loader after the purge").isFalse();
      last.close();
      last = fresh;
      atTheEdge = begun;
    }
    Duration inABrowser = atTheEdge;
    for (Duration begun = since(aborted); canary(last, url); begun = since(aborted)) {
      inABrowser = begun;
      Awaitility.await().pollDelay(Duration.ofMillis(100)).until(() -> true);
    }
    last.close();
    return new Reach(atTheEdge, inABrowser);
  }

  private static Duration since(long moment) {
    return Duration.ofNanos(System.nanoTime() - moment);
  }

  /** One page view: whether it got the version of the rollout. */
  private static boolean canary(Chromium.Profile browser, String url) {
    try (Chromium.Page page = browser.open(url)) {
      String told = page.await("window.log && log.length").text("log.join()");
      assertThat(told).isIn("ready 2.0.0 canary", "ready 1.0.0 stable");
      return told.endsWith("canary");
    }
  }
}
