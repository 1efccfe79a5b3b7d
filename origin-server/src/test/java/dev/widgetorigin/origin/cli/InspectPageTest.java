package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.http.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code inspect --page http://…}: pages that do things by themselves, in a real Chromium. */
final class InspectPageTest {
  /** Asks the host that its query names, again and again, as soon as there is a page of it. */
  private static final String WORKER =
      """
      const ask = () => fetch(location.search.slice(1)).catch(() => {});
      ask();
      setInterval(ask, 200);
      """;

  @TempDir Path folder;
  private InspectedPages site;

  @BeforeEach
  void start() throws IOException {
    site = InspectedPages.start().with("/worker.js", WORKER);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private CliRun inspect(String path, String old, String fresh, String... more) throws IOException {
    return inspect(quickBrowser(), path, old, fresh, more);
  }

  private CliRun inspect(
      List<String> browser, String path, String old, String fresh, String... more)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                InspectCommandTest.bundle(folder, "old", Map.of("index.js", old)),
                InspectCommandTest.bundle(folder, "new", Map.of("index.js", fresh)),
                "--network",
                "--page",
                site.url(path)));
    all.addAll(browser);
    all.addAll(List.of(more));
    return InspectCommandTest.inspect(Map.of(), all.toArray(String[]::new));
  }

  /**
   * The same browser without windows, where there is one: it takes half the time. The other class
   * uses the one that a user has.
   */
  private static List<String> quickBrowser() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(each -> Path.of(each, "chromium-headless-shell"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(found -> List.of("--browser", found.toString()))
        .orElse(List.of());
  }

  private static JsonNode json(String text) {
    return InspectCommandTest.json(text.replace('\'', '"'));
  }

  private String asks(String name) {
    return "/worker.js?http://" + site.host(name) + "/";
  }

  @Test
  void inspect_pageThatDoesMuchByItself_onlyWhatTheBundleDoesIsListed() throws IOException {
    site.with(
        "/shop",
        """
        <!doctype html><title>shop</title><script>
          window.Shop = 1;
          document.cookie = 'shop=1';
          localStorage.setItem('basket', '1');
          new Worker('%s');
          new SharedWorker('%s');
          navigator.serviceWorker.register('%s', {scope: '/shop'});
          onload = () => setTimeout(() => {
            window.ShopLate = 1;
            document.cookie = 'shop_late=1';
            localStorage.setItem('late', '1');
            addEventListener('scroll', () => {});
            console.error('the shop is late');
            new Worker('%s');
            alert('sale');
          }, 900);
        </script><body>shop
        """
            .formatted(
                asks("shop-worker"), asks("shop-shared"), asks("shop-service"), asks("shop-late")));
    String fresh =
        """
        window.Chat = 2;
        document.cookie = 'chat=1';
        new SharedWorker('%s');
        navigator.serviceWorker.register('%s', {scope: '/chat'});
        const code = "new Worker(URL.createObjectURL(new Blob([\\"fetch('http://%s/')\\"])));"
            + "fetch('http://%s/')";
        new Worker(URL.createObjectURL(new Blob([code])));
        setTimeout(() => fetch('http://%s/').catch(() => {}), 100);
        """
            .formatted(
                asks("chat-shared"),
                asks("chat-service"),
                site.host("chat-inner"),
                site.host("chat-worker"),
                // The page's worker asks this one, too.
                site.host("shop-worker"));

    CliRun run =
        inspect("/shop", "window.Chat = 1", fresh, "--json", "--fail-on", "hosts,cookies,errors");

    assertThat(run.code()).as(run.err()).isEqualTo(1);
    JsonNode all = json(run.out());
    assertThat(all.path("before").path("globals")).isEqualTo(json("['Chat']"));
    for (String kind : List.of("builtins", "listeners", "hosts", "cookies", "storage", "errors")) {
      assertThat(all.path("before").path(kind)).as(kind).isEmpty();
    }
    String hosts =
        "['%s','%s','%s','%s','%s']"
            .formatted(
                site.host("chat-inner"),
                site.host("chat-service"),
                site.host("chat-shared"),
                site.host("chat-worker"),
                site.host("shop-worker"));
    assertThat(all.path("added").path("hosts")).isEqualTo(json(hosts));
    assertThat(all.path("added").path("storage"))
        .isEqualTo(json("['serviceWorker " + site.url("/chat") + "']"));
    assertThat(all.path("added").path("errors")).isEmpty();
    assertThat(all.path("failed")).isEqualTo(json("{'hosts':" + hosts + ",'cookies':['chat']}"));
  }

  /** Each ends with 1 and says why, within the time that it was given. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/absent|60|it answered 404",
        "/empty-404|60|it answered 404",
        "/never|4|it did not answer within 4 s; --timeout gives it longer",
        "/slow-image|4|it did not finish loading within 4 s",
        "/busy|4|it did not finish loading within 4 s",
        "/round|4|it goes from page to page",
        "/download|60|it is a download, or has no content",
        "/later|60|by itself: give that address with --page",
      })
  void inspect_pageThatCannotBeLookedAt_saysWhy(String path, String timeout, String message)
      throws IOException {
    site.with("/absent", 404, "<title>no such page</title>", Map.of())
        .with("/empty-404", 404, "", Map.of())
        .with("/never", 200, null, Map.of())
        .with("/slow-image", "<title>x</title><body><img src=/never>")
        .with("/busy", "<title>x</title><script>for (;;) {}</script>")
        .with("/round", "<title>x</title><script>setTimeout(() => location.reload(), 50)</script>")
        .with("/download", 200, "x", Map.of("Content-Disposition", "attachment"))
        .with("/later", "<script>setTimeout(() => location = '/next', 1200)</script>");

    CliRun run = inspect(path, "window.Chat = 1", "window.Chat = 2", "--timeout", timeout);

    assertThat(run.code()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains("/" + path.substring(1)).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"/moved|[]", "/by-script|[]", "/dialogs|['Shop']"})
  void inspect_pageThatRedirectsOrAsks_isLookedAt(String path, String globals) throws IOException {
    String shop = "<!doctype html><title>shop</title><script>window.Shop = 1</script>";
    site.with(
            "/shop",
            200,
            shop,
            Map.of("Content-Security-Policy", "sandbox allow-scripts allow-modals"))
        .with("/moved", 302, "", Map.of("Location", "/shop"))
        .with("/by-script", "<script>location.replace('/shop')</script>")
        .with(
            "/dialogs",
            "<script>alert('a'); confirm('b'); prompt('c'); onbeforeunload = e =>"
                + " e.preventDefault();</script>");

    CliRun run =
        inspect(
            path, "window.Chat = 1", "window.Shop ??= 0; window.Chat = 2; alert('new')", "--json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode all = json(run.out());
    assertThat(all.path("before").path("errors")).isEmpty();
    assertThat(all.path("added").path("errors")).isEqualTo(json("['opened a dialog: new']"));
    assertThat(all.path("before").path("globals")).isEqualTo(json("['Chat']"));
    // Where it ends at the shop there is a Shop already.
    assertThat(all.path("added").path("globals")).isEqualTo(json(globals));
  }

  @Test
  void inspect_bundleThatLeavesThePage_isKeptThereAndSaysWhereItWanted() throws IOException {
    site.with("/shop", "<!doctype html><title>shop</title>");
    String fresh =
        "window.Chat = 2; location = 'http://%s/'; open('http://%s/')"
            .formatted(site.host("elsewhere"), site.host("window"));

    // The quick one opens no window, and the bundle waits for it without an end.
    CliRun run = inspect(List.of(), "/shop", "window.Chat = 1", fresh, "--json");

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode all = json(run.out());
    assertThat(all.path("added").path("errors"))
        .isEqualTo(
            json(
                "['left the page for %s','opened a window: http://%s/']"
                    .formatted(site.host("elsewhere"), site.host("window"))));
    assertThat(all.path("added").path("hosts"))
        .isEqualTo(json("['%s','%s']".formatted(site.host("elsewhere"), site.host("window"))));
    assertThat(all.path("after").path("globals")).isEqualTo(json("['Chat']"));
  }

  @Test
  void inspect_bundleWithoutAnEnd_namesItAndEnds() throws IOException {
    site.with("/shop", "<!doctype html><title>shop</title>");

    CliRun run = inspect("/shop", "window.Chat = 1", "for (;;) {}", "--timeout", "4");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("/new: the browser did not answer within 4 s");
  }

  @Test
  void inspect_pageWithAPolicy_needsTheHostThatItNames() throws IOException {
    Map<String, String> policy =
        Map.of("Content-Security-Policy", "script-src https://cdn.example.com; connect-src 'none'");
    site.with("/strict", 200, "<!doctype html><title>strict</title>", policy);
    String fresh = "window.Chat = 2; fetch('https://api.example.com/').catch(() => {})";

    CliRun refused = inspect("/strict", "window.Chat = 1", fresh);
    CliRun run =
        inspect("/strict", "window.Chat = 1", fresh, "--host", "cdn.example.com", "--json");

    assertThat(refused.out())
        .contains("index.js did not load")
        .contains("script-src-elem https://widget-origin.invalid");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode all = json(run.out());
    assertThat(all.path("after").path("globals")).isEqualTo(json("['Chat']"));
    assertThat(all.path("added").path("csp"))
        .isEqualTo(json("['connect-src https://api.example.com']"));
  }

  @Test
  void inspect_certificateThatNobodySigned_saysSoOrTakesIt() throws Exception {
    site.close();
    site = InspectedPages.overTls(TestCertificate.server(folder));
    site.with("/shop", "<!doctype html><title>shop</title>");

    CliRun refused = inspect("/shop", "window.Chat = 1", "window.Chat = 2");
    CliRun taken = inspect("/shop", "window.Chat = 1", "window.Chat = 2", "--insecure");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("does not trust its certificate (net::ERR_CERT_AUTHORITY_INVALID); --insecure");
    assertThat(taken.code()).as(taken.err()).isZero();
    assertThat(taken.out()).containsPattern("globals +Chat +Chat");
  }
}
