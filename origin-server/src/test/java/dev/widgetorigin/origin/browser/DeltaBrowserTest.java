package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.signing.SignatureFile;
import dev.widgetorigin.store.signing.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser that has one version, and gets the next as the difference (RFC 9842). */
@BrowserTest
class DeltaBrowserTest {
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
  private static final int DELTA = 200;
  private static final String TEXT =
      new Random(1)
          .ints(2000, 0, 500)
          .mapToObj(i -> "word" + i + " ")
          .collect(Collectors.joining("", "/*", "*/"));

  @TempDir private Path folder;
  private BrowserWorld world;
  private Site pages;
  private Chromium.Page page;
  private Chromium.Profile browser;

  @BeforeEach
  void start(Chromium chromium) {
    world = new BrowserWorld(folder);
    publish("0.9.0");
    world.ok("PUT", "/settings", "{\"signing\":{\"keys\":[\"%s\"]}}".formatted(KEY.publicKey()));
    publish("1.0.0");
    publish("1.1.0");
    pages = Site.pages();
    browser = chromium.profile();
    page = browser.open(pages.page("/page.html", "<p id=it>text</p>")).await("window.it");
  }

  @AfterEach
  void stop() {
    browser.close();
    pages.close();
    world.close();
  }

  private void publish(String version) {
    Map<String, String> files = new HashMap<>();
    files.put(
        "package.json", "{\"name\":\"chat\",\"main\":\"chat.js\",\"version\":\"" + version + "\"}");
    files.put("chat.js", "window.ran='" + version + "';" + TEXT);
    files.put("a+(b).js", "window.odd='" + version + "';" + TEXT);
    files.put("chat.css", "#it{--is:'" + version + "'}" + TEXT);
    files.put("data.json", "{\"version\":\"" + version + "\",\"text\":\"" + TEXT + "\"}");
    if (!version.equals("0.9.0")) {
      Map<String, Digest> digests = new TreeMap<>();
      files.forEach(
          (path, text) -> digests.put(path, Digest.sha256(text.getBytes(StandardCharsets.UTF_8))));
      byte[] signatures = new SignatureFile().sign(KEY, digests).bytes();
      files.put(SignatureFile.NAME, new String(signatures, StandardCharsets.UTF_8));
    }
    var answer =
        world.origin.call("PUT", "/widgets/chat/versions/" + version, TestOrigin.zip(files));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /** Loads it once more, under another query, and answers how many bytes came. */
  private int load(String path, String attributes) {
    String script =
        """
        new Promise((done, failed) => {
          const e = document.createElement("%s");
          const url = "%s%s?" + Math.random();
          Object.assign(e, {%s});
          e.onload = () => done(performance.getEntriesByName(url)[0].encodedBodySize);
          e.onerror = () => failed("it did not load");
          e.%s = url;
          document.head.append(e);
        })
        """;
    boolean style = path.endsWith(".css");
    return page.evaluate(
            script.formatted(
                style ? "link" : "script",
                world.url(),
                path,
                (style ? "rel: 'stylesheet', " : "") + attributes,
                style ? "href" : "src"))
        .asInt();
  }

  /** The browser stores a dictionary after the page has the file. */
  private void awaitDelta(String path, String attributes) {
    Awaitility.await("a delta of " + path)
        .atMost(Duration.ofSeconds(30))
        .until(() -> load(path, attributes) < DELTA);
  }

  @DisplayName("script and style: the next version is a delta, and is what was published")
  @ParameterizedTest
  @ValueSource(strings = {"chat.js", "chat.css", "a+(b).js"})
  void nextVersion_isADelta(String file) {
    assertThat(load("/chat/v1.0.0/" + file, "crossOrigin: ''")).isGreaterThan(DELTA);
    awaitDelta("/chat/v1.1.0/" + file, "crossOrigin: ''");
    String is =
        switch (file) {
          case "chat.js" -> "ran";
          case "chat.css" ->
              "getComputedStyle(it).getPropertyValue('--is').replaceAll(/['\"]/g, '')";
          default -> "odd";
        };
    assertThat(page.text(is)).isEqualTo("1.1.0");
  }

  @DisplayName("JSON by fetch, and with the names of the versions as jsDelivr writes them")
  @Test
  void json_isADelta() {
    String script =
        """
        (async () => {
          const url = "%s/npm/chat@%s/data.json?" + Math.random();
          const version = (await (await fetch(url)).json()).version;
          return version + " " + (performance.getEntriesByName(url)[0].encodedBodySize < 200);
        })()
        """;
    assertThat(page.text(script.formatted(world.url(), "1.0.0"))).isEqualTo("1.0.0 false");
    Awaitility.await("a delta")
        .atMost(Duration.ofSeconds(30))
        .until(() -> page.text(script.formatted(world.url(), "1.1.0")).equals("1.1.0 true"));
  }

  @DisplayName("signed: runs as a delta")
  @Test
  void signedScript_isADelta() {
    String attributes = "crossOrigin: '', integrity: 'ed25519-%s'".formatted(KEY.publicKey());
    load("/chat/v1.0.0/chat.js", attributes);
    awaitDelta("/chat/v1.1.0/chat.js", attributes);
    assertThat(page.text("ran")).isEqualTo("1.1.0");
  }

  @DisplayName("RFC 9842 §9.3.2: a tag without crossorigin gets no delta")
  @Test
  void scriptWithoutCrossorigin_isNoDelta() {
    load("/chat/v1.0.0/chat.js", "crossOrigin: ''");
    awaitDelta("/chat/v1.1.0/chat.js", "crossOrigin: ''");
    assertThat(load("/chat/v1.1.0/chat.js", "async: true")).isGreaterThan(DELTA);
  }

  @DisplayName("loader: what it loads is kept, and the next version comes as a delta")
  @Test
  void loader_loadsADelta() {
    load("/-/loader/chat/1.0.0.js", "async: true");
    page.await("window.ran == '1.0.0'");
    // The browser stores it after that, and nothing tells a page when.
    Awaitility.await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
    // A page runs one loader of a widget.
    page = browser.open(pages.page("/next.html", "<p id=it>text</p>")).await("window.it");

    load("/-/loader/chat/1.1.0.js", "async: true");

    page.await("window.ran == '1.1.0'");
    String size = "performance.getEntriesByName('%s/chat/v1.1.0/chat.js')[0].encodedBodySize";
    assertThat(page.evaluate(size.formatted(world.url())).asInt()).isLessThan(DELTA);
  }
}
