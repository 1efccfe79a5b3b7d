package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.widgetorigin.origin.delivery.Configs;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.DamagedVersions;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lost bytes that a peer has, or has not. */
final class BlobRepairsTest {
  private static final byte[] RIGHT = "let w = 1;".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.sha256(RIGHT);

  @TempDir Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile boolean holds;
  private volatile boolean has = true;
  private HttpServer peer;
  private DeliveryWorld world;
  private BodySources bodies;

  @BeforeEach
  void open() throws IOException {
    peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    peer.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          if (holds) {
            awaitLetGo();
          }
          exchange.sendResponseHeaders(has ? 200 : 404, has ? RIGHT.length : -1);
          if (has) {
            exchange.getResponseBody().write(RIGHT);
          }
          exchange.close();
        });
    peer.start();
    world = new DeliveryWorld(folder.resolve("store"));
    world.publish("w", "1.0.0", ReleaseState.RELEASED, "w.js", Map.of("w.js", text(), "x.js", "x"));
    bodies = sources("http://127.0.0.1:" + peer.getAddress().getPort());
  }

  private void awaitLetGo() {
    try {
      assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private BodySources sources(String... peers) {
    return BodySources.of(
        world.store,
        Configs.withPeers(peers),
        1 << 20,
        new ClientQueue(Runnable::run, 4096),
        FarReads.NONE,
        BlobEvents.NONE,
        DeliveryWorld.CHANCE);
  }

  private static String text() {
    return new String(RIGHT, StandardCharsets.UTF_8);
  }

  @AfterEach
  void close() {
    held.countDown();
    peer.stop(0);
    bodies.close();
    world.close();
  }

  private static boolean outcome(CompletableFuture<Boolean> repair) {
    return repair.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private boolean restore() {
    return outcome(bodies.repairs().restore(DIGEST, RIGHT.length));
  }

  @Test
  void restore_fromAPeerThatHasIt_canBeReadAgainAtOnce() throws IOException {
    Files.delete(world.blob(DIGEST));
    assertThatThrownBy(() -> bodies.reader().open(DIGEST, RIGHT.length))
        .isInstanceOf(StoreException.class);
    assertThat(restore()).isTrue();
    // That it was lost a moment ago is forgotten.
    bodies.reader().open(DIGEST, RIGHT.length).close();
    assertThat(world.blob(DIGEST)).hasBinaryContent(RIGHT);
    assertThat(asked).containsExactly(PeerBlobs.PREFIX + DIGEST);
  }

  @Test
  void restore_whatNoPeerHas_isNotAskedForAgainAtOnce() {
    has = false;
    for (int i = 0; i < 3; i++) {
      assertThat(restore()).isFalse();
    }
    assertThat(asked).hasSize(1);
    Digest other = Digest.sha256(new byte[] {9});
    assertThat(outcome(bodies.repairs().restore(other, 1))).isFalse();
    assertThat(asked).as("of another").hasSize(2);
  }

  @Test
  void restore_whileSomebodyAsks_waitsForTheSame() {
    holds = true;
    CompletableFuture<Boolean> first = bodies.repairs().restore(DIGEST, RIGHT.length);
    assertThat(bodies.repairs().restore(DIGEST, RIGHT.length)).isSameAs(first);
    assertThat(first).isNotDone();
    holds = false;
    held.countDown();
    assertThat(outcome(first)).isTrue();
    assertThat(asked).hasSize(1);
    assertThat(restore()).as("and is asked for anew afterwards").isTrue();
    assertThat(asked).hasSize(2);
  }

  @Test
  void restore_withoutPeers_isNothingAtOnce() {
    bodies.close();
    bodies = sources();
    assertThat(bodies.repairs().restore(DIGEST, RIGHT.length)).isCompletedWithValue(false);
    assertThat(asked).isEmpty();
  }

  @Test
  void restore_afterItWasClosed_isGivenUp() {
    bodies.close();
    for (int i = 0; i < 2; i++) {
      assertThat(bodies.repairs().restore(DIGEST, RIGHT.length))
          .as("at once")
          .isCompletedWithValue(false);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void intact_whatIsLost_isAskedForTheNextTime() throws IOException {
    assertThat(bodies.intact(DIGEST, RIGHT.length)).isTrue();
    assertThat(asked).isEmpty();
    Files.delete(world.blob(DIGEST));
    holds = true;
    assertThat(bodies.intact(DIGEST, RIGHT.length)).isFalse();
    CompletableFuture<Boolean> repair = bodies.repairs().restore(DIGEST, RIGHT.length);
    holds = false;
    held.countDown();
    assertThat(outcome(repair)).isTrue();
    assertThat(bodies.intact(DIGEST, RIGHT.length)).isTrue();
    assertThat(asked).hasSize(1);
  }

  /** What is known of files is void when somebody finds damage, or repairs it. */
  @Test
  void damage_anywhere_makesFilesBeHashedAgain() throws IOException {
    AssetEntry entry = world.entry("1.0.0", "w.js");
    bodies.reader().open(entry.digest(), entry.size()).close();
    world.corrupt(entry.digest());
    bodies.reader().open(entry.digest(), entry.size()).close();
    world
        .store
        .damaged()
        .add(
            new DamagedVersions.Entry(
                WidgetName.parse("w"), Version.parse("1.0.0"), "lost", false, world.now));
    assertThatThrownBy(() -> bodies.reader().open(entry.digest(), entry.size()))
        .isInstanceOf(StoreException.class);
  }
}
