package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.delivery.body.PeerBlobs;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers are handed. */
final class BlobHandlerTest {
  private static final OriginConfig AMONG_PEERS = Configs.withPeers("http://127.0.0.1:1");

  @TempDir Path folder;
  private DeliveryWorld world;
  private ObservedStore store;
  private AssetHandler handler;

  @BeforeEach
  void open() {
    world = new DeliveryWorld(folder.resolve("store"));
    world.publishSample("1.0.0");
    store = new ObservedStore(world.store);
    handler = handler(AMONG_PEERS);
  }

  @AfterEach
  void close() {
    handler.close();
    world.close();
  }

  private AssetHandler handler(OriginConfig config) {
    return world.handlerOver(store, config, new ClientQueue(world.executor, 4096));
  }

  private Reply reply(Method method, String target) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler.blobs().handle(FakeRequest.of(method, target), reply::complete);
    return reply.orTimeout(DeliveryWorld.PATIENCE, TimeUnit.SECONDS).join();
  }

  private Answer ask(Method method, String target) {
    return Answer.of(reply(method, target));
  }

  private String script() {
    return PeerBlobs.PREFIX + world.entry("1.0.0", "widget.js").digest();
  }

  private Digest manifestDigest() {
    return world
        .store
        .catalog()
        .snapshot()
        .widget(WidgetName.parse("w"))
        .orElseThrow()
        .manifests()
        .get(Version.parse("1.0.0"));
  }

  @Test
  void blob_isSentFromItsFile() {
    Reply reply = reply(Method.GET, script());
    assertThat(reply.body()).isInstanceOf(Body.File.class);
    Answer answer = Answer.of(reply);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(DeliveryWorld.script("1.0.0"));
    assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(answer.header("Content-Length"))
        .isEqualTo(Integer.toString(DeliveryWorld.script("1.0.0").length()));
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void blob_toHead_isNotOpened() {
    Digest digest = world.entry("1.0.0", "widget.js").digest();
    Reply reply = reply(Method.HEAD, script());
    assertThat(reply.body()).isSameAs(Body.EMPTY);
    assertThat(reply.headers().get("Content-Length"))
        .isEqualTo(Integer.toString(DeliveryWorld.script("1.0.0").length()));
    assertThat(store.opened(digest)).isEqualTo(1);
    assertThat(handler.openFiles()).isNotNull();
  }

  @Test
  void blob_empty_hasNoContent() {
    Reply reply = reply(Method.GET, PeerBlobs.PREFIX + Digest.sha256(new byte[0]));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isSameAs(Body.EMPTY);
    assertThat(reply.headers().get("Content-Length")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void otherMethods_areNotAllowed(String method) {
    Answer answer = ask(Method.valueOf(method), script());
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
  }

  @ParameterizedTest
  @CsvSource({
    "/-/blobs/sha256/",
    "/-/blobs/sha256/00",
    "/-/blobs/sha256/../x",
    "/-/blobs/sha512/0000000000000000000000000000000000000000000000000000000000000000",
    "/-/blobs/sha256/0000000000000000000000000000000000000000000000000000000000000000",
    "/-/blobs/sha256/000000000000000000000000000000000000000000000000000000000000000G",
    "/-/blobs/sha256/00000000000000000000000000000000000000000000000000000000000000000",
    "x",
  })
  void whatIsNoBlob_isNotFound(String path) {
    Answer answer = ask(Method.GET, path);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("There is no such blob.");
  }

  @Test
  void withoutPeersOfItsOwn_nothingIsHandedOut() {
    handler.close();
    handler = handler(OriginConfig.DEFAULTS);
    assertThat(ask(Method.GET, script()).status()).isEqualTo(404);
    assertThat(ask(Method.GET, PeerBlobs.PREFIX + manifestDigest() + "?manifest=w@1.0.0").status())
        .isEqualTo(404);
  }

  @Test
  void blobThatIsLost_isNotFound() throws IOException {
    Files.delete(world.blob(world.entry("1.0.0", "widget.js").digest()));
    assertThat(ask(Method.GET, script()).status()).isEqualTo(404);
  }

  @Test
  void manifest_isSentAsItIsKept() {
    String target = PeerBlobs.PREFIX + manifestDigest() + "?manifest=w@1.0.0";
    Answer answer = ask(Method.GET, target);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(Digest.sha256(answer.content())).isEqualTo(manifestDigest());
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Content-Length"))
        .isEqualTo(Integer.toString(answer.content().length));
    Reply head = reply(Method.HEAD, target);
    assertThat(head.body()).isSameAs(Body.EMPTY);
    assertThat(head.headers().get("Content-Length")).isEqualTo(answer.header("Content-Length"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "manifest=",
        "manifest=@",
        "manifest=w",
        "manifest=w@",
        "manifest=@1.0.0",
        "manifest=w@1.0",
        "manifest=w@1.0.1",
        "manifest=x@1.0.0",
        "manifest=%zz",
        // Any other query asks for a blob, and a manifest is none.
        "x=1&manifest=w@1.0.0",
        "",
      })
  void manifest_ofAnotherVersionThanNamed_isNotFound(String query) {
    String path = PeerBlobs.PREFIX + manifestDigest();
    assertThat(ask(Method.GET, path + "?" + query).status()).isEqualTo(404);
  }

  @Test
  void manifest_ofAnotherDigest_isNotFound() {
    assertThat(ask(Method.GET, script() + "?manifest=w@1.0.0").status()).isEqualTo(404);
    assertThat(ask(Method.GET, script() + "?x=1").status()).as("a blob").isEqualTo(200);
  }

  @Test
  void manifest_thatIsLost_isNotFound() throws IOException {
    Files.delete(world.manifest("1.0.0"));
    assertThat(ask(Method.GET, PeerBlobs.PREFIX + manifestDigest() + "?manifest=w@1.0.0").status())
        .isEqualTo(404);
  }

  /** A peer that was told 404 would take the bytes for lost here, too. */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void blob_thatCannotBeReadForAMoment_isBusy(String method) {
    store.failure = new FileSystemException("a blob", null, "Too many open files");
    Answer answer = ask(Method.valueOf(method), script());
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    store.failure = null;
    assertThat(ask(Method.valueOf(method), script()).status()).isEqualTo(200);
  }

  @Test
  void manifest_thatCannotBeReadForAMoment_isBusy() {
    String target = PeerBlobs.PREFIX + manifestDigest() + "?manifest=w@1.0.0";
    store.failing = true;
    assertThat(ask(Method.GET, target).status()).isEqualTo(503);
    store.failing = false;
    assertThat(ask(Method.GET, target).status()).isEqualTo(200);
  }

  /** What a blocked version names cannot be known then. */
  @Test
  void whileManifestsCannotBeRead_isBusy() {
    String path = script();
    world.publish("w", "1.1.0", ReleaseState.RELEASED, null, Map.of("b.js", "let b = 1;"));
    world.state("1.1.0", ReleaseState.RELEASED, ReleaseState.BLOCKED);
    store.failing = true;
    Answer answer = ask(Method.GET, path);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("try again in a few seconds");
    store.failing = false;
    assertThat(ask(Method.GET, path).status()).isEqualTo(200);
  }

  @Test
  void moreFilesThanPlaces_isBusy() {
    handler.close();
    handler =
        handler(
            ConfigLoader.loadOnly(
                Map.of("limits.open-files", "16", "assets.peers", "http://127.0.0.1:1")));
    for (int i = 1; i <= 9; i++) {
      world.publishSample("1.1." + i);
    }
    List<Reply> held = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      held.add(reply(Method.GET, PeerBlobs.PREFIX + world.entry("1.1." + i, "widget.js").digest()));
      assertThat(held.get(i - 1).status()).isEqualTo(200);
    }
    Answer busy = ask(Method.GET, PeerBlobs.PREFIX + world.entry("1.1.9", "widget.js").digest());
    assertThat(busy.status()).isEqualTo(503);
    held.forEach(reply -> reply.body().release());
  }

  /** Where the same bytes are in a version that is answered, they are handed out. */
  @Test
  void blocked_namesOnlyWhatNoOtherVersionOfTheWidgetHas() {
    world.publish(
        "w", "2.0.0", ReleaseState.RELEASED, null, Map.of("a.js", "let a;", "b.js", "let b;"));
    world.publish("w", "2.1.0", ReleaseState.RELEASED, null, Map.of("b.js", "let b;"));
    Digest a = world.entry("2.0.0", "a.js").digest();
    Digest b = world.entry("2.0.0", "b.js").digest();
    BlockedBlobs blobs = new BlockedBlobs(store);
    assertThat(blobs.contains(a)).isFalse();
    world.state("2.0.0", ReleaseState.RELEASED, ReleaseState.BLOCKED);
    assertThat(blobs.contains(a)).isTrue();
    assertThat(blobs.contains(b)).isFalse();
    // Known by now: another widget's change reads no manifest again, this one's does.
    world.publish("x", "1.0.0", ReleaseState.RELEASED, null, Map.of("x.js", "let x;"));
    store.failing = true;
    assertThat(blobs.contains(a)).isTrue();
    assertThat(blobs.contains(b)).isFalse();
    store.failing = false;
    world.publish("w", "2.2.0", ReleaseState.RELEASED, null, Map.of("a.js", "let a;"));
    assertThat(blobs.contains(a)).isFalse();
    world.commit(
        new Change.StateChanged(
            WidgetName.parse("w"),
            Version.parse("2.2.0"),
            ReleaseState.RELEASED,
            ReleaseState.YANKED,
            ""));
    assertThat(blobs.contains(a)).as("yanked is still answered").isFalse();
  }

  /** Nobody can say what to refuse then. */
  @Test
  void blocked_whoseManifestIsLost_refusesNothing() throws IOException {
    world.publish("w", "2.0.0", ReleaseState.RELEASED, null, Map.of("a.js", "let a;"));
    world.publish("w", "2.1.0", ReleaseState.RELEASED, null, Map.of("b.js", "let b;"));
    Digest a = world.entry("2.0.0", "a.js").digest();
    Digest b = world.entry("2.1.0", "b.js").digest();
    Path manifest = world.manifest("2.0.0");
    world.state("2.0.0", ReleaseState.RELEASED, ReleaseState.BLOCKED);
    world.state("2.1.0", ReleaseState.RELEASED, ReleaseState.BLOCKED);
    handler.close();
    world.close();
    Files.delete(manifest);
    world = new DeliveryWorld(folder.resolve("store"));
    store = new ObservedStore(world.store);
    handler = handler(AMONG_PEERS);
    BlockedBlobs blobs = new BlockedBlobs(store);
    assertThat(blobs.contains(a)).isFalse();
    assertThat(blobs.contains(b)).isTrue();
  }
}
