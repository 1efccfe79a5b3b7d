package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.answer.Downloads;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What delivery tells of its answers: each download, and each time a version stood in. */
final class AnswerEventsTest {
  @TempDir Path folder;
  private final List<String> events = new CopyOnWriteArrayList<>();
  private DeliveryWorld world;

  private void open(OriginConfig config) {
    world =
        new DeliveryWorld(
            folder.resolve("store"),
            config,
            new DeliveryEvents() {
              @Override
              public Downloads downloads(WidgetName widget, Version version, String path) {
                return bytes -> events.add(widget + " " + version + " " + path + " " + bytes);
              }

              @Override
              public void versionFallback(WidgetName widget, Version broken, Version answered) {
                events.add(widget + " " + answered + " instead of " + broken);
              }
            });
    world.publishSample("1.0.0").publishSample("1.1.0");
  }

  @AfterEach
  void close() {
    world.close();
    assertThat(world.handler.cacheFigures().bytes()).isZero();
  }

  /** In memory from the second request on, or read from the file each time. */
  @ParameterizedTest
  @ValueSource(longs = {64 << 20, 0})
  void download_isAnyContentToAGet(long memoryBytes) {
    open(Configs.withCache(OriginConfig.DEFAULTS, memoryBytes, memoryBytes));
    int size = DeliveryWorld.script("1.0.0").length();
    String url = "/w/v1.0.0/widget.js";
    world.get(url);
    world.get(url);
    world.get(url, "Range", "bytes=0-9");
    assertThat(events)
        .containsExactly(
            "w 1.0.0 widget.js " + size, "w 1.0.0 widget.js " + size, "w 1.0.0 widget.js 10");
    events.clear();
    world.get(url, "If-None-Match", "*");
    world.send(Method.HEAD, url);
    world.get(url, "If-Match", "\"x\"");
    world.get(url, "Range", "bytes=99999-");
    world.get(url + "?meta");
    world.get("/w/v1");
    assertThat(events).isEmpty();
    world.get("/w/v1.0.0/empty.txt");
    assertThat(events).containsExactly("w 1.0.0 empty.txt 0");
  }

  @Test
  void versionFallback_isToldWhenTheAnswerIsPrepared() throws IOException {
    open(OriginConfig.DEFAULTS);
    Files.delete(world.blob(world.entry("1.1.0", "widget.js").digest()));
    assertThat(world.get("/w/v1/widget.js").status()).isEqualTo(200);
    assertThat(world.get("/w/v1/widget.js").header("X-Fallback")).isEqualTo("version");
    String sent = "w 1.0.0 widget.js " + DeliveryWorld.script("1.0.0").length();
    assertThat(events).containsExactly("w 1.0.0 instead of 1.1.0", sent, sent);
  }

  /** A stub and a redirect send no file. */
  @Test
  void redirect_countsNoDownload() {
    open(OriginConfig.DEFAULTS);
    assertThat(world.get("/w/v1").status()).isEqualTo(302);
    assertThat(world.get("/w/v1/none.js").status()).isEqualTo(404);
    assertThat(events).isEmpty();
  }
}
