package dev.widgetorigin.origin.delivery.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.Configs;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.resolver.ReleaseState;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Import maps of a bundle with many scripts, which clients ask for and do not take. No public URL
 * is set, so that each map names the host that was asked.
 */
final class HeldImportMapsTest {
  private static final int FILES = 1_000;
  private static final String MAP = "/-/importmap/w/1.0.0.json";

  /** Published once: no test changes the store. */
  @TempDir static Path folder;

  private DeliveryWorld world;

  @BeforeAll
  static void publish() {
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < FILES; i++) {
      files.put("chunks/" + i + ".js", "x");
    }
    try (DeliveryWorld world = new DeliveryWorld(folder.resolve("store"))) {
      world.publish("w", "1.0.0", ReleaseState.RELEASED, "chunks/0.js", files);
    }
  }

  private void open(OriginConfig config) {
    world = new DeliveryWorld(folder.resolve("store"), config);
  }

  @AfterEach
  void close() {
    world.close();
    assertThat(world.handler.cacheFigures().bytes()).as("bytes still referenced").isZero();
  }

  private Reply map(String host) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    world.handler.importMaps().handle(FakeRequest.of(Method.GET, MAP).at(host), reply::complete);
    return reply.orTimeout(DeliveryWorld.PATIENCE, TimeUnit.SECONDS).join();
  }

  @Test
  void map_isMadeOnceForAllWhoAskThatHost() {
    open(OriginConfig.DEFAULTS);
    HeldReplies held = HeldReplies.of(200, i -> map("cdn.example"));
    long one = held.length();
    assertThat(one).isGreaterThan(100L * FILES);
    assertThat(world.handler.cacheFigures().bytes()).as("in the counted memory").isEqualTo(one);
    held.add(map("other.example"));
    assertThat(world.handler.cacheFigures().bytes()).as("of two hosts").isGreaterThan(2 * one);
    held.release();
  }

  /** Whatever hosts somebody makes up. */
  @Test
  void withoutMemory_mapsThatAreHeldAreBounded() {
    open(Configs.withCache(OriginConfig.DEFAULTS, 0, 0));
    HeldReplies held = HeldReplies.of(60, i -> map("h" + i + ".example"));
    held.assertBounded();
    held.release();
  }
}
