package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.signing.SignatureFile;
import dev.widgetorigin.store.signing.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tags that the console offers, as they are, in a page of another origin. */
@BrowserTest
class ConsoleTagsBrowserTest {
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());

  @TempDir private static Path folder;
  private static TestOrigin origin;
  private static ConsoleBrowser console;
  private static Site pages;
  private static Chromium chromium;

  @BeforeAll
  static void start(Chromium browser) {
    chromium = browser;
    origin = TestOrigin.start(folder, Map.of());
    Map<String, String> classic = Map.of("chat.js", "window.ran = 'chat';\n".repeat(30));
    publish("chat", "1.1.0", "\"main\":\"chat.js\"", classic, false);
    String settings = "{\"signing\":{\"keys\":[\"%s\"],\"required\":true}}";
    origin.call("PUT", "/widgets/chat/settings", settings.formatted(KEY.publicKey()));
    publish("chat", "1.2.0", "\"main\":\"chat.js\"", classic, true);
    // Named as a module by its text alone, and in two files.
    publish(
        "@acme/menu",
        "1.2.0",
        "\"exports\":{\".\":\"./dist/menu.js\",\"./de\":\"./dist/de.js\"}",
        Map.of(
            "dist/menu.js",
            "import { hello } from './de.js';\nexport default hello;\nwindow.ran = 'menu';\n",
            "dist/de.js",
            "export const hello = 'Hallo';\n"),
        false);
    publish(
        "panel",
        "1.2.0",
        "\"module\":\"panel.js\"",
        Map.of("panel.js", "window.ran = 'panel';\nexport {};\n"),
        false);
    String loader = "{\"loader\":{\"attributes\":{\"type\":\"module\"}}}";
    origin.call("PUT", "/widgets/panel/settings", loader);
    publish(
        "look",
        "1.2.0",
        "\"main\":\"look.css\"",
        Map.of("look.css", "p { color: rgb(1, 2, 3) }"),
        false);
    console =
        ConsoleBrowser.signedIn(chromium, origin.controlUrl() + "/-/console/", TestOrigin.ADMIN);
    pages = Site.pages();
  }

  @AfterAll
  static void stop() {
    if (console != null) {
      console.close();
    }
    if (pages != null) {
      pages.close();
    }
    if (origin != null) {
      origin.close();
    }
  }

  private static void publish(
      String widget, String version, String members, Map<String, String> scripts, boolean signed) {
    Map<String, String> files = new HashMap<>(scripts);
    files.put(
        "package.json",
        "{\"name\":\"%s\",\"version\":\"%s\",%s}".formatted(widget, version, members));
    if (signed) {
      Map<String, Digest> digests = new TreeMap<>();
      files.forEach(
          (path, text) -> digests.put(path, Digest.sha256(text.getBytes(StandardCharsets.UTF_8))));
      byte[] signatures = new SignatureFile().sign(KEY, digests).bytes();
      files.put(SignatureFile.NAME, new String(signatures, StandardCharsets.UTF_8));
    }
    String path = "/widgets/" + widget.replace("/", "%2F") + "/versions/" + version;
    var answer = origin.call("PUT", path, TestOrigin.zip(files));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /** What a person marks and copies, which needs no script. */
  private static String tag(String widget, String id) {
    String path = "widgets/" + widget.replace("/", "%2F") + "/versions/1.2.0";
    try (Chromium.Page page = console.openWithoutScript(path)) {
      return page.text("document.getElementById('" + id + "').innerText");
    }
  }

  @DisplayName("each tag does what it is for, in a page of another origin")
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "chat, tag-exact, ran, chat, integrity=\"sha384-",
    "chat, tag-alias, ran, chat, integrity=\"ed25519-",
    "chat, tag-loader, ran, chat, /-/loader/chat/v1.js",
    "@acme/menu, tag-exact, ran, menu, type=\"module\"",
    "@acme/menu, tag-alias, ran, menu, type=\"module\"",
    "panel, tag-loader, ran, panel, /-/loader/panel/v1.js",
    "@acme/menu, tag-import-map, imported, Hallo, sha384-",
    "look, tag-exact, color, 'rgb(1, 2, 3)', integrity=\"sha384-",
    "look, tag-alias, color, 'rgb(1, 2, 3)', rel=\"stylesheet\"",
  })
  void tag_copied_works(String widget, String id, String what, String expected, String has) {
    String tag = tag(widget, id);
    assertThat(tag).contains(has);
    String html =
        tag
            + "<p>text</p><script type=module>import('%s').then(m => window.imported = m.default,"
                .formatted(widget)
            + " () => {});window.color = () => getComputedStyle(document.querySelector('p'))"
            + ".color</script>";
    String name = "/" + (widget + id).replaceAll("[^a-z-]", "") + ".html";
    String value = what.equals("color") ? "color()" : "String(window." + what + ")";
    try (Chromium.Profile visitor = chromium.profile();
        Chromium.Page page = visitor.open(pages.page(name, html))) {
      page.await(value + " == '" + expected + "'");
    }
  }

  @DisplayName("there is no tag that could not work: no import map of a classic script or a style")
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "chat, tag-import-map",
    "@acme/menu, tag-loader",
    "look, tag-import-map",
    "look, tag-loader"
  })
  void tag_thatCannotWork_isNotOffered(String widget, String id) {
    try (Chromium.Page page =
        console.open("widgets/" + widget.replace("/", "%2F") + "/versions/1.2.0")) {
      assertThat(page.evaluate("document.getElementById('" + id + "')").isNull()).isTrue();
      assertThat(page.evaluate("document.querySelectorAll('.copy button').length").asInt(0))
          .isGreaterThan(1);
    }
  }
}
