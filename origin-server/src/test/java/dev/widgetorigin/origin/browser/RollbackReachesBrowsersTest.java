package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.ProxyProgram;
import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.endtoend.EdgeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The promise: when a version is rolled back, a browser behind a warm edge runs the old one within
 * five seconds. With the default figures that is a browser that has no copy of its own; with short
 * ones for browsers, it is every browser. Real Chromium, real edges with the files of {@code
 * deploy/}, purged by the origin. What was measured is printed, and stands in docs/purging.md.
 */
@BrowserTest
class RollbackReachesBrowsersTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What Chromium sends: an edge keeps a copy for each value. */
  private static final String ENCODINGS = "gzip, deflate, br, zstd";

  private static final String LOADER =
      "\"loader\":{\"global\":\"Chat\",\"bases\":[\"self\"],\"timeoutMillis\":30000}";

  @TempDir private Path folder;

  /** One edge before one origin, and a page for each way to embed. */
  private static final class Setting implements AutoCloseable {
    private final BrowserWorld world;
    private final EdgeProcess edge;
    private final Site site = Site.pages();
    final Map<String, String> pages = new LinkedHashMap<>();

    Setting(EdgeProcess.Kind kind, Path folder, String settings) throws IOException {
      int port = ProxyProgram.freePort();
      Path edgeFolder = folder.resolve("edge");
      for (String cache : new String[] {"cache", "loaders", "deltas"}) {
        Files.createDirectories(edgeFolder.resolve(cache));
      }
      String target =
          kind == EdgeProcess.Kind.VARNISH
              ? "{type: varnish, url: 'http://127.0.0.1:%d/'}".formatted(port)
              : "{type: nginx, folders: ['%s', '%s', '%s']}"
                  .formatted(
                      edgeFolder.resolve("cache"),
                      edgeFolder.resolve("loaders"),
                      edgeFolder.resolve("deltas"));
      world = new BrowserWorld(folder.resolve("store"), "purge.targets", "[" + target + "]");
      edge = EdgeProcess.start(kind, edgeFolder, URI.create(world.url()), port);
      world.publish("1.0.0", "released").publish("1.1.0", "released");
      world.ok("PUT", "/settings", "{" + LOADER + settings + "}");
      awaitAllPurged();
      for (String path : new String[] {"/chat/latest/chat.js", "/-/loader/chat/latest.js"}) {
        pages.put(
            path,
            site.page(
                "/" + path.replaceAll("[^a-z]", "") + ".html",
                "<script src=\"%s\"></script>".formatted(edge.url() + path)));
      }
    }

    /**
     * The second time, too: it would be taken for the rollback's. It is due five seconds after the
     * first, which nobody waits for here.
     */
    private void awaitAllPurged() {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                world.dueSooner(Duration.ofSeconds(5));
                // Any change will do, of which edges need not be told.
                world.origin.call("POST", "/tokens", "{\"name\":\"any\",\"scopes\":[\"read\"]}");
                JsonNode targets =
                    JSON.readTree(world.origin.call("GET", "/purge", new byte[0]).body())
                        .path("targets");
                return targets.size() == 1 && targets.path(0).path("waiting").asInt(-1) == 0;
              });
    }

    void awaitWarm(String path) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(edge.url() + path))
              .header("Accept-Encoding", ENCODINGS);
      Awaitility.await(path)
          .atMost(PATIENCE)
          .until(
              () ->
                  TestOrigin.send(request, HttpResponse.BodyHandlers.discarding())
                      .headers()
                      .firstValue("X-Cache")
                      .orElse("")
                      .equals("HIT"));
    }

    long rollBack() {
      long begun = System.nanoTime();
      world.ok("POST", "/aliases/latest/rollback", "{}");
      return begun;
    }

    @Override
    public void close() {
      site.close();
      edge.close();
      world.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void defaults_browserWithoutACopy_runsTheOldVersion(EdgeProcess.Kind kind, Chromium chromium)
      throws IOException {
    assumeTrue(kind.installed(), kind.missing());
    try (Setting setting = new Setting(kind, folder, "");
        Chromium.Profile before = chromium.profile()) {
      for (Map.Entry<String, String> page : setting.pages.entrySet()) {
        assertThat(view(before, page.getValue())).isEqualTo("1.1.0");
        setting.awaitWarm(page.getKey());
      }

      long begun = setting.rollBack();

      for (Map.Entry<String, String> page : setting.pages.entrySet()) {
        awaitOld(() -> viewWithoutCopies(chromium, page.getValue()));
        tell(kind, "defaults, no copy", page.getKey(), begun);
      }
      String alias = setting.pages.get("/chat/latest/chat.js");
      assertThat(view(before, alias)).as("its own copy, good for five minutes").isEqualTo("1.1.0");
      try (Chromium.Page page = before.open(alias)) {
        page.await("window.Chat");
        System.out.printf("rollback: %s: a reload runs %s%n", kind, reload(page, false));
        assertThat(reload(page, true)).as("a reload without copies").isEqualTo("1.0.0");
      }
    }
  }

  /** nginx knows one figure for itself and for browsers, Varnish one for each. */
  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "NGINX   | public, max-age=2 | public, max-age=2",
        "VARNISH | public, no-cache  | public, max-age=300"
      })
  void shortCopies_sameBrowser_runsTheOldVersion(
      EdgeProcess.Kind kind, String figure, String cdn, Chromium chromium) throws IOException {
    assumeTrue(kind.installed(), kind.missing());
    String settings =
        ",\"cacheControl\":{\"alias\":\"%1$s\",\"aliasCdn\":\"%2$s\",\"loader\":\"%1$s\",\"loaderCdn\":\"%2$s\"}"
            .formatted(figure, cdn);
    try (Setting setting = new Setting(kind, folder, settings);
        Chromium.Profile browser = chromium.profile();
        Chromium.Page alias = browser.open(setting.pages.get("/chat/latest/chat.js"));
        Chromium.Page loader = browser.open(setting.pages.get("/-/loader/chat/latest.js"))) {
      Map<String, Chromium.Page> tabs =
          Map.of("/chat/latest/chat.js", alias, "/-/loader/chat/latest.js", loader);
      for (String path : setting.pages.keySet()) {
        setting.awaitWarm(path);
        assertThat(reload(tabs.get(path), false)).isEqualTo("1.1.0");
      }

      long begun = setting.rollBack();

      for (Map.Entry<String, String> page : setting.pages.entrySet()) {
        awaitOld(() -> view(browser, page.getValue()));
        tell(kind, figure + ", page view", page.getKey(), begun);
        awaitOld(() -> reload(tabs.get(page.getKey()), false));
        tell(kind, figure + ", reload", page.getKey(), begun);
      }
    }
  }

  private static void awaitOld(Callable<String> view) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(view, "1.0.0"::equals);
  }

  private static void tell(EdgeProcess.Kind kind, String what, String path, long begun) {
    System.out.printf(
        "rollback: %s, %s: %s runs the old version after %.2f s%n",
        kind, what, path, (System.nanoTime() - begun) / 1e9);
  }

  private static String viewWithoutCopies(Chromium chromium, String url) {
    try (Chromium.Profile fresh = chromium.profile()) {
      return view(fresh, url);
    }
  }

  /** The version that one page view runs. */
  private static String view(Chromium.Profile browser, String url) {
    try (Chromium.Page page = browser.open(url)) {
      return page.await("window.Chat").text("Chat.version");
    }
  }

  private static String reload(Chromium.Page page, boolean withoutCopies) {
    page.evaluate("window.before = 1");
    page.command("Page.reload", "ignoreCache", withoutCopies);
    return page.await("!window.before && window.Chat").text("Chat.version");
  }
}
