package dev.widgetorigin.origin.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Somebody's browser at the console. With {@code -Dconsole.screenshots} it leaves screenshots of
 * all pages that it looks at in {@code target/console}.
 */
final class ConsoleBrowser implements AutoCloseable {
  private static final boolean SHOOTS = System.getProperty("console.screenshots") != null;
  private static final Path SHOTS = Path.of("target", "console");

  /** Before anything of the page runs. */
  private static final String WATCH =
      "window.violations=[];addEventListener('securitypolicyviolation',"
          + "e=>violations.push(e.violatedDirective+' '+e.blockedURI+' '+e.sample))";

  private static final String AXE = axe();

  private final Chromium.Profile profile;
  private final String root;

  private ConsoleBrowser(Chromium.Profile profile, String root) {
    this.profile = profile;
    this.root = root;
  }

  private static String axe() {
    try (InputStream in = ConsoleBrowser.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Signed in.
   *
   * @param root of the console, in full
   */
  static ConsoleBrowser signedIn(Chromium chromium, String root, String token) {
    ConsoleBrowser browser = new ConsoleBrowser(chromium.profile(), root);
    try (Chromium.Page page = browser.profile.open(root)) {
      page.await("document.querySelector('[name=token]') && document.readyState=='complete'");
      page.evaluate("document.querySelector('[name=token]').value='" + token + "'");
      page.evaluate("document.querySelector('main form button').click()");
      page.await("document.title.startsWith('Overview') && document.readyState=='complete'");
    }
    return browser;
  }

  /** A page of the console; violations of its policy are watched. */
  Chromium.Page open(String path) {
    Chromium.Page page = profile.open("about:blank");
    page.command("Page.enable");
    page.command("Page.addScriptToEvaluateOnNewDocument", "source", WATCH);
    return go(page, path);
  }

  Chromium.Page openWithoutScript(String path) {
    Chromium.Page page = profile.open("about:blank");
    page.command("Emulation.setScriptExecutionDisabled", "value", true);
    return go(page, path);
  }

  Chromium.Page go(Chromium.Page page, String path) {
    page.navigate(root + path);
    return page.await(
        "location.pathname.startsWith('/-/console') && document.readyState=='complete'");
  }

  /** Of another site. */
  Chromium.Page visit(String url) {
    return profile.open(url);
  }

  /** axe finds nothing in either theme, nothing scrolls sideways, and the policy holds. */
  void assertSound(Chromium.Page page, String name) throws IOException {
    look(page, 390, "dark");
    shoot(page, name + "-390");
    look(page, 1440, "light");
    shoot(page, name + "-1440");
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)");
    page.evaluate(AXE + ";0");
    assertThat(problems(page)).isEmpty();
    look(page, 390, "dark");
    assertThat(problems(page)).isEmpty();
    assertThat(page.evaluate("document.documentElement.scrollWidth").asInt(0))
        .isLessThanOrEqualTo(390);
    assertThat(page.evaluate("violations").toString()).isEqualTo("[]");
  }

  private static void look(Chromium.Page page, int width, String theme) {
    page.command(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        900,
        "deviceScaleFactor",
        1,
        "mobile",
        width < 500);
    page.command(
        "Emulation.setEmulatedMedia",
        "features",
        List.of(Map.of("name", "prefers-color-scheme", "value", theme)));
  }

  private static String problems(Chromium.Page page) {
    return page.text(
        "axe.run().then(all => all.violations.map(each => each.id + ': ' + each.nodes.map("
            + "node => node.html + ' ' + node.failureSummary).join('; ')).join('\\n'))");
  }

  private static void shoot(Chromium.Page page, String name) throws IOException {
    if (!SHOOTS) {
      return;
    }
    Files.createDirectories(SHOTS);
    String data =
        page.command("Page.captureScreenshot", "captureBeyondViewport", true)
            .path("data")
            .asString();
    Files.write(SHOTS.resolve(name + ".png"), Base64.getDecoder().decode(data));
  }

  @Override
  public void close() {
    profile.close();
  }
}
