package dev.widgetorigin.origin.delivery.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.Answer;
import dev.widgetorigin.origin.delivery.Configs;
import dev.widgetorigin.origin.delivery.DeliveryWorld;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.text.Json;
import dev.widgetorigin.resolver.ReleaseState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What is said of many files: in pages, made once, in counted memory. */
final class MetaPagesTest {
  private static final int FILES = 2 * ListPage.SIZE + 100;

  /** Published once: no test changes the store. */
  @TempDir static Path folder;

  private DeliveryWorld world;

  @BeforeAll
  static void publish() {
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < FILES; i++) {
      files.put("all/f" + i + ".txt", "x");
    }
    files.put("few/index.js", "x");
    try (DeliveryWorld world = new DeliveryWorld(folder.resolve("store"))) {
      world.publish("w", "1.0.0", ReleaseState.RELEASED, "few/index.js", files);
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

  @ParameterizedTest
  @ValueSource(longs = {64 << 20, 0})
  void manyFiles_comeInPagesThatLeadToEachOther(long memoryBytes) {
    open(Configs.withCache(OriginConfig.DEFAULTS, memoryBytes, memoryBytes));
    Set<String> seen = new TreeSet<>();
    List<Integer> sizes = new ArrayList<>();
    String target = "/w/v1/all/?meta";
    while (target != null) {
      Answer answer = world.get(target);
      assertThat(answer.status()).as(target).isEqualTo(200);
      JsonNode json = Json.MAPPER.readTree(answer.content());
      assertThat(json.get("count").asInt()).isEqualTo(FILES);
      assertThat(json.get("size").asInt()).isEqualTo(FILES);
      json.get("files").forEach(file -> seen.add(file.get("path").asString()));
      sizes.add(json.get("files").size());
      target = json.has("next") ? json.get("next").asString() : null;
      assertThat(target == null || target.startsWith("/w/v1.0.0/all/?meta&page=")).isTrue();
    }
    assertThat(seen).hasSize(FILES);
    assertThat(sizes).containsExactly(ListPage.SIZE, ListPage.SIZE, 100);
  }

  @Test
  void fewFiles_haveTheShapeOfAlways() {
    open(OriginConfig.DEFAULTS);
    JsonNode json = Json.MAPPER.readTree(world.get("/w/v1.0.0/few/?meta").content());
    assertThat(json.propertyNames())
        .containsExactly("widget", "version", "publishedAt", "type", "path", "size", "files");
  }

  @ParameterizedTest
  @ValueSource(strings = {"4", "0", "-1", "x", "", "9999999999"})
  void pageThatIsNot_isNotFound(String page) {
    open(OriginConfig.DEFAULTS);
    assertThat(world.get("/w/v1.0.0/all/?meta&page=" + page).status()).isEqualTo(404);
  }

  @Test
  void page_isMadeOnceForAllWhoHoldIt() {
    open(OriginConfig.DEFAULTS);
    HeldReplies held = HeldReplies.of(200, i -> world.reply(Method.GET, "/w/v1.0.0/all/?meta"));
    long one = held.length();
    assertThat(world.handler.cacheFigures().bytes()).isEqualTo(one);
    held.release();
    assertThat(world.handler.cacheFigures().bytes()).as("kept").isEqualTo(one);

    Answer again = world.get("/w/v1.0.0/all/?meta");
    Answer unchanged = world.get("/w/v1.0.0/all/?meta", "If-None-Match", again.header("ETag"));
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(unchanged.header("Content-Length")).isNull();
    Answer head = world.send(Method.HEAD, "/w/v1.0.0/all/?meta");
    assertThat(head.content()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo("" + one);
  }

  @Test
  void withoutMemory_pagesThatAreHeldAreBounded() {
    open(Configs.withCache(OriginConfig.DEFAULTS, 0, 0));
    HeldReplies held = HeldReplies.of(60, i -> world.reply(Method.GET, "/w/v1.0.0/all/?meta"));
    held.assertBounded();
    held.release();
  }
}
