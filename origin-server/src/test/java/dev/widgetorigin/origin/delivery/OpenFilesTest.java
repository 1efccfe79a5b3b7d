package dev.widgetorigin.origin.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.ConfigLoader;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers that take their time cannot use up the process's file descriptors. */
final class OpenFilesTest {
  private static final String URL = "/w/v1.0.0/widget.js";

  @TempDir Path folder;

  @Test
  void take_moreThanIsLeft_takesNone() {
    OpenFiles files = new OpenFiles(3);
    assertThat(files.take(2)).isTrue();
    assertThat(files.take(2)).isFalse();
    assertThat(files.open()).isEqualTo(2);
    assertThat(files.take(1)).isTrue();
    files.free();
    assertThat(files.open()).isEqualTo(2);
  }

  @Test
  void replies_heldUpToTheLimit_nextIsBusyUntilOneIsClosed() {
    OriginConfig config =
        ConfigLoader.loadOnly(Map.of("limits.open-files", "16", "cache.max-entry-bytes", "1"));
    try (DeliveryWorld world = new DeliveryWorld(folder.resolve("store"), config)) {
      world.publishSample("1.0.0");
      List<Reply> held = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        held.add(world.reply(Method.GET, URL));
        assertThat(held.get(i).status()).isEqualTo(200);
      }
      Answer busy = Answer.of(world.reply(Method.GET, URL));
      assertThat(busy.status()).isEqualTo(503);
      assertThat(busy.header("retry-after")).isEqualTo("1");
      assertThat(busy.header("cache-control")).contains("no-store");

      assertThat(Answer.of(held.get(0)).text()).isEqualTo(DeliveryWorld.script("1.0.0"));
      assertThat(Answer.of(world.reply(Method.GET, URL)).status()).isEqualTo(200);
      held.subList(1, held.size()).forEach(Answer::of);
    }
  }
}
