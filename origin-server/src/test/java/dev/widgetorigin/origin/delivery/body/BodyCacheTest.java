package dev.widgetorigin.origin.delivery.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.AssetHandler;
import dev.widgetorigin.origin.delivery.Configs;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.delivery.negotiate.ByteRanges;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of bodies: bounded, shared, never leaking. */
final class BodyCacheTest {
  private static final int FILES = 40;
  private static final long LIMIT = 64 * 1024;

  @TempDir Path folder;

  private DeliveryWorld small() {
    DeliveryWorld world =
        new DeliveryWorld(
            folder.resolve("store"), Configs.withCache(OriginConfig.DEFAULTS, LIMIT, LIMIT));
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < FILES; i++) {
      files.put("f" + i + ".js", content(i));
    }
    world.publish("w", "1.0.0", ReleaseState.RELEASED, "f0.js", files);
    return world;
  }

  private static String content(int i) {
    return ("file " + i + ";").repeat(500);
  }

  @Test
  void memory_isNeverExceeded_evenWhileRepliesAreHeld() {
    DeliveryWorld world = small();
    List<Reply> held = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      held.add(world.reply(Method.GET, "/w/v1.0.0/f" + i + ".js"));
      assertThat(world.handler.cacheFigures().bytes()).isLessThanOrEqualTo(LIMIT);
    }
    assertThat(held).anyMatch(reply -> reply.body() instanceof Body.Memory);
    assertThat(held)
        .as("what finds no room is sent from its file")
        .anyMatch(reply -> reply.body() instanceof Body.File);
    for (int i = 0; i < FILES; i++) {
      assertThat(Answer.of(held.get(i)).text()).isEqualTo(content(i));
    }
    world.close();
    assertThat(world.handler.cacheFigures().bytes()).isZero();
  }

  @Test
  void manyThreads_manyFiles_rightBytesAndNoLeak() throws Exception {
    DeliveryWorld world = small();
    ExecutorService clients = Executors.newFixedThreadPool(8);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> all = new ArrayList<>();
    for (int client = 0; client < 8; client++) {
      int seed = client;
      all.add(
          clients.submit(
              () -> {
                start.await();
                for (int i = 0; i < 400; i++) {
                  int file = (i * 7 + seed * 13) % FILES;
                  assertThat(world.get("/w/v1.0.0/f" + file + ".js").text())
                      .isEqualTo(content(file));
                  assertThat(world.handler.cacheFigures().bytes()).isLessThanOrEqualTo(LIMIT);
                }
                return null;
              }));
    }
    start.countDown();
    for (Future<?> each : all) {
      each.get();
    }
    clients.shutdown();
    assertThat(world.handler.cacheFigures().evictions()).isPositive();
    world.close();
    assertThat(world.handler.cacheFigures().bytes()).isZero();
  }

  @Test
  void bodyInMemory_isTheSameForAll_andEachIsAHit() {
    try (DeliveryWorld world = small()) {
      assertThat(world.get("/w/v1.0.0/f0.js").text()).isEqualTo(content(0));
      Body body = null;
      for (int i = 0; i < 200; i++) {
        Reply reply = world.reply(Method.GET, "/w/v1.0.0/f0.js");
        assertThat(body == null || reply.body() == body).isTrue();
        body = reply.body();
        assertThat(Answer.of(reply).text()).isEqualTo(content(0));
      }
      assertThat(world.handler.cacheFigures().hits()).isEqualTo(200);
      assertThat(world.handler.cacheFigures().misses()).isPositive();
    }
  }

  @Test
  void bodyThatHasLeftMemory_isReadAgain() {
    try (DeliveryWorld world = small()) {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < FILES; i++) {
          for (int again = 0; again < 3; again++) {
            assertThat(world.get("/w/v1.0.0/f" + i + ".js").text()).isEqualTo(content(i));
          }
        }
      }
      assertThat(world.handler.cacheFigures().evictions()).isPositive();
    }
  }

  @Test
  void fullExecutor_isUnavailable_notStuck() {
    try (DeliveryWorld world = small();
        AssetHandler refusing =
            world.handlerOver(
                world.store,
                OriginConfig.DEFAULTS,
                new ClientQueue(
                    task -> {
                      throw new RejectedExecutionException("full");
                    },
                    4096))) {
      List<Answer> answers = new ArrayList<>();
      for (String target : List.of("/w/v1.0.0/f1.js", "/w/v1/f1.js")) {
        refusing.handle(FakeRequest.of(Method.GET, target), r -> answers.add(Answer.of(r)));
      }
      assertThat(answers).hasSize(2).allMatch(answer -> answer.status() == 503);
      assertThat(answers).allMatch(answer -> answer.header("Cache-Control").equals("no-store"));
    }
  }

  @Test
  void manyRanges_ofAFileThatIsNotInMemory_areCut() {
    try (DeliveryWorld world =
        new DeliveryWorld(
            folder.resolve("store"), Configs.withCache(OriginConfig.DEFAULTS, LIMIT, 0))) {
      world.publish("w", "1.0.0", ReleaseState.RELEASED, "f.png", Map.of("f.png", content(1)));

      Answer most = world.get("/w/v1.0.0/f.png", "Range", ranges(ByteRanges.MAX_RANGES));
      Answer more = world.get("/w/v1.0.0/f.png", "Range", ranges(ByteRanges.MAX_RANGES + 1));

      assertThat(most.status()).isEqualTo(206);
      assertThat(more.status()).isEqualTo(200);
      assertThat(more.text()).isEqualTo(content(1));
    }
  }

  private static String ranges(int count) {
    return "bytes="
        + java.util.stream.IntStream.range(0, count)
            .mapToObj(i -> 2 * i + "-" + 2 * i)
            .collect(java.util.stream.Collectors.joining(","));
  }
}
