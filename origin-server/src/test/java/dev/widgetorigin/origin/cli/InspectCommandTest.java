package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code inspect} sees of bundles that do what it looks for, in a real Chromium. */
final class InspectCommandTest {
  private static final String HARMLESS =
      "window.Chat = {version: 1}; addEventListener('message', () => {});";

  private static final String PLANTED =
      """
      window.Chat = {version: 2};
      window.ChatDebug = 1;
      addEventListener('message', () => {});
      document.addEventListener('click', () => {});
      const before = window.fetch;
      window.fetch = (...all) => before(...all);
      Array.prototype.last = function () { return this[this.length - 1]; };
      delete window.find;
      document.write = () => {};
      document.cookie = 'chat_id=1';
      localStorage.setItem('chat', '1');
      indexedDB.open('chats');
      fetch('https://api.example.com:8443/x?user=1').catch(() => {});
      fetch('http://[::1]:9/').catch(() => {});
      fetch('https://my_shop.example.com/').catch(() => {});
      new WebSocket('wss://ws.example.com/');
      new Image().src = 'https://px.example.org/a.gif?x=[1]|2';
      try { eval('1 + 1'); } catch {}
      document.body.innerHTML = '<b style="color: red">x</b>';
      console.error('a bad thing');
      alert('hello');
      Promise.reject(new Error('nobody waits'));
      """;

  @TempDir Path folder;

  /** With a browser; the bundles of this class need no sandbox. */
  static CliRun inspect(Map<String, String> origin, String... arguments) {
    String path = System.getenv().getOrDefault("PATH", "");
    assumeTrue(
        Stream.of(path.split(":")).anyMatch(each -> Files.isExecutable(Path.of(each, "chromium"))),
        "no chromium on the PATH: apt install chromium");
    Map<String, String> environment = new TreeMap<>(origin);
    environment.put("PATH", path);
    List<String> all = new ArrayList<>(List.of("inspect", "--no-sandbox", "--settle", "1"));
    all.addAll(List.of(arguments));
    return CliRun.of(environment, all.toArray(String[]::new));
  }

  private String bundle(String name, Map<String, String> files) throws IOException {
    return bundle(folder, name, files);
  }

  static String bundle(Path folder, String name, Map<String, String> files) throws IOException {
    Path at = folder.resolve(name);
    for (Map.Entry<String, String> each : files.entrySet()) {
      Path file = at.resolve(each.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, each.getValue());
    }
    return at.toString();
  }

  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  @Test
  void inspect_plantedBundle_eachKindIsSeenAndFailsWhereAsked() throws IOException {
    String old = bundle("old", Map.of("index.js", HARMLESS));
    String fresh = bundle("new", Map.of("index.js", PLANTED));

    CliRun run = inspect(Map.of(), old, fresh, "--json", "--fail-on", "globals,cookies");

    assertThat(run.code()).as(run.err()).isEqualTo(1);
    JsonNode all = json(run.out());
    Map<String, String> expected = new TreeMap<>();
    expected.put("globals", "['ChatDebug']");
    expected.put("builtins", "['+Array.prototype.last','+document.write','-find','fetch']");
    expected.put("listeners", "['document click']");
    expected.put(
        "hosts",
        "['[::1]:9','api.example.com:8443','my_shop.example.com','px.example.org','ws.example.com']");
    expected.put("cookies", "['chat_id']");
    expected.put("storage", "['indexedDB chats','localStorage chat']");
    expected.put("eval", "['eval']");
    expected.put(
        "errors",
        "['console: a bad thing','opened a dialog: hello','uncaught Error: nobody waits']");
    expected.put(
        "csp",
        "['connect-src http://[::1]:9','connect-src https://api.example.com:8443',"
            + "'connect-src https://my_shop.example.com','connect-src wss://ws.example.com',"
            + "'img-src https://px.example.org','style-src-attr inline',"
            + "'trusted types: Element innerHTML']");
    expected.forEach(
        (kind, items) ->
            assertThat(all.path("added").path(kind))
                .as(kind)
                .isEqualTo(json(items.replace('\'', '"'))));
    assertThat(all.path("before").path("globals")).isEqualTo(json("[\"Chat\"]"));
    assertThat(all.path("before").path("figures").path("bytes").asInt())
        .isEqualTo(HARMLESS.length());
    assertThat(all.path("failed"))
        .isEqualTo(json("{\"globals\":[\"ChatDebug\"],\"cookies\":[\"chat_id\"]}"));
  }

  @Test
  void inspect_publishedModuleOnAPage_readsTheVersionAndShowsBoth() throws IOException {
    Path page = folder.resolve("shop.html");
    Files.writeString(page, "<!doctype html><script>window.Shop = 1; fetch = 2</script>");
    String fresh =
        bundle(
            "new",
            Map.of(
                "chat.mjs", "import './lib/é.js'; window.Chat = 2",
                "lib/é.js", "window.ChatLib = 1",
                "package.json", "{\"main\":\"chat.mjs\"}"));
    try (TestOrigin origin = TestOrigin.start(folder.resolve("store"), Map.of())) {
      byte[] zip = TestOrigin.zip(Map.of("chat.js", "window.Chat = 1"));
      origin.call("PUT", "/widgets/@acme%2Fchat/versions/1.0.0", zip);
      Map<String, String> environment =
          Map.of(
              "WIDGET_ORIGIN_SERVER", origin.controlUrl(), "WIDGET_ORIGIN_TOKEN", TestOrigin.ADMIN);

      CliRun run = inspect(environment, "@acme/chat", "latest", fresh, "--page", page.toString());

      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out())
          .contains("@acme/chat 1.0.0")
          .containsPattern("globals +Chat +Chat")
          .containsPattern("- +ChatLib +new")
          .containsPattern("files +1 +2")
          .doesNotContain("Shop");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inspect 1.0.0 1.1.0|2|a version needs its widget",
        "inspect ./a ./b --fail-on speed|2|--fail-on does not know 'speed'; it knows globals",
        "inspect ./a ./b --page https://example.com|1|add --network",
        "inspect ./a ./b|1|found no Chromium on the PATH: install it",
        "inspect ./a ./b --browser /bin/false|1|found nothing at ./a",
      })
  void inspect_withoutWhatItNeeds_saysSo(String line, int code, String message) {
    CliRun run = CliRun.of(Map.of("PATH", folder.toString()), line.split(" "));

    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(run.err()).contains(message);
  }
}
