package dev.widgetorigin.origin.admin;

import static dev.widgetorigin.origin.web.Method.GET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.admin.ControlWorld.Answer;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code ?published=}: a version that is brought from elsewhere keeps its time. */
final class PublishedTimeTest {
  @TempDir Path folder;
  @AutoClose private ControlWorld world;

  @BeforeEach
  void open() {
    world = new ControlWorld(folder);
  }

  @Test
  void published_byAnAdministrator_isTheVersionsTimeEverywhereButThatOfTheChange() {
    Answer answer = world.publish("chat", "1.0.0", "?published=2024-03-01T12:00:00Z");
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    assertThat(answer.text("publishedAt")).isEqualTo("2024-03-01T12:00:00Z");
    assertThat(world.call(GET, "/widgets/chat/versions/1.0.0").text("publishedAt"))
        .isEqualTo("2024-03-01T12:00:00Z");
    assertThat(world.call(GET, "/widgets/chat").json().at("/versions/0/publishedAt").asString())
        .isEqualTo("2024-03-01T12:00:00Z");
    JsonNode history = world.call(GET, "/widgets/chat/history").json();
    assertThat(history.at("/history/0/time").asString()).isEqualTo(world.now.toString());
    assertThat(history.at("/history/0/changes/0/publishedAt").asString())
        .isEqualTo("2024-03-01T12:00:00Z");
  }

  /** What goes by how long a version has been here is not misled by where it was before. */
  @Test
  void published_elsewhereLongAgo_isInItsStateSinceNow() {
    world.publish("chat", "1.0.0", "?published=2024-03-01T12:00:00Z");
    Release release =
        world
            .store
            .catalog()
            .snapshot()
            .widget(WidgetName.parse("chat"))
            .flatMap(widget -> widget.state().release(Version.parse("1.0.0")))
            .orElseThrow();
    assertThat(release.publishedAt()).isEqualTo(Instant.parse("2024-03-01T12:00:00Z"));
    assertThat(release.since()).isEqualTo(world.now);
  }

  @Test
  void published_againWithTheSameBytes_changesNothing() {
    world.publish("chat", "1.0.0", "");
    Answer answer = world.publish("chat", "1.0.0", "?published=2024-03-01T12:00:00Z");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("publishedAt")).isEqualTo(world.now.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2099-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "yesterday", ""})
  void published_noTimeThatHasBeen_isRefused(String time) {
    Answer answer = world.publish("chat", "1.0.0", "?published=" + time);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.toString()).contains("expected a time that has been");
    assertThat(world.call(GET, "/widgets/chat").status()).isEqualTo(404);
  }

  @Test
  void published_byAPublisher_isRefused() {
    Answer answer =
        world.as(
            world.token("publish:chat", "release:chat"),
            Method.PUT,
            "/widgets/chat/versions/1.0.0?published=2024-03-01T12:00:00Z",
            Archives.widget("1.0.0"));
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("detail")).contains("admin");
  }
}
