package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A page of another origin imports a module whose chunk is loaded later and imports the entry, and
 * the alias moves while the page is open.
 */
@BrowserTest
class AliasModesBrowserTest {
  /** A chunk of another widget, at the path that a wrong base would lead to. */
  private static final String FOREIGN = "window.foreign=true;export const version='foreign'";

  @TempDir private Path folder;
  private BrowserWorld world;
  private Site pages;
  private Chromium.Profile browser;

  @BeforeEach
  void start(Chromium chromium) {
    world = new BrowserWorld(folder);
    publish("chat", "1.0.0", module("1.0.0"));
    pages = Site.pages();
    browser = chromium.profile();
  }

  @AfterEach
  void stop() {
    browser.close();
    pages.close();
    world.close();
  }

  /** Chunks have the version in their names, as bundlers put a hash there. */
  private static Map<String, String> module(String version) {
    Map<String, String> files = new HashMap<>();
    files.put(
        "package.json",
        "{\"name\":\"chat\",\"version\":\"%s\",\"type\":\"module\",\"main\":\"dist/chat.js\"}"
            .formatted(version));
    files.put(
        "dist/chat.js",
        """
        window.instances = (window.instances || 0) + 1;
        export const version = "%1$s";
        export const state = {};
        export default function open() { return import("./chunk-%1$s.js"); }
        """
            .formatted(version));
    files.put(
        "dist/chunk-" + version + ".js",
        """
        import { state, version } from "./chat.js";
        export const seen = version;
        export { state };
        """);
    return files;
  }

  private void publish(String widget, String version, Map<String, String> files) {
    var answer =
        world.origin.call(
            "PUT", "/widgets/" + widget + "/versions/" + version, TestOrigin.zip(files));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private Chromium.Page open(String path) {
    String html =
        """
        <script type=module>
        import open, * as chat from "%s%s";
        window.chat = chat; window.openChat = open;
        </script>
        """
            .formatted(world.url(), path);
    return browser.open(pages.page("/page.html", html));
  }

  private static String loadChunk(String of) {
    return "openChat().then(m => " + of + ", e => 'failed: ' + e.name)";
  }

  @DisplayName("stub: one version, one instance, also after the alias has moved")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"/chat/v1/dist/chat.js", "/chat@1", "/npm/chat@latest/dist/chat.js"})
  void stub_aliasMovesWhileThePageIsOpen_oneVersionAndOneInstance(String path) {
    world.ok("PUT", "/settings", "{\"aliasMode\":\"stub\"}");
    Chromium.Page page = open(path).await("window.chat");
    publish("chat", "1.1.0", module("1.1.0"));

    assertThat(page.text(loadChunk("m.seen"))).isEqualTo("1.0.0");
    assertThat(page.evaluate(loadChunk("m.state === chat.state")).asBoolean()).isTrue();
    assertThat(page.evaluate("instances").asInt()).isEqualTo(1);
    assertThat(open(path).await("window.chat").text("chat.version")).isIn("1.0.0", "1.1.0");
  }

  @DisplayName("redirect: one version, but the chunk's import of the entry is a second instance")
  @Test
  void redirect_chunkImportsTheEntry_isASecondInstance() {
    world.ok("PUT", "/settings", "{\"aliasMode\":\"redirect\"}");
    Chromium.Page page = open("/chat/v1/dist/chat.js").await("window.chat");
    publish("chat", "1.1.0", module("1.1.0"));

    assertThat(page.text(loadChunk("m.seen"))).isEqualTo("1.0.0");
    assertThat(page.evaluate(loadChunk("m.state === chat.state")).asBoolean()).isFalse();
    assertThat(page.evaluate("instances").asInt()).isEqualTo(2);
  }

  @DisplayName("serve: the chunk of the version before is not there any more")
  @Test
  void serve_aliasMovesWhileThePageIsOpen_chunkIsMissing() {
    Chromium.Page page = open("/chat/v1/dist/chat.js").await("window.chat");
    publish("chat", "1.1.0", module("1.1.0"));

    assertThat(page.text(loadChunk("m.seen"))).isEqualTo("failed: TypeError");
  }

  @DisplayName("a relative import of a bare URL's entry stays in its widget")
  @ParameterizedTest(name = "{0}")
  @CsvSource({"/chat@1.0.0", "/chat@1", "/chat/v1", "/chat", "/npm/chat@1.0.0", "/chat/v1/chat.js"})
  void bareUrl_relativeImport_staysInTheWidget(String path) {
    publish(
        "chunk-1.0.0.js",
        "1.0.0",
        Map.of(
            "package.json",
            "{\"name\":\"chunk-1.0.0.js\",\"version\":\"1.0.0\"}",
            "index.js",
            FOREIGN));
    Chromium.Page page = open(path).await("window.chat");

    assertThat(page.text(loadChunk("m.seen"))).isEqualTo("1.0.0");
    assertThat(page.text("typeof foreign")).isEqualTo("undefined");
  }

  @DisplayName("a cross-origin script tag follows the redirect, with integrity")
  @Test
  void bareUrl_scriptTagWithIntegrity_loads() {
    world.publish("2.0.0", "released");
    String meta = world.get("/chat/v2.0.0/chat.js?meta").body();
    String integrity = meta.replaceAll("(?s).*\"integrity\"\\s*:\\s*\"(sha384-[^\"]+)\".*", "$1");
    String html =
        "<script src=\"%s/chat@2.0.0\" integrity=\"%s\" crossorigin=anonymous></script>"
            .formatted(world.url(), integrity);
    Chromium.Page page = browser.open(pages.page("/page.html", html)).await("window.Chat");

    assertThat(page.text("Chat.version")).isEqualTo("2.0.0");
  }
}
