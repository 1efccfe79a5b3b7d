package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.config.load.ConfigLoader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DirectMemoryTest {
  @Test
  void requireRoom_cacheTheJvmCannotHold_saysWhatToSet() {
    var cache = ConfigLoader.loadOnly(Map.of("cache.memory-bytes", "256MiB")).cache();
    assertThatThrownBy(() -> new DirectMemory(40L << 20).requireRoom(cache))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "cache.memory-bytes is 256MiB",
            "only 40MiB",
            "Set cache.memory-bytes to 24MiB or less",
            "WIDGET_ORIGIN_JAVA_OPTS=-XX:MaxDirectMemorySize=272m");
    new DirectMemory(272L << 20).requireRoom(cache);
  }

  @Test
  void requireRoom_noRoomForAnyCache_doesNotAdviseOne() {
    var cache = ConfigLoader.loadOnly(Map.of("cache.memory-bytes", "64MiB")).cache();
    assertThatThrownBy(() -> new DirectMemory(8L << 20).requireRoom(cache))
        .hasMessageContaining("Give the JVM more: WIDGET_ORIGIN_JAVA_OPTS")
        .hasMessageNotContaining("or less");
  }

  @Test
  void ofThisJvm_isWhatItMayUse() {
    assertThat(DirectMemory.ofThisJvm().limit()).isPositive();
  }
}
