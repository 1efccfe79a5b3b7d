package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.NpmPackages;
import dev.widgetorigin.origin.TestOrigin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/embedding.md, in a page of another origin. */
@BrowserTest
class EmbeddingBrowserTest {
  @TempDir private Path folder;
  private BrowserWorld world;
  private Site pages;
  private Chromium.Profile browser;

  @BeforeEach
  void start(Chromium chromium) {
    world = new BrowserWorld(folder);
    Map<String, String> files = new HashMap<>();
    files.put(
        "package.json",
        "{\"name\":\"chat\",\"version\":\"1.2.3\",\"type\":\"module\",\"main\":\"dist/chat.js\"}");
    files.put(
        "dist/chat.js",
        """
        export const wasm = () =>
          WebAssembly.instantiateStreaming(fetch(new URL("./chat.wasm", import.meta.url)));
        export const mount = (place) => { place.textContent = "mounted"; };
        """);
    files.put("dist/chat.wasm", "\0asm\1\0\0\0");
    files.put("dist/chat.css", "@import url(more.css);");
    files.put("dist/more.css", ".chat{color:rgb(1, 2, 3)}");
    files.put("dist/worker.js", "postMessage('worker ' + self.location.protocol)");
    files.put("dist/classic.js", "window.me = document.currentScript.src");
    files.put(
        "demo/index.html",
        "<script src=app.js></script><script>parent.postMessage(self.origin + app, '*')</script>");
    files.put("demo/app.js", "app = ' ran'");
    var answer = world.origin.call("PUT", "/widgets/chat/versions/1.2.3", TestOrigin.zip(files));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    pages = Site.pages();
    browser = chromium.profile();
  }

  @AfterEach
  void stop() {
    browser.close();
    pages.close();
    world.close();
  }

  private String file(String selector, String path) {
    return world.url() + "/chat/" + selector + "/" + path;
  }

  private Chromium.Page open(String html, String... headers) {
    return browser
        .open(pages.page("/page.html", html, headers))
        .await("location.pathname == '/page.html' && document.readyState == 'complete'");
  }

  @Test
  void classicScript_byAShortUrl_seesTheUrlOfItsTag() {
    String url = file("v1", "classic.js");
    Chromium.Page page = open("<script src=\"%s\" crossorigin=anonymous></script>".formatted(url));
    assertThat(page.text("me")).isEqualTo(url);
  }

  @Test
  void styleSheet_byAnAlias_findsItsNeighbours() {
    Chromium.Page page =
        open(
            "<link rel=stylesheet href=\"%s\" crossorigin=anonymous><p class=chat>x</p>"
                .formatted(file("v1", "chat.css")));
    page.await("getComputedStyle(document.querySelector('.chat')).color == 'rgb(1, 2, 3)'");
  }

  @Test
  void worker_wrappedInABlob_runs() {
    String policy = "worker-src blob:; script-src 'self' blob: " + world.url();
    String url = "'" + file("v1.2.3", "dist/worker.js") + "'";
    Chromium.Page strict = open("<p>x</p>", "Content-Security-Policy", policy);
    assertThat(strict.text(worker("`importScripts(${JSON.stringify(" + url + ")})`", "classic")))
        .isEqualTo("worker blob:");
    assertThat(open("<p>x</p>").text(worker("`import ${JSON.stringify(" + url + ")}`", "module")))
        .isEqualTo("worker blob:");
  }

  /** What the worker says. */
  private static String worker(String text, String type) {
    return """
        new Promise((done, failed) => {
          const blob = new Blob([%s], { type: "text/javascript" });
          const worker = new Worker(URL.createObjectURL(blob), { type: "%s" });
          worker.onmessage = e => done(e.data);
          worker.onerror = e => failed(new Error(e.message));
        })
        """
        .formatted(text, type);
  }

  @Test
  void webAssembly_isCompiledWhileItLoads() {
    Chromium.Page page = open("<p>x</p>");
    String load = "import('%s').then(m => m.wasm()).then(r => String(r.instance))";
    for (String selector : new String[] {"v1.2.3", "v1"}) {
      assertThat(page.text(load.formatted(file(selector, "dist/chat.js"))))
          .isEqualTo("[object WebAssembly.Instance]");
    }
  }

  @Test
  void importMap_withIntegrity_loads() {
    String url = file("v1.2.3", "dist/chat.js");
    String meta = world.get("/chat/v1.2.3/dist/chat.js?meta").body();
    String integrity = meta.replaceAll("(?s).*\"integrity\"\\s*:\\s*\"(sha384-[^\"]+)\".*", "$1");
    String html =
        """
        <script type=importmap>{"imports": {"chat": "%1$s"}, "integrity": {"%1$s": "%2$s"}}</script>
        <p id=place></p>
        <script type=module>
        import { mount } from "chat"; mount(document.getElementById("place"));
        </script>
        """;
    open(html.formatted(url, integrity)).await("place.textContent == 'mounted'");
    String wrong = "sha384-" + "A".repeat(64);
    assertThat(open(html.formatted(url, wrong)).text("place.textContent")).isEmpty();
  }

