package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of another origin that name a publisher's key, and a browser that verifies. */
@BrowserTest
class SignedFilesBrowserTest {
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
  private static final SigningKey OTHER = SigningKey.generate(new SecureRandom());

  @TempDir private Path folder;
  private BrowserWorld world;
  private Site pages;
  private Chromium.Profile browser;

  @BeforeEach
  void start(Chromium chromium) {
    world = new BrowserWorld(folder);
    publish("0.9.0", false);
    world.ok("PUT", "/settings", "{\"signing\":{\"keys\":[\"%s\"]}}".formatted(KEY.publicKey()));
    publish("1.0.0", true);
    pages = Site.pages();
    browser = chromium.profile();
  }

  @AfterEach
  void stop() {
    browser.close();
    pages.close();
    world.close();
  }

  private void publish(String version, boolean signed) {
    Map<String, String> files = new HashMap<>();
    files.put("package.json", "{\"name\":\"chat\",\"version\":\"" + version + "\"}");
    files.put("index.js", "window.ran='" + version + "';" + "/* long */".repeat(100));
    files.put("module.mjs", "window.ran='" + version + "';export default 1");
    files.put("chat.css", "#it{color:rgb(1, 2, 3)}");
    Map<String, Digest> digests = new TreeMap<>();
    files.forEach(
        (path, text) -> digests.put(path, Digest.sha256(text.getBytes(StandardCharsets.UTF_8))));
    if (signed) {
      byte[] signatures = new SignatureFile().sign(KEY, digests).bytes();
      files.put(SignatureFile.NAME, new String(signatures, StandardCharsets.UTF_8));
    }
    var answer =
        world.origin.call("PUT", "/widgets/chat/versions/" + version, TestOrigin.zip(files));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static String integrity(SigningKey... keys) {
    StringBuilder text = new StringBuilder();
    for (SigningKey key : keys) {
      text.append(" ed25519-").append(key.publicKey());
    }
    return text.substring(1);
  }

  /** What came of a tag: {@code load} or {@code error}. */
  private Chromium.Page open(String name, String tag) {
    String events = "onload='window.came=\"load\"' onerror='window.came=\"error\"'";
    String html = "<p id=it>text</p>" + tag.replace("EVENTS", "crossorigin " + events);
    return browser.open(pages.page("/" + name + ".html", html)).await("window.came");
  }

  /** Browsers that do not know the token load everything: then there is nothing to try. */
  private void assumeKnown() {
    String tag =
        "<script src='%s/chat@1.0.0/index.js' integrity='%s' EVENTS></script>"
            .formatted(world.url(), integrity(OTHER));
    assumeTrue(
        open("known", tag).text("came").equals("error"),
        "this browser does not verify signatures (Chromium 141 and later do)");
  }

  @DisplayName("the right key: alias and exact, script, module and style run")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "alias|<script src='URL/chat@1/index.js' integrity='KEY' EVENTS></script>",
        "exact|<script src='URL/chat/v1.0.0/index.js' integrity='KEY' EVENTS></script>",
        "bare|<script src='URL/chat' integrity='KEY' EVENTS></script>",
        "two keys|<script src='URL/chat@1/index.js' integrity='BOTH' EVENTS></script>",
        "module|<script type=module src='URL/chat@1/module.mjs' integrity='KEY' EVENTS></script>"
      })
  void script_rightKey_runs(String name, String tag) {
    Chromium.Page page = open("right", filled(tag));
    assertThat(page.text("came")).isEqualTo("load");
    assertThat(page.text("ran")).isEqualTo("1.0.0");
  }

  private String filled(String tag) {
    return tag.replace("URL", world.url())
        .replace("KEY", integrity(KEY))
        .replace("BOTH", integrity(OTHER, KEY));
  }

  @DisplayName("the right key: a style sheet holds; the wrong key: it does not")
  @Test
  void style_goesByTheKey() {
    assumeKnown();
    String tag = "<link rel=stylesheet href='%s/chat@1/chat.css' integrity='%s' EVENTS>";
    Chromium.Page right = open("style", tag.formatted(world.url(), integrity(KEY)));
    assertThat(right.text("getComputedStyle(it).color")).isEqualTo("rgb(1, 2, 3)");
    Chromium.Page wrong = open("wrong", tag.formatted(world.url(), integrity(OTHER)));
    assertThat(wrong.text("came")).isEqualTo("error");
  }

  @DisplayName("modulepreload: the right key is fetched and then run; the wrong key is an error")
  @Test
  void modulePreload_goesByTheKey() {
    assumeKnown();
    String tag = "<link rel=modulepreload href='%s/chat@1/module.mjs' integrity='%s' EVENTS>";
    Chromium.Page right = open("preload", tag.formatted(world.url(), integrity(KEY)));
    assertThat(right.text("came")).isEqualTo("load");
    String run = "import('%s/chat@1/module.mjs').then(() => window.ran)".formatted(world.url());
    assertThat(right.text(run)).isEqualTo("1.0.0");
    Chromium.Page wrong = open("unloaded", tag.formatted(world.url(), integrity(OTHER)));
    assertThat(wrong.text("came")).isEqualTo("error");
  }

  @DisplayName("a worker, made of what was fetched by its key: runs; by a wrong key: there is none")
  @Test
  void worker_goesByTheKeyOfTheFetch() {
    assumeKnown();
    Chromium.Page page = open("worker", filled(SCRIPT_OF_ITS_KEY));
    assertThat(page.text(worker(KEY))).isEqualTo("1.0.0");
    assertThat(page.text(worker(OTHER))).isEqualTo("refused");
  }

  private static final String SCRIPT_OF_ITS_KEY =
      "<script src='URL/chat@1/index.js' integrity='KEY' EVENTS></script>";

  /** A worker may not come from another origin; it fetches the file by its key, and runs that. */
  private String worker(SigningKey key) {
    return """
    fetch("%s/chat@1/index.js", {integrity: "%s"}).then(r => r.blob()).then(verified =>
      new Promise((done, failed) => {
        const begin = new Blob(["var window = self;"]);
        const end = new Blob(["postMessage(self.ran)"]);
        const type = {type: "text/javascript"};
        const url = URL.createObjectURL(new Blob([begin, verified, ";", end], type));
        const worker = new Worker(url);
        worker.onmessage = event => done(event.data);
        worker.onerror = event => failed(event.message);
      }), () => "refused")
    """
        .formatted(world.url(), integrity(key));
  }

  @DisplayName("an unsigned version, and a wrong key: nothing runs")
  @Test
  void script_unsignedOrWrongKey_doesNotRun() {
    assumeKnown();
    String tag = "<script src='%s' integrity='%s' EVENTS></script>";
    String unsigned = tag.formatted(world.url() + "/chat@0.9.0/index.js", integrity(KEY));
    assertThat(open("unsigned", unsigned).text("came + typeof ran")).isEqualTo("errorundefined");
    String wrong = tag.formatted(world.url() + "/chat@1/index.js", integrity(OTHER));
    assertThat(open("wrong", wrong).text("came + typeof ran")).isEqualTo("errorundefined");
  }

  @DisplayName("an edge that changes the file: nothing runs; one that does not: all as before")
  @Test
  void script_tamperedAtAnEdge_doesNotRun() {
    assumeKnown();
    String tag = "<script src='%s/chat@1/index.js' integrity='%s' EVENTS></script>";
    try (Site edge = Site.cdn(world.url(), Site.Mood.WELL)) {
      Chromium.Page well = open("well", tag.formatted(edge.url(), integrity(KEY)));
      assertThat(well.text("came + ran")).isEqualTo("load1.0.0");
    }
    try (Site edge = Site.cdn(world.url(), Site.Mood.TAMPERING)) {
      Chromium.Page page = open("tampered", tag.formatted(edge.url(), integrity(KEY)));
      assertThat(page.text("came + typeof ran + typeof evil")).isEqualTo("errorundefinedundefined");
    }
  }

  @DisplayName("from the cache, after the alias has moved, and after a 304")
  @Test
  void script_again_runs() {
    String tag = filled("<script src='URL/chat@1/index.js' integrity='KEY' EVENTS></script>");
    open("first", tag);
    assertThat(open("second", tag).text("ran")).isEqualTo("1.0.0");
    publish("1.1.0", true);
    String fetched =
        """
        Promise.all(["no-cache", "no-cache"].map(cache =>
          fetch("%s/chat@1/index.js", {cache, integrity: "%s"}).then(r => r.text())))
          .then(all => all.map(t => t.slice(0, 19)).join())
        """
            .formatted(world.url(), integrity(KEY));
    assertThat(open("third", tag).text(fetched))
        .isEqualTo("window.ran='1.1.0';,window.ran='1.1.0';");
  }

  @DisplayName("the loader, by the origin's own key")
  @Test
  void loader_originsKey_runs() throws Exception {
    world.get("/-/loader/chat/latest.js");
    SigningKey own = SigningKey.read(folder.resolve("loader-key.pem"));
    String tag = "<script src='%s/-/loader/chat/latest.js' integrity='%s' EVENTS></script>";
    Chromium.Page page = open("loader", tag.formatted(world.url(), integrity(own)));
    assertThat(page.text("came")).isEqualTo("load");
  }
}
