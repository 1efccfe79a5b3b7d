package dev.widgetorigin.origin.admin;

import static dev.widgetorigin.origin.web.Method.GET;
import static dev.widgetorigin.origin.web.Method.PATCH;
import static dev.widgetorigin.origin.web.Method.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import dev.widgetorigin.origin.config.value.PublicUrl;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a publish is answered with, and what it leaves. */
final class PublishCallsTest {
  @TempDir Path folder;
  @AutoClose private ControlWorld world;

  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
  }

  @Test
  void publish_newVersion_answers201WithManifestAndSequence() {
    Answer answer = world.publish("chat", "1.0.0", "");
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    assertThat(answer.json().path("sequence").asLong()).isEqualTo(1);
    assertThat(answer.text("entry")).isEqualTo("chat.js");
    JsonNode file = answer.json().path("files").get(0);
    assertThat(file.path("path").asString()).isEqualTo("chat.js");
    assertThat(file.path("integrity").asString()).startsWith("sha384-");
    assertThat(file.path("sha256").asString()).hasSize(64);
    assertThat(file.path("sha512").asString()).hasSize(128);
    assertThat(answer.json().path("aliases").toString())
        .contains("{\"alias\":\"latest\",\"from\":null,\"to\":\"1.0.0\"}");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Location")).isEqualTo("/-/api/v1/widgets/chat/versions/1.0.0");
  }

  /** {@code control.public-url}, or what a trusted proxy says. */
  @Test
  void publish_belowAPathOfAProxy_isLocatedThere() {
    world.url = PublicUrl.parse("https://example.com/control").orElseThrow();
    String path = "/-/api/v1/widgets/@acme/chat/versions/1.0.0";
    assertThat(world.publish("@acme/chat", "1.0.0", "").header("Location"))
        .isEqualTo("/control" + path);
  }

  @Test
  void publish_sameBytesAgain_answers200AndChangesNothing() {
    world.publish("chat", "1.0.0", "?state=staged");
    Answer again = world.publish("chat", "1.0.0", "?state=released&channel=beta");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("changed").asBoolean()).isFalse();
    assertThat(again.json().path("sequence").asLong()).isEqualTo(1);
    JsonNode widget = world.call(GET, "/widgets/chat").json();
    assertThat(widget.path("versions").get(0).path("state").asString()).isEqualTo("staged");
    assertThat(widget.path("channels").isEmpty()).isTrue();
  }

  @Test
  void publish_otherBytes_answers409AndChangesNothing() {
    world.publish("chat", "1.0.0", "");
    Answer other = world.publish("chat", "1.0.0", "", Archives.widget("1.0.1"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.text("detail")).contains("chat.js").contains("another number");
    assertThat(world.store.catalog().snapshot().sequence()).isEqualTo(1);
  }

  @Test
  void publish_brokenArchive_answers422() {
    Answer answer = world.publish("chat", "1.0.0", "", new byte[] {1, 2, 3});
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().path("errors").size()).isPositive();
  }

  @Test
  void publish_unsafeArchive_answers422WithAllProblems() {
    byte[] archive = Archives.tgz("a.js", "1", "../b.js", "2", "x/../../c.js", "3");
    Answer answer = world.publish("chat", "1.0.0", "", archive);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("errors").size()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void publish_overUploadLimit_answers413() {
    Answer answer = world.publish("chat", "1.0.0", "", new byte[(1 << 20) + 1]);
    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void publish_withChannel_setsItInTheSameBatch() {
    Answer answer = world.publish("chat", "2.0.0-rc.1", "?state=staged&channel=beta");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(world.store.catalog().snapshot().sequence()).isEqualTo(1);
    JsonNode widget = world.call(GET, "/widgets/chat").json();
    assertThat(widget.path("channels").path("beta").asString()).isEqualTo("2.0.0-rc.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?channel=latest",
        "?channel=1.x",
        "?state=yanked",
        "?state=x",
        "?dry-run=maybe",
        "?dryrun=true"
      })
  void publish_badQuery_answers422AndPublishesNothing(String query) {
    assertThat(world.publish("chat", "1.0.0", query).status()).isEqualTo(422);
    assertThat(world.store.catalog().snapshot().sequence()).isZero();
  }

  @Test
  void publish_dryRun_showsMovesAndSizesAndWritesNothing() {
    world.publish("chat", "1.0.0", "");
    Answer answer = world.publish("chat", "1.1.0", "?dry-run=true");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("dryRun").asBoolean()).isTrue();
    assertThat(answer.json().path("aliases").toString())
        .contains("{\"alias\":\"latest\",\"from\":\"1.0.0\",\"to\":\"1.1.0\"}")
        .contains("{\"alias\":\"v1\",\"from\":\"1.0.0\",\"to\":\"1.1.0\"}");
    JsonNode sizes = answer.json().path("sizes");
    assertThat(sizes.path("previous").asString()).isEqualTo("1.0.0");
    assertThat(sizes.path("files").get(0).path("rawBefore").asLong()).isPositive();
    assertThat(world.store.catalog().snapshot().sequence()).isEqualTo(1);
    assertThat(world.call(GET, "/widgets/chat/versions/1.1.0").status()).isEqualTo(404);
  }

  @Test
  void publish_otherPackageJsonNames_warns() {
    Answer answer = world.publish("chat", "1.0.0", "", Archives.widget("9.9.9"));
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().path("warnings").toString()).contains("9.9.9");
  }

  @Test
  void publish_overErrorBudget_answers422() {
    world.publish("chat", "1.0.0", "");
    world.call(
        PUT, "/widgets/chat/settings", "{\"sizeBudget\":{\"maxScriptBytes\":10,\"error\":true}}");
    assertThat(world.publish("chat", "1.0.1", "").status()).isEqualTo(422);
  }

  @Test
  void publish_afterBlock_answers409ForEver() {
    world.publish("chat", "1.0.0", "");
    world.call(PATCH, "/widgets/chat/versions/1.0.0", "{\"state\":\"blocked\",\"reason\":\"x\"}");
    assertThat(world.publish("chat", "1.0.0", "").status()).isEqualTo(409);
  }

  /** RFC 9110 §13.1.1: nothing may be done where the condition is false. */
  @ParameterizedTest
  @ValueSource(strings = {"", "?fast=true", "?dry-run=true", "?state=staged"})
  void publish_staleIfMatch_answers412AndPublishesNothing(String query) {
    world.publish("chat", "1.0.0", "");
    world.publish("chat", "1.1.0", "");
    String path = "/widgets/chat/versions/1.2.0" + query;
    byte[] bundle = Archives.widget("1.2.0");
    assertThat(world.as(ControlWorld.ADMIN, PUT, path, bundle, "If-Match", "\"1\"").status())
        .isEqualTo(412);
    assertThat(world.as(ControlWorld.ADMIN, PUT, path, bundle, "If-Match", "x").status())
        .isEqualTo(400);
    assertThat(world.call(GET, "/widgets/chat/versions/1.2.0").status()).isEqualTo(404);
    String etag = world.call(GET, "/widgets/chat").header("ETag");
    Answer done = world.as(ControlWorld.ADMIN, PUT, path, bundle, "If-Match", etag);
    assertThat(done.status()).as("%s", done).isIn(200, 201);
    String first = "/widgets/first/versions/1.0.0" + query;
    assertThat(world.as(ControlWorld.ADMIN, PUT, first, bundle, "If-Match", "\"0\"").status())
        .isEqualTo(412);
  }

  @Test
  void publish_parameterGivenTwice_isRefusedRatherThanGuessed() {
    Answer answer = world.publish("chat", "1.0.0", "?state=staged&state=released");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(world.call(GET, "/widgets/chat").status()).isEqualTo(404);
  }
}
