package dev.widgetorigin.origin.loader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OriginServer;
import dev.widgetorigin.origin.config.ConfigLoader;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.FileStore;
import dev.widgetorigin.store.LoaderTexts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The promise: a loader's immutable URL, with integrity, answers its bytes for ever. */
class FrozenLoaderTest {
  private static final String TOKEN = "frozen-loader-test-administrator";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private OriginServer origin;

  @BeforeEach
  void start() throws Exception {
    open();
    publish("1.0.0", "index.js");
  }

  @AfterEach
  void stop() {
    origin.close();
  }

  private void open() {
    Map<String, String> settings =
        Map.of(
            "store.path", folder.toString(),
            "delivery.host", "127.0.0.1",
            "delivery.port", "0",
            "control.port", "0",
            "logs.access", "off",
            "shutdown.drain", "0");
    origin =
        OriginServer.start(
            ConfigLoader.load(null, Map.of(), settings),
            new OriginServer.World(
                TOKEN, "test", InstantSource.system(), new SecureRandom(), null));
  }

  private void publish(String version, String file) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(file));
      zip.write(("window.Chat='" + version + "'").getBytes(StandardCharsets.UTF_8));
    }
    control("PUT", "/versions/" + version, bytes.toByteArray());
  }

  private void control(String method, String path, byte[] body) throws Exception {
    URI uri = URI.create(origin.controlUrl() + "/-/api/v1/widgets/chat" + path);
    HttpResponse<String> answer =
        CLIENT.send(
            HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
  }

  private void control(String method, String path, String json) throws Exception {
    control(method, path, json.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(origin.deliveryUrl() + path)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
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
    try (FileStore store = FileStore.open(folder)) {
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
  void get_damagedButStillWhatWouldBeMade_answersAndPromisesNoMore() throws Exception {
    JsonNode promised = immutable("1.0.0");
    damage(promised);
    assertAnswers(promised);
    origin.close();
    open();
    assertThat(immutable("1.0.0").isMissingNode()).isTrue();
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
