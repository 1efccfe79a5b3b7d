package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.OneSetting;
import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PropagationTest {
  private static WidgetSettings caching(Map<String, String> cache) {
    return OneSetting.cacheControl(cache);
  }

  private static Map<String, Object> ofAliases(WidgetSettings settings, String... aliases) {
    return Propagation.ofAliases(
        Chat.widget("1.0.0 1.1.0", settings, null),
        CacheConfig.DEFAULTS,
        Chat.version("1.1.0"),
        List.of(aliases));
  }

  @Test
  void ofAliases_saysForHowLongAndWhatToPurge() {
    Map<String, Object> facts = ofAliases(WidgetSettings.DEFAULTS, "latest", "v1", "latest");
    assertThat(facts)
        .containsEntry(
            "caches", Map.of("browserSeconds", 300L, "edgeSeconds", 300L, "edgeStaleSeconds", 60L))
        .containsEntry("purge", List.of("w-chat-a-latest", "w-chat-a-v1"))
        .containsEntry(
            "spread",
            "browsers may use 1.1.0 for up to 300 s, edges for up to 300 s and 60 s more while they"
                + " fetch; edges that purge.targets names are purged now, in others purge"
                + " w-chat-a-latest w-chat-a-v1 (w-chat for every range)");
  }

  @Test
  void ofAliases_widgetsOwnFigures_areToldAndNoStaleTimeIsNotMentioned() {
    Map<String, Object> facts =
        ofAliases(
            caching(Map.of("alias", "public, max-age=60", "aliasCdn", "max-age=30")), "latest");
    assertThat(facts.get("spread"))
        .asString()
        .startsWith("browsers may use 1.1.0 for up to 60 s, edges for up to 30 s; edges that");
  }

  @Test
  void ofSwitch_ofTheWidget_saysWhenFilesAndLoadersAreOff() {
    assertThat(Propagation.ofSwitch(Chat.widget("1.0.0"), CacheConfig.DEFAULTS, null, true))
        .containsEntry(
            "caches", Map.of("browserSeconds", 300L, "edgeSeconds", 300L, "edgeStaleSeconds", 60L))
        .containsEntry(
            "purge",
            List.of(
                "w-chat-loaders",
                "w-chat-ranges",
                "w-chat-a-latest",
                "w-chat-a-v1",
                "w-chat-a-v1.0"))
        .containsEntry(
            "spread",
            "edges that are purged are off at once, any other within 300 s and 60 s more while they"
                + " fetch; behind an edge that is off, browsers are off within 300 s, and loaders"
                + " within 60 s. Pages that are open, and exact URLs, go on");
  }

  /** The longer of the two counts, of each figure. */
  @Test
  void ofSwitch_loadersThatAreKeptLonger_areCounted() {
    WidgetSettings settings =
        caching(
            Map.of(
                "alias", "max-age=10",
                "aliasCdn", "max-age=20",
                "loader", "max-age=40",
                "loaderCdn", "max-age=50"));
    assertThat(
            Propagation.ofSwitch(
                Chat.widget("1.0.0 beta=1.0.0", settings, null),
                CacheConfig.DEFAULTS,
                "beta",
                false))
        .containsEntry(
            "caches", Map.of("browserSeconds", 40L, "edgeSeconds", 50L, "edgeStaleSeconds", 0L))
        .containsEntry("purge", List.of("w-chat-a-beta"))
        .containsEntry(
            "spread",
            "edges that are purged are on at once, any other within 50 s; behind an edge that is"
                + " on, browsers are on within 40 s, and loaders within 40 s. Pages that are open,"
                + " and exact URLs, go on");
  }

  @Test
  void ofBlock_namesTheExactFilesFirst() {
    Map<String, Object> facts =
        Propagation.ofBlock(Chat.widget("1.0.0"), Chat.version("1.1.0"), List.of("latest"));
    assertThat(facts)
        .containsEntry("purge", List.of("w-chat-v-1.1.0", "w-chat-a-latest"))
        .containsEntry(
            "spread",
            "edges keep the exact files of 1.1.0 for up to a year: purge w-chat-v-1.1.0"
                + " w-chat-a-latest now; what browsers have kept cannot be taken back");
  }
}
