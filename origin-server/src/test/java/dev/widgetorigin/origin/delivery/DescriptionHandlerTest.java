package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ?meta} and import maps, of what can be read and of what cannot. */
final class DescriptionHandlerTest {
  private static final WidgetName W = WidgetName.parse("w");
  private static final String MAP = "/-/importmap/w/v1.json";

  @TempDir Path folder;
  @AutoClose private DeliveryWorld world;

  @BeforeEach
  void open() {
    world = new DeliveryWorld(folder.resolve("store"));
    world.publishSample("1.0.0").publishSample("1.1.0");
  }

  private static Answer ask(Handler handler, Method method, String target, String... headers) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler.handle(FakeRequest.of(method, target, headers), reply::complete);
    return Answer.of(reply.orTimeout(DeliveryWorld.PATIENCE, TimeUnit.SECONDS).join());
  }

  private Answer map(Method method, String target) {
    return ask(world.handler.importMaps(), method, target, "origin", "https://a.example");
  }

  /** As after a restart: what is in memory would stand in. */
  private void restartWithout(Path file) throws IOException {
    world.close();
    Files.delete(file);
    world = new DeliveryWorld(folder.resolve("store"));
  }

  @Test
  void importMap_isToldToGetAndHead() {
    assertThat(map(Method.GET, MAP).text()).contains("\"imports\"", "/w/v1/");
    Answer head = map(Method.HEAD, MAP);
    assertThat(head.status()).isEqualTo(200);
    assertThat(map(Method.GET, "/-/importmap/x/v1.json").status()).isEqualTo(404);
    assertThat(map(Method.GET, "/-/importmap/w").status()).isEqualTo(404);
  }

  @Test
  void importMap_otherMethods_areToldWhatIsAllowed() {
    Answer preflight = map(Method.OPTIONS, MAP);
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(map(Method.OPTIONS, "/-/importmap/").status()).isEqualTo(204);
    Answer post = map(Method.POST, MAP);
    assertThat(post.status()).isEqualTo(405);
    assertThat(post.header("Allow")).contains("GET");
  }

  @Test
  void metaOfAWidget_listsItsVersions() {
    Answer answer = world.get("/w?meta");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("1.0.0", "1.1.0");
    assertThat(world.get("/w?meta").text()).as("kept").isEqualTo(answer.text());
    assertThat(world.get("/x?meta").status()).isEqualTo(404);
  }

  @Test
  void metaOfAWidget_thatDoesNotListItsVersions_isNotFound() {
    world.settings(OneSetting.publicVersions(false));
    Answer answer = world.get("/w?meta");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("does not list its versions");
    assertThat(world.get("/w/v1/widget.js?meta").status()).as("of a file").isEqualTo(200);
  }

  @Test
  void metaOfAFile_isOfThatFile() {
    assertThat(world.get("/w/v1/widget.js?meta").text()).contains("widget.js", "1.1.0");
    assertThat(world.get("/w/v1.0.0/widget.js?meta").text()).contains("\"1.0.0\"");
    assertThat(world.get("/w/v1/%zz?meta").status()).isEqualTo(400);
    assertThat(world.get("/w/v9/widget.js?meta").status()).isEqualTo(404);
  }

  @Test
  void lostManifest_alias_isOfTheOlderVersionUntilItIsBack() throws IOException {
    Path manifest = world.manifest("1.1.0");
    byte[] right = Files.readAllBytes(manifest);
    restartWithout(manifest);
    assertThat(world.get("/w/v1/widget.js?meta").text()).contains("/w/v1.0.0/widget.js");
    assertThat(world.get("/w/v1.1.0/widget.js?meta").status()).isEqualTo(503);
    Files.write(manifest, right);
    world.now = world.now.plus(BrokenVersions.RETRY).plusSeconds(1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(DeliveryWorld.PATIENCE))
        .until(() -> world.get("/w/v1/widget.js?meta").text().contains("/w/v1.1.0/widget.js"));
  }

  @Test
  void lostManifest_staysLost_isNotTakenForWhole() throws IOException {
    restartWithout(world.manifest("1.1.0"));
    assertThat(world.get("/w/v1/widget.js?meta").text()).contains("/w/v1.0.0/widget.js");
    assertThat(world.store.damaged().unreadable(W, Version.parse("1.1.0"))).isTrue();
    assertThat(map(Method.GET, MAP).status()).isEqualTo(200);
  }

  /** A range that nothing else fits. */
  @Test
  void lostManifest_withoutAnOlderVersion_isUnavailable() throws IOException {
    restartWithout(world.manifest("1.1.0"));
    assertThat(world.get("/w/v1.1/widget.js?meta").status()).isEqualTo(503);
  }

  /** Its threads are gone, as when all of them are busy and as many requests wait. */
  @ParameterizedTest
  @ValueSource(strings = {"/w?meta", "/w/v1/widget.js?meta"})
  void noThreadToTell_isBusyAndAnsweredAtOnce(String target) {
    world.handler.close();
    Answer answer = world.get(target);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(world.get("/w/v1/widget.js").status()).as("files").isEqualTo(200);
  }
}
