package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.Digest;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not in memory: read once for all who wait, and never at the cost of what is hot. */
final class ColdReadsTest {
  private static final int FILES = 160;
  private static final int ASKING = 64;

  /** Room for some twenty bodies of {@link #content}; the store has {@value #FILES}. */
  private static final long MEMORY = 128 * 1024;

  @TempDir Path folder;

  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(4, 4, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
  private final AtomicInteger pending = new AtomicInteger();
  private DeliveryWorld world;
  private ObservedStore store;

  @BeforeEach
  void publish() {
    world = new DeliveryWorld(folder.resolve("store"));
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < FILES; i++) {
      files.put("f" + i + ".js", content(i));
    }
    world.publish("w", "1.0.0", ReleaseState.RELEASED, "f0.js", files);
    store = new ObservedStore(world.store);
  }

  @AfterEach
  void close() {
    executor.shutdown();
    world.close();
  }

  private static String content(int i) {
    return ("file " + i + ";").repeat(500);
  }

  private static String url(int i) {
    return "/w/v1.0.0/f" + i + ".js";
  }

  private Digest digest(int i) {
    return store
        .manifest(WidgetName.parse("w"), Version.parse("1.0.0"))
        .files()
        .get("f" + i + ".js")
        .digest();
  }

  /** What was given to the executor and has not ended. */
  private void execute(Runnable task) {
    pending.incrementAndGet();
    executor.execute(
        () -> {
          try {
            task.run();
          } finally {
            pending.decrementAndGet();
          }
        });
  }

  /** All who ask have come to the one read that is held back. */
  private void awaitOnlyTheHeldRead() {
    await().until(() -> pending.get() == 1);
  }

  private AssetHandler handler(long memory, long maxEntry) {
    return world.handlerOver(
        store,
        Configs.withCache(OriginConfig.DEFAULTS, memory, maxEntry),
        new ClientQueue(this::execute, 4096));
  }

  private static Reply reply(AssetHandler handler, int file) throws Exception {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    handler.handle(FakeRequest.of(Method.GET, url(file)), reply::complete);
    return reply.get(DeliveryWorld.PATIENCE, TimeUnit.SECONDS);
  }

  @Test
  void coldAsset_askedByManyAtOnce_isReadOnce() {
    try (AssetHandler handler = handler(MEMORY, MEMORY)) {
      ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
      store.holdBack();
      for (int i = 0; i < ASKING; i++) {
        handler.handle(FakeRequest.of(Method.GET, url(3)), replies::add);
      }
      awaitOnlyTheHeldRead();
      assertThat(replies).isEmpty();
      store.letGo();
      await().until(() -> replies.size() == ASKING);
      assertThat(replies).allMatch(reply -> Answer.of(reply).text().equals(content(3)));
      assertThat(store.opened(digest(3))).isEqualTo(1);
    }
  }

  @Test
  void lostAsset_askedByManyAtOnce_isLookedForOnceAndToldToAll() {
    try (AssetHandler handler = handler(MEMORY, MEMORY)) {
      world.corrupt(digest(3));
      ConcurrentLinkedQueue<Reply> replies = new ConcurrentLinkedQueue<>();
      store.holdBack();
      for (int i = 0; i < ASKING; i++) {
        handler.handle(FakeRequest.of(Method.GET, url(3)), replies::add);
      }
      awaitOnlyTheHeldRead();
      store.letGo();
      await().until(() -> replies.size() == ASKING);
      assertThat(replies).allMatch(reply -> reply.status() == 503);
      assertThat(store.opened(digest(3))).isEqualTo(1);
    }
  }

  /** Counts by the buffers' own reference counts, not by what the cache says of itself. */
  @Test
  void scanOfAStoreLargerThanTheMemory_staysBelowTheLimitAndReleasesAll() throws Exception {
    Set<ByteBuf> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    AssetHandler handler = handler(MEMORY, MEMORY);
    List<Reply> slow = new ArrayList<>();
    for (int i = 0; i < 2 * FILES; i++) {
      Reply reply = reply(handler, i * 7 % FILES);
      if (reply.body() instanceof Body.Memory memory) {
        seen.add(memory.bytes());
      }
      slow.add(reply);
      if (slow.size() > 5) {
        Answer.of(slow.remove(0));
      }
      long held = seen.stream().filter(b -> b.refCnt() > 0).mapToLong(ByteBuf::capacity).sum();
      assertThat(held).isLessThanOrEqualTo(MEMORY);
      assertThat(handler.cacheFigures().bytes()).isBetween(held, MEMORY);
    }
    assertThat(seen).as("most of the scan went through memory").hasSizeGreaterThan(FILES / 2);
    slow.forEach(Answer::of);
    handler.close();
    assertThat(seen).allMatch(buffer -> buffer.refCnt() == 0);
    assertThat(handler.cacheFigures().bytes()).isZero();
  }

  @Test
  void assetAskedForOften_survivesAScanThatALeastRecentlyUsedCacheWouldNot() throws Exception {
    try (AssetHandler handler = handler(MEMORY, MEMORY)) {
      // Caffeine begins to count when it is half full.
      for (int i = 100; i < FILES; i++) {
        Answer.of(reply(handler, i));
      }
      for (int i = 0; i < 200; i++) {
        Answer.of(reply(handler, 0));
      }
      int reads = store.opened(digest(0));
      for (int i = 1; i < 100; i++) {
        Answer.of(reply(handler, i));
      }
      Answer.of(reply(handler, 0));
      assertThat(store.opened(digest(0))).isEqualTo(reads);
    }
  }
}
