package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.signing.SignatureFile;
import dev.widgetorigin.store.signing.SigningKey;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the delivery port tells of widgets besides their files: versions and import maps. */
final class DescriptionsTest {
  private static final String PACKAGE =
      """
      {"name": "%s", "version": "%s", "main": "./chat.umd.js",
       "exports": {".": {"import": "./chat.mjs", "require": "./chat.umd.js"},
                   "./locale/de": "./locale/de.mjs", "./*": "./*"}}
      """;

  @TempDir private Path folder;
  @AutoClose private TestOrigin origin;

  private void start(Map<String, String> settings) {
    origin = TestOrigin.start(folder, settings);
  }

  private static Map<String, String> bundle(String widget, String version) {
    Map<String, String> files = new HashMap<>();
    files.put("package.json", PACKAGE.formatted(widget, version));
    files.put("chat.mjs", "export const version = '" + version + "';");
    files.put("chat.umd.js", "window.chat = '" + version + "';");
    files.put("chat.css", ".chat{}");
    files.put("locale/de.mjs", "export default 'de';");
    return files;
  }

  private void publish(String widget, String version, Map<String, String> files) {
    HttpResponse<String> answer =
        origin.call("PUT", "/widgets/" + widget + "/versions/" + version, TestOrigin.zip(files));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static JsonNode json(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode())
        .as(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static String field(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse(null);
  }

  @ParameterizedTest
  @CsvSource({
    "chat, /chat",
    "chat, /chat/",
    "@acme/chat, /@acme/chat",
    "@acme/chat, /@acme%2Fchat/"
  })
  void versions_ofAWidget_areToldToPages(String widget, String path) {
    start(Map.of());
    publish(widget, "1.0.0", bundle(widget, "1.0.0"));
    publish(widget, "1.1.0", bundle(widget, "1.1.0"));
    publish(widget, "2.0.0?state=staged", bundle(widget, "2.0.0"));

    HttpResponse<byte[]> answer =
        origin.deliver("GET", path + "?meta", "Origin", "https://a.example");

    assertThat(json(answer).path("widget").asString()).isEqualTo(widget);
    assertThat(json(answer).at("/aliases/latest").asString()).isEqualTo("1.1.0");
    assertThat(json(answer).at("/versions/0/version").asString()).isEqualTo("1.1.0");
    assertThat(json(answer).get("versions").size()).isEqualTo(2);
    assertThat(field(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(field(answer, "Cache-Control")).isEqualTo("private, max-age=300");
    String meta = json(answer).at("/versions/1/meta").asString();
    assertThat(json(origin.deliver("GET", meta)).get("version").asString()).isEqualTo("1.0.0");
    assertThat(origin.deliver("HEAD", path + "?meta").body()).isEmpty();
  }

  @Test
  void versions_ofNoWidget_are404() {
    start(Map.of());

    HttpResponse<byte[]> answer = origin.deliver("GET", "/chat?meta");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(field(answer, "Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void versions_thatAreNotPublic_are404AndFilesGoOn() {
    start(Map.of());
    publish("chat", "1.0.0", bundle("chat", "1.0.0"));
    assertThat(origin.deliver("GET", "/chat?meta").statusCode()).isEqualTo(200);
    HttpResponse<String> set =
        origin.call("PUT", "/widgets/chat/settings", "{\"publicVersions\":false}");
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
    assertThat(origin.call("GET", "/widgets/chat/settings", "").body())
        .contains("\"publicVersions\":false");

    assertThat(origin.deliver("GET", "/chat?meta").statusCode()).isEqualTo(404);
    assertThat(origin.deliver("GET", "/chat/?meta").statusCode()).isEqualTo(404);
    assertThat(origin.deliver("GET", "/chat/latest/chat.mjs?meta").statusCode()).isEqualTo(200);
    assertThat(
            origin
                .call("PUT", "/widgets/chat/settings", "{\"publicVersions\":\"no\"}")
                .statusCode())
        .isEqualTo(422);
  }

  @Test
  void importMap_ofAnExactVersion_neverChangesAndHasHashes() {
    start(Map.of("delivery.public-url", "https://widgets.example"));
    publish("chat", "1.0.0", bundle("chat", "1.0.0"));

    HttpResponse<byte[]> answer = origin.deliver("GET", "/-/importmap/chat/v1.0.0.json");

    JsonNode map = json(answer);
    String root = "https://widgets.example/chat/v1.0.0/";
    assertThat(map.at("/imports/chat").asString()).isEqualTo(root + "chat.mjs");
    assertThat(map.at("/imports/chat~1locale~1de").asString()).isEqualTo(root + "locale/de.mjs");
    assertThat(map.at("/imports/chat~1").asString()).isEqualTo(root);
    assertThat(map.get("imports").size()).isEqualTo(3);
    String integrity =
        json(origin.deliver("GET", "/chat/v1.0.0/chat.mjs?meta")).get("integrity").asString();
    assertThat(map.get("integrity").get(root + "chat.mjs").asString()).isEqualTo(integrity);
    assertThat(map.get("integrity").propertyNames())
        .containsExactlyInAnyOrder(root + "chat.mjs", root + "chat.umd.js", root + "locale/de.mjs");
    assertThat(field(answer, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(field(answer, "Surrogate-Key")).isEqualTo("w-chat w-chat-v-1.0.0");
    String etag = field(answer, "ETag");
    assertThat(
            origin
                .deliver("GET", "/-/importmap/chat/1.0.0.json", "If-None-Match", etag)
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void importMap_ofAnAlias_namesTheAliasAndNoHash() {
    start(Map.of("delivery.public-url", "https://widgets.example"));
    publish("chat", "1.0.0", bundle("chat", "1.0.0"));

    HttpResponse<byte[]> answer = origin.deliver("GET", "/-/importmap/chat/v1.json");

    assertThat(json(answer).at("/imports/chat").asString())
        .isEqualTo("https://widgets.example/chat/v1/chat.mjs");
    assertThat(json(answer).has("integrity")).isFalse();
    assertThat(field(answer, "X-Resolved-Version")).isEqualTo("1.0.0");
    assertThat(field(answer, "Cache-Control")).isEqualTo("public, max-age=300");
    assertThat(field(answer, "Surrogate-Key")).contains("w-chat-a-v1");
    publish("chat", "1.1.0", bundle("chat", "1.1.0"));
    assertThat(field(origin.deliver("GET", "/-/importmap/chat/v1.json"), "X-Resolved-Version"))
        .isEqualTo("1.1.0");
  }

  @Test
  void importMap_ofASignedAlias_hasTheKey() {
    start(Map.of("delivery.public-url", "https://widgets.example"));
    publish("chat", "0.9.0", bundle("chat", "0.9.0"));
    SigningKey key = SigningKey.generate(new SecureRandom());
    String settings = "{\"signing\":{\"keys\":[\"" + key.publicKey() + "\"]}}";
    assertThat(origin.call("PUT", "/widgets/chat/settings", settings).statusCode()).isEqualTo(200);
    Map<String, String> files = bundle("chat", "1.0.0");
    Map<String, Digest> digests = new TreeMap<>();
    files.forEach(
        (path, text) -> digests.put(path, Digest.sha256(text.getBytes(StandardCharsets.UTF_8))));
    SignatureFile signatures = new SignatureFile();
    signatures.sign(key, digests);
    files.put(SignatureFile.NAME, new String(signatures.bytes(), StandardCharsets.UTF_8));
    publish("chat", "1.0.0", files);

    JsonNode map = json(origin.deliver("GET", "/-/importmap/chat/latest.json"));

    assertThat(map.get("integrity").get("https://widgets.example/chat/latest/chat.mjs").asString())
        .isEqualTo("ed25519-" + key.publicKey());
  }

  /** What names the host of the request must not be kept by what others ask as well. */
  @Test
  void importMap_withoutAPublicUrl_isForTheBrowserAlone() {
    start(Map.of());
    publish("chat", "1.0.0", bundle("chat", "1.0.0"));

    HttpResponse<byte[]> answer = origin.deliver("GET", "/-/importmap/chat/1.0.0.json");

    assertThat(json(answer).at("/imports/chat").asString())
        .isEqualTo(
            "//" + URI.create(origin.deliveryUrl()).getAuthority() + "/chat/v1.0.0/chat.mjs");
    assertThat(field(answer, "Cache-Control")).startsWith("private,");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/-/importmap/",
        "/-/importmap/chat.json",
        "/-/importmap/chat/1.0.0",
        "/-/importmap/chat/9.json",
        "/-/importmap/map/1.0.0.json",
        "/-/importmap/chat/1.0.0/chat.mjs.json",
        "/-/importmap/.json",
        "/-/importmap/@acme/chat.json"
      })
  void importMap_ofNothing_is404(String path) {
    start(Map.of());
    publish("chat", "1.0.0", bundle("chat", "1.0.0"));

    assertThat(origin.deliver("GET", path).statusCode()).isEqualTo(404);
  }

  @Test
  void importMap_otherMethodsAndStates() {
    start(Map.of());
    publish("chat", "1.0.0", bundle("chat", "1.0.0"));
    String path = "/-/importmap/chat/1.0.0.json";

    assertThat(origin.deliver("HEAD", path).statusCode()).isEqualTo(200);
    assertThat(origin.deliver("POST", path).statusCode()).isEqualTo(405);
    assertThat(origin.deliver("OPTIONS", path, "Origin", "https://a.example").statusCode())
        .isEqualTo(204);
    assertThat(origin.deliver("GET", "/-/importmap/chat/%2e%2e%2f.json").statusCode())
        .isEqualTo(400);
    String blocked = "{\"state\":\"blocked\",\"reason\":\"bad\"}";
    assertThat(origin.call("PATCH", "/widgets/chat/versions/1.0.0", blocked).statusCode())
        .isEqualTo(200);
    assertThat(origin.deliver("GET", path).statusCode()).isEqualTo(410);
  }
}
