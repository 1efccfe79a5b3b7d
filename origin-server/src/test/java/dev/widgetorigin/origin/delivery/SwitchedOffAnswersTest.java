package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a widget that is switched off answers, of whatever kind the file is. */
final class SwitchedOffAnswersTest {
  private static final WidgetName W = WidgetName.parse("w");

  @TempDir Path folder;
  @AutoClose private DeliveryWorld world;

  @BeforeEach
  void open() {
    world = new DeliveryWorld(folder.resolve("store"));
    world.publishSample("1.0.0");
  }

  private void off() {
    world.commit(new Change.SwitchedOff(W, null, "broken"));
  }

  /** A script and a style do nothing; a page, a picture and what is not there are not found. */
  @ParameterizedTest
  @CsvSource({
    "/w/v1/widget.js, 200",
    "/w/latest/widget.css, 200",
    "/w/v1/none.js, 200",
    "/w/v1/logo.png, 404",
    "/w/v1/index.html, 404",
    "/w/v1/none.txt, 404",
    "/w/v1/lib/, 404",
    "/w/v1/widget.js/, 404",
    "/w/v1, 200",
  })
  void alias_switchedOff_answersByTheKindOfFile(String target, int status) {
    off();
    Answer answer = world.get(target);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("X-Widget-Switched-Off")).isNotNull();
    assertThat(answer.text()).doesNotContain(DeliveryWorld.script("1.0.0"));
  }

  @Test
  void exactVersion_switchedOff_answersItsFile() {
    off();
    Answer answer = world.get("/w/v1.0.0/widget.js");
    assertThat(answer.text()).isEqualTo(DeliveryWorld.script("1.0.0"));
    assertThat(answer.header("X-Widget-Switched-Off")).isNull();
    assertThat(world.get("/w/v1.0.0/logo.png").text()).isEqualTo("PNG");
  }

  @Test
  void alias_switchedOnAgain_answersTheFile() {
    off();
    assertThat(world.get("/w/v1/widget.js").text()).isNotEqualTo(DeliveryWorld.script("1.0.0"));
    world.commit(new Change.SwitchedOn(W, null));
    assertThat(world.get("/w/v1/widget.js").text()).isEqualTo(DeliveryWorld.script("1.0.0"));
    assertThat(world.get("/w/v1/logo.png").text()).isEqualTo("PNG");
  }

  /** Whoever switches off may do so because the disk fails: nothing of the version is read. */
  @Test
  void script_switchedOffWithItsManifestLost_isStillTheStub() throws IOException {
    off();
    Path manifest = world.manifest("1.0.0");
    world.close();
    Files.delete(manifest);
    world = new DeliveryWorld(folder.resolve("store"), OriginConfig.DEFAULTS, DeliveryEvents.NONE);
    assertThat(world.get("/w/v1/widget.js").status()).isEqualTo(200);
    assertThat(world.get("/w/v1/logo.png").status()).as("has to look").isEqualTo(503);
    assertThat(world.get("/w/v1/widget.js").status()).as("known to be lost by now").isEqualTo(200);
  }

  /** The usual order: pages fail, nothing older is there, and somebody switches the widget off. */
  @ParameterizedTest
  @CsvSource({
    "/w/v1/widget.js, 200",
    "/w/latest/none.css, 200",
    "/w/v1, 200",
    "/w/v1/logo.png, 404"
  })
  void alias_knownToBeDamagedAndSwitchedOff_answersByTheKindOfFile(String target, int status) {
    world.corrupt(world.entry("1.0.0", "widget.js").digest());
    assertThat(world.get("/w/v1/widget.js").status()).as("nothing older").isEqualTo(503);
    off();
    Answer answer = world.get(target);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("X-Widget-Switched-Off")).isEqualTo("true");
    world.commit(new Change.SwitchedOn(W, null));
    assertThat(world.get("/w/v1/widget.js").status()).isEqualTo(503);
  }
}
