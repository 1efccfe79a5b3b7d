package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.notify.TestReceiver.Got;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole origin and a receiver, over sockets. */
final class WebhooksTest {
  private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  @TempDir Path folder;

  @AutoClose
  private final TestReceiver receiver =
      new TestReceiver((path, before) -> path.equals("/moved") ? 302 : 204);

  private String hook(String name, String more) {
    return "{name: %s, url: '%s/%s', secret: HOOK, %s}".formatted(name, receiver.url(), name, more);
  }

  private TestOrigin origin(String... hooks) {
    return TestOrigin.withSecrets(
        folder.resolve("store"),
        Map.of("notify.webhooks", "[" + String.join(", ", hooks) + "]"),
        Map.of("HOOK", SECRET, "SLACK", receiver.url() + "/slack"));
  }

  private static void publish(TestOrigin origin, String version) {
    byte[] zip = TestOrigin.zip(Map.of("chat.js", "console.log('" + version + "');\n"));
    assertThat(origin.call("PUT", "/widgets/chat/versions/" + version, zip).statusCode())
        .isEqualTo(201);
  }

  private static JsonNode hooks(TestOrigin origin) {
    return JsonMapper.shared()
        .readTree(origin.call("GET", "/notifications", "").body())
        .path("webhooks");
  }

  private void awaitCount(String path, int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(receiver.of(path)).hasSizeGreaterThanOrEqualTo(count));
  }

  @Test
  void publish_isTold_signedAndInOrder() {
    try (TestOrigin origin =
        origin(
            hook("fine", "events: [version.published, alias.moved], allow-private: true"),
            hook("inside", "events: ['*']"),
            hook("moved", "allow-private: true"),
            "{name: slack, form: slack, secret: SLACK, allow-private: true}")) {
      publish(origin, "1.0.0");
      awaitCount("/fine", 2);
      awaitCount("/slack", 2);
      awaitCount("/moved", 1);

      List<Got> told = receiver.of("/fine");
      assertThat(told.get(0).type()).isEqualTo("version.published");
      assertThat(told.get(0).json().at("/data/version").asString()).isEqualTo("1.0.0");
      assertThat(told.subList(1, told.size()))
          .allSatisfy(each -> assertThat(each.type()).isEqualTo("alias.moved"));
      assertThat(told).allSatisfy(each -> assertThat(each.signature()).isEqualTo(signature(each)));
      assertThat(receiver.of("/slack").get(0).json().path("text").asString())
          .isEqualTo("*chat*: admin published 1.0.0.");
      assertThat(receiver.of("/slack").get(0).signature()).isNull();
      assertThat(receiver.of("/inside")).isEmpty();
      assertThat(receiver.of("/elsewhere")).isEmpty();
      assertThat(hooks(origin).at("/1/problem").asString()).contains("private network");
      assertThat(hooks(origin).at("/2/problem").asString())
          .isEqualTo("it answers 302; redirects are not followed");
      assertThat(origin.control("/health")).contains("'inside' has taken nothing since");
    }
  }

  @Test
  void test_tellsEachNowAndShowsWhatItAnswers() {
    try (TestOrigin origin =
        origin(hook("fine", "allow-private: true"), hook("moved", "allow-private: true"))) {
      JsonNode all = post(origin, "/notifications/test", "{}").path("results");
      assertThat(all.at("/0/answer").asString()).isEqualTo("204 No Content");
      assertThat(all.at("/0/taken").asBoolean()).isTrue();
      assertThat(all.at("/1/taken").asBoolean()).isFalse();
      assertThat(all.at("/1/problem").asString())
          .isEqualTo("it answers 302; redirects are not followed");
      Got told = receiver.of("/fine").get(0);
      assertThat(told.type()).isEqualTo("test");
      assertThat(told.id()).isEqualTo(all.at("/0/id").asString()).startsWith("test_");
      assertThat(told.signature()).isEqualTo(signature(told));

      String one = "{\"webhook\": \"" + receiver.url() + "/moved\"}";
      assertThat(post(origin, "/notifications/test", one).path("results")).hasSize(1);
      assertThat(origin.call("POST", "/notifications/test", "{\"webhook\": \"http://a/\"}"))
          .satisfies(
              answer -> {
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body()).contains("names no 'http://a/', but fine, moved");
              });
      assertThat(hooks(origin).at("/0/sent").asInt()).as("a test counts for nothing").isZero();
      assertThat(post(origin, "/notifications/retry", "").path("retried").asInt()).isZero();
      assertThat(origin.call("POST", "/notifications/retry", "{\"id\": \"x\"}").statusCode())
          .isEqualTo(404);
    }
  }

  private static JsonNode post(TestOrigin origin, String path, String body) {
    var answer = origin.call("POST", path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static String signature(Got got) {
    return WebhookSecret.parse(SECRET)
        .sign(got.id(), Long.parseLong(got.time()), got.body().getBytes(UTF_8));
  }

  @Test
  void start_withoutSecret_isRefusedWithoutItsText() {
    assertThatThrownBy(
            () ->
                TestOrigin.withSecrets(
                    folder.resolve("store"),
                    Map.of("notify.webhooks", "[" + hook("ops", "allow-private: true") + "]"),
                    Map.of("HOOK", "hunter2")))
        .hasMessageContaining("notify.webhooks: ops")
        .hasMessageNotContaining("hunter2");
  }
}
