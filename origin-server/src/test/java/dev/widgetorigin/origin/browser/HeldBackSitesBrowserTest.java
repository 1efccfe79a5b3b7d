package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.loader.LoaderTemplates;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A release that breaks some sites is kept from these alone, as their pages see it. */
@BrowserTest
class HeldBackSitesBrowserTest {
  private static final WidgetName CHAT = WidgetName.parse("chat");

  /** Of those the new version breaks the second and the last two. */
  private static final List<String> SITES =
      List.of("shop.example", "blog.example", "news.example", "Läden & Söhne", "[::1]");

  private static final List<String> BROKEN = List.of("blog.example", "Läden & Söhne", "[::1]");

  @TempDir private Path folder;

  /** The first one knows nothing of sites that are held back. */
  static IntStream templates() {
    return LoaderTemplates.numbers().filter(number -> number > 1);
  }

  private static void begin(BrowserWorld world, int template) {
    world
        .publish("1.0.0", "released")
        .publish("2.0.0", "staged")
        .loader("{\"global\":\"Chat\",\"timeoutMillis\":30000}");
    world.ok("PUT", "/loader", "{\"template\":" + template + "}");
    world.rollout("{\"version\":\"2.0.0\",\"steps\":[{\"weight\":100,\"duration\":\"1h\"}]}");
  }

  private void quarantine() {
    List<Change> changes = new ArrayList<>();
    for (String site : BROKEN) {
      changes.add(
          new Change.SiteQuarantined(CHAT, Version.parse("2.0.0"), site, null, "it fails there"));
    }
    try (NodeStore store = FolderStores.open(folder, StoreOptions.DEFAULTS.withSync(false))) {
      store.catalog().commit("rollout", "", now -> changes);
    }
  }

  /** What each site got, and what it reported. */
  private static List<String> visits(BrowserWorld world, Chromium chromium) {
    List<String> got = new ArrayList<>();
    try (Site pages = Site.pages();
        Chromium.Profile browser = chromium.profile()) {
      for (String site : SITES) {
        String tag =
            """
            <script>
              var sent = [], came;
              Math.random = () => 0;
              navigator.sendBeacon = (url, text) => sent.push(text);
            </script>
            <script src="%s/-/loader/chat/latest.js" site="%s"></script>
            <script>window['wl:chat'].then(chat => came = chat.version)</script>\
            """
                .formatted(world.url(), site.replace("&", "&amp;"));
        try (Chromium.Page page = browser.open(pages.page("/page.html", tag)).await("came")) {
          got.add(page.text("came + ' ' + sent.join()"));
        }
      }
    }
    return got;
  }

  @ParameterizedTest(name = "template {0}")
  @MethodSource("templates")
  void visit_sitesHeldBack_areStableAndAllOthersGetTheNewVersion(int template, Chromium chromium) {
    try (BrowserWorld world = new BrowserWorld(folder)) {
      begin(world, template);
    }
    quarantine();
    try (BrowserWorld world = new BrowserWorld(folder)) {
      assertThat(world.get("/-/loader/chat/latest.js").body())
          .doesNotContain("blog.example", "den");
      assertThat(visits(world, chromium))
          .containsExactly(
              "2.0.0 chat@2.0.0 canary ok site=shop.example",
              "1.0.0 chat@1.0.0 stable ok site=blog.example",
              "2.0.0 chat@2.0.0 canary ok site=news.example",
              "1.0.0 chat@1.0.0 stable ok site=L%C3%A4den%20%26%20S%C3%B6hne",
              "1.0.0 chat@1.0.0 stable ok site=%5B%3A%3A1%5D");
    }
  }

  private static final List<String> STABLE_WHERE_IT_BREAKS =
      List.of("2.0.0 canary", "1.0.0 stable", "2.0.0 canary", "1.0.0 stable", "1.0.0 stable");

  /** What each site got, and as which cohort. */
  private static List<String> cohorts(BrowserWorld world, Chromium chromium) {
    return visits(world, chromium).stream()
        .map(told -> told.replaceFirst(" chat@\\S+ ", " ").replaceFirst(" ok site=.*", ""))
        .toList();
  }

  /** At a share of 100 %, and while the version bakes: aliases have moved then, these sites not. */
  @ParameterizedTest(name = "template {0}")
  @MethodSource("templates")
  void visit_sitesHeldBackFromAPromotedVersion_areStableUntilTheRolloutIsOver(
      int template, Chromium chromium) {
    try (BrowserWorld world = new BrowserWorld(folder)) {
      begin(world, template);
    }
    quarantine();
    try (BrowserWorld world = new BrowserWorld(folder)) {
      assertThat(world.rollout().path("weight").asInt()).isEqualTo(100);
      assertThat(cohorts(world, chromium)).isEqualTo(STABLE_WHERE_IT_BREAKS);

      world.ok("PATCH", "/rollout", "{\"action\":\"promote\"}");
      assertThat(world.rollout().path("phase").asString()).isEqualTo("promoting");
      assertThat(world.get("/chat/latest/chat.js").headers().firstValue("X-Resolved-Version"))
          .contains("2.0.0");
      assertThat(cohorts(world, chromium)).isEqualTo(STABLE_WHERE_IT_BREAKS);

      world.putForward(Duration.ofDays(2));
      Awaitility.await("the end of the bake window")
          .until(() -> world.rollout().path("phase").asString().equals("succeeded"));
      assertThat(visits(world, chromium)).allMatch(told -> told.equals("2.0.0 "));
    }
  }

  /** Its bytes are those of before: it knows nothing of it. */
  @Test
  void visit_sitesHeldBackWithTheFirstTemplate_goOn(Chromium chromium) {
    String before;
    try (BrowserWorld world = new BrowserWorld(folder)) {
      begin(world, 1);
      before = world.get("/-/loader/chat/latest.js").body();
    }
    quarantine();
    try (BrowserWorld world = new BrowserWorld(folder)) {
      assertThat(world.get("/-/loader/chat/latest.js").body()).isEqualTo(before);
      assertThat(visits(world, chromium))
          .allMatch(told -> told.equals("2.0.0 chat@2.0.0 canary ok"));
    }
  }
}
