package dev.widgetorigin.origin.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.LoaderTexts;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The promise: a loader's immutable URL, with integrity, answers its bytes for ever. */
class FrozenLoaderTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path folder;
  @AutoClose private TestOrigin origin;

  @BeforeEach
  void start() throws Exception {
    open();
    publish("1.0.0", "index.js");
  }

  private void open() {
    origin = TestOrigin.start(folder, Map.of());
  }

  private void publish(String version, String file) {
    byte[] bundle = TestOrigin.zip(Map.of(file, "window.Chat='" + version + "'"));
    done(origin.call("PUT", "/widgets/chat/versions/" + version, bundle));
  }

  private void control(String method, String path, String json) {
    done(origin.call(method, "/widgets/chat" + path, json));
  }

  private static void done(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
  }

  private HttpResponse<byte[]> get(String path) {
    return origin.deliver("GET", path);
  }

  private JsonNode immutable(String selector) throws Exception {
    return JSON.readTree(get("/-/loader/chat/" + selector + ".js?meta").body()).path("immutable");
  }

  private static String integrity(byte[] bytes) throws Exception {
    return "sha384-"
        + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-384").digest(bytes));
  }

  private void assertAnswers(JsonNode promised) throws Exception {
    HttpResponse<byte[]> answer = get(promised.path("url").asString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(integrity(answer.body())).isEqualTo(promised.path("integrity").asString());
    assertThat(answer.headers().firstValue("Cache-Control"))
        .contains("public, max-age=31536000, immutable");
  }

  @Test
  void get_afterSettingsReleasesYankAndRestart_answersTheSameBytes() throws Exception {
    JsonNode promised = immutable("latest");
    assertAnswers(promised);
    publish("2.0.0", "other.js");
    // Under these settings 1.0.0 has no loader at all any more.
    control(
        "PUT",
        "/settings",
        "{\"loader\":{\"script\":\"other.js\",\"global\":\"Other\",\"bases\":[\"https://a.example\"]}}");
    assertThat(get("/-/loader/chat/1.0.0.js").statusCode()).isEqualTo(404);
    assertAnswers(promised);
    control("PATCH", "/versions/1.0.0", "{\"state\":\"yanked\",\"reason\":\"a hole\"}");
    assertAnswers(promised);
    origin.close();
    open();
    assertAnswers(promised);
  }

  @Test
  void get_madeByAnOlderTemplate_answersTheSameBytes() throws Exception {
    origin.close();
    byte[] older = "(function(){/* an older template */})();".getBytes(StandardCharsets.UTF_8);
    try (NodeStore store = FolderStores.open(folder, StoreOptions.DEFAULTS)) {
      store.loaders().keep(WidgetName.parse("chat"), Version.parse("1.0.0"), older);
    }
    open();
    String url = "/-/loader/chat/1.0.0/" + LoaderTexts.name(older) + ".js";
    assertThat(get(url).body()).isEqualTo(older);
    assertThat(get(url.replace("1.0.0", "v1.0.0")).body()).isEqualTo(older);
    assertAnswers(immutable("1.0.0"));
  }

  @Test
  void get_textLostButStillWhatWouldBeMade_answers() throws Exception {
    JsonNode promised = immutable("1.0.0");
    String name = promised.path("url").asString().replaceAll(".*/", "");
    Files.delete(folder.resolve("loaders/chat/1.0.0").resolve(name));
    assertAnswers(promised);
  }

  @Test
  void get_damagedButStillWhatWouldBeMade_answersAndIsPutBack() throws Exception {
    JsonNode promised = immutable("1.0.0");
    damage(promised);
    assertAnswers(promised);
    origin.close();
    open();
    // The tag has another port since.
    for (String same : List.of("url", "integrity")) {
      assertThat(immutable("1.0.0").path(same)).isEqualTo(promised.path(same));
    }
    assertAnswers(promised);
  }

  private void damage(JsonNode promised) throws IOException {
    String name = promised.path("url").asString().replaceAll(".*/", "");
    Path file = folder.resolve("loaders/chat/1.0.0").resolve(name);
    Files.delete(file);
    Files.writeString(file, "evil()");
  }

  @Test
  void get_damagedAndNotToBeMadeAgain_isNotServed() throws Exception {
    JsonNode promised = immutable("1.0.0");
    control(
        "PUT",
        "/settings",
        "{\"loader\":{\"global\":\"Other\",\"bases\":[\"https://a.example\"]}}");
    damage(promised);
    HttpResponse<byte[]> answer = get(promised.path("url").asString());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void get_versionBlocked_isGone() throws Exception {
    JsonNode promised = immutable("1.0.0");
    control("PATCH", "/versions/1.0.0", "{\"state\":\"blocked\",\"reason\":\"malware\"}");
    assertThat(get(promised.path("url").asString()).statusCode()).isEqualTo(410);
  }

  @Test
  void get_neverPromised_is404AndStoresNothing() throws Exception {
    assertThat(get("/-/loader/chat/1.0.0/0123456789abcdef0123456789abcdef.js").statusCode())
        .isEqualTo(404);
    assertThat(folder.resolve("loaders")).doesNotExist();
  }
}