  @Test
  void contentSecurityPolicy_thatNamesTheOrigin_isEnough() {
    String html =
        """
        <link rel=stylesheet href="%1$s" crossorigin=anonymous><p class=chat id=place>x</p>
        <script type=module src="/own.js"></script><script src="%2$s"></script>
        """
            .formatted(file("v1", "dist/chat.css"), file("v1", "dist/classic.js"));
    String policy = "default-src 'none'; script-src 'self' %1$s; style-src %1$s; connect-src %1$s";
    Chromium.Page page = open(html, "Content-Security-Policy", policy.formatted(world.url()));
    page.await("getComputedStyle(place).color == 'rgb(1, 2, 3)'");
    assertThat(page.text("me")).endsWith("/chat/v1/dist/classic.js");
  }

  @Test
  void frame_ofABundlesPage_runsInAnOriginOfItsOwn() {
    String html =
        """
        <script>onmessage = e => said = e.data + ' to ' + e.origin</script>
        <iframe src="%s" sandbox=allow-scripts></iframe>
        """;
    for (String path : new String[] {"demo/", "demo"}) {
      open(html.formatted(file("v1", path))).await("window.said == 'null ran to null'");
    }
  }

  @Test
  void font_ofAPackagesStyleSheet_isLoaded() throws Exception {
    byte[] archive =
        Files.readAllBytes(NpmPackages.pack(folder, "@fontsource/press-start-2p", "5.3.0"));
    publish("@fontsource/press-start-2p", "5.3.0", archive);
    String url = world.url() + "/@fontsource/press-start-2p/v5/index.css";
    open("""
            <link rel=stylesheet href="%s" crossorigin=anonymous>
            <p style="font-family: 'Press Start 2P'">text</p>
            """
            .formatted(url))
        .await("[...document.fonts].some(face => face.status == 'loaded')");
  }

  /** What JSX is compiled to is written out. */
  @Test
  void react_component_mountsTheWidget() throws Exception {
    publish("react", "18.3.1", "umd/react.production.min.js");
    publish("react-dom", "18.3.1", "umd/react-dom.production.min.js");
    open("""
            <script src="%1$s/react@18/umd/react.production.min.js"></script>
            <script src="%1$s/react-dom@18/umd/react-dom.production.min.js"></script>
            <div id=root></div>
            <script type=module>
            const { createElement, useEffect, useRef } = React;
            function Chat({ version = "v1" }) {
              const place = useRef(null);
              useEffect(() => {
                let gone = false;
                let widget;
                import(/* webpackIgnore: true */ /* @vite-ignore */ `%1$s/chat/${version}/dist/chat.js`)
                  .then((chat) => { if (!gone) widget = chat.mount(place.current); });
                return () => { gone = true; widget?.unmount?.(); };
              }, [version]);
              return createElement("div", { ref: place });
            }
            ReactDOM.createRoot(root).render(createElement(Chat));
            </script>
            """
            .formatted(world.url()))
        .await("root.textContent == 'mounted'");
  }

  /** What a single file component is compiled to is written out. */
  @Test
  void vue_component_mountsTheWidget() throws Exception {
    publish("vue", "3.4.21", "dist/vue.esm-browser.prod.js");
    open("""
            <div id=root></div>
            <script type=module>
            import { createApp, h, onBeforeUnmount, onMounted, ref }
              from "%1$s/vue@3/dist/vue.esm-browser.prod.js";
            createApp({
              setup() {
                const place = ref(null);
                let widget;
                onMounted(async () => {
                  const chat = await import(/* @vite-ignore */ "%1$s/chat/v1/dist/chat.js");
                  if (place.value) widget = chat.mount(place.value);
                });
                onBeforeUnmount(() => widget?.unmount?.());
                return () => h("div", { ref: place });
              },
            }).mount(root);
            </script>
            """
            .formatted(world.url()))
        .await("root.textContent == 'mounted'");
  }

  /** Publishes one script of an npm package: to compress all of it would take long. */
  private void publish(String name, String version, String script) throws Exception {
    byte[] archive = Files.readAllBytes(NpmPackages.pack(folder, name, version));
    byte[] text = NpmPackages.files(archive).get(script);
    Map<String, String> files =
        Map.of(
            "package.json",
            "{\"name\":\"%s\",\"version\":\"%s\"}".formatted(name, version),
            script,
            new String(text, StandardCharsets.UTF_8));
    publish(name, version, TestOrigin.zip(files));
  }

  private void publish(String name, String version, byte[] archive) {
    String path = "/widgets/" + name.replace("/", "%2F") + "/versions/" + version;
    var answer = world.origin.call("PUT", path, archive);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }
}
