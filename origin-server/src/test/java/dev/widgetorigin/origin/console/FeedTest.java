package dev.widgetorigin.origin.console;

import static dev.widgetorigin.origin.web.async.ShareEvents.Of.LIVE_PAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.web.async.ShareEvents;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every open page hears of a change, whatever becomes of the others, and none delays a stop. */
final class FeedTest {
  private static final Duration DRAIN = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void stop_pagesAreOpen_areAnsweredAndNotWaitedFor() throws Exception {
    Map<String, String> settings = Map.of("shutdown.drain", DRAIN.toSeconds() + "s");
    TestOrigin origin = TestOrigin.start(folder.resolve("origin"), settings);
    Socket open;
    long begun;
    try (origin) {
      ConsoleClient person = new ConsoleClient(origin, TestOrigin.ADMIN);
      open = person.changesAfter(Long.MAX_VALUE / 10);
      // Of a later connection, so that the one before has been taken in.
      person.page("");
      begun = System.nanoTime();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(DRAIN.dividedBy(2));
    try (open) {
      String answer = new String(open.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200").contains("{\"sequence\":");
    }
  }

  @Test
  void change_pageThatCannotBeTold_keepsNoOtherFromHearingOfIt() {
    try (DeliveryWorld world = new DeliveryWorld(folder.resolve("store"))) {
      world.publishSample("1.0.0");
      Feed feed = new Feed(world.store.catalog(), world.timer, ShareEvents.NONE);
      long seen = world.store.catalog().snapshot().sequence();
      List<Long> told = new CopyOnWriteArrayList<>();
      feed.await(
          "ana",
          seen,
          now -> {
            throw new OutOfMemoryError("a test");
          });
      feed.await("ana", seen, told::add);

      world.publishSample("1.1.0");

      await().until(() -> !told.isEmpty());
      assertThat(told).singleElement().satisfies(now -> assertThat(now).isGreaterThan(seen));
      feed.close(Duration.ofSeconds(5));
    }
  }

  @Test
  void await_oneTokenWithVeryManyPages_leavesHalfToOthers() {
    try (DeliveryWorld world = new DeliveryWorld(folder.resolve("store"))) {
      List<ShareEvents.Of> refused = new ArrayList<>();
      Feed feed = new Feed(world.store.catalog(), world.timer, refused::add);
      long seen = world.store.catalog().snapshot().sequence();
      List<Long> told = new CopyOnWriteArrayList<>();
      int of = 0;
      for (int i = 0; i < 2 * Feed.MOST; i++) {
        of += feed.await("ana", seen, told::add) ? 1 : 0;
      }
      assertThat(of).isEqualTo(Feed.SHARE);
      assertThat(refused).hasSize(2 * Feed.MOST - Feed.SHARE).containsOnly(LIVE_PAGES);
      assertThat(feed.await("ben", seen, told::add)).isTrue();

      feed.letGo();
      assertThat(told).hasSize(Feed.SHARE + 1);
      feed.close(Duration.ofSeconds(5));
    }
  }
}
