package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.PurgeTags;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.store.widget.Widget;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a change comes to those who keep the old answer: for how long they may, what to purge. */
final class Propagation {
  private Propagation() {}

  /**
   * The facts of a change of what aliases answer: for how long caches may keep the old answer, the
   * tags to purge, and both in a sentence.
   *
   * @param left the version that they answered before
   */
  static Map<String, Object> ofAliases(
      Widget widget, CacheConfig cache, Version left, Collection<String> aliases) {
    var figures = CacheClass.Figures.ofAliases(cache, widget.settings().cacheControl());
    Map<String, Object> caches = new LinkedHashMap<>();
    caches.put("browserSeconds", figures.browserSeconds());
    caches.put("edgeSeconds", figures.edgeSeconds());
    caches.put("edgeStaleSeconds", figures.edgeStaleSeconds());
    String name = widget.state().name().toString();
    List<String> tags = aliasTags(name, aliases);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("caches", caches);
    facts.put("purge", tags);
    facts.put(
        "spread",
        "browsers may use %s for up to %d s, edges for up to %d s%s; edges that purge.targets names are purged now, in others purge %s (%s for every range)"
            .formatted(
                left,
                figures.browserSeconds(),
                figures.edgeSeconds(),
                figures.edgeStaleSeconds() == 0
                    ? ""
                    : " and " + figures.edgeStaleSeconds() + " s more while they fetch",
                String.join(" ", tags),
                PurgeTags.ofWidget(name)));
    return facts;
  }

  /**
   * For a switch: how long browsers and edges may go on with what they have, of loaders and of
   * files.
   *
   * @param channel null for the whole widget
   */
  static Map<String, Object> ofSwitch(
      Widget widget, CacheConfig cache, String channel, boolean off) {
    Map<String, String> own = widget.settings().cacheControl();
    var files = CacheClass.Figures.ofAliases(cache, own);
    var loaders = CacheClass.Figures.ofLoaders(cache, own);
    long browsers = Math.max(files.browserSeconds(), loaders.browserSeconds());
    long edges = Math.max(files.edgeSeconds(), loaders.edgeSeconds());
    long stale = Math.max(files.edgeStaleSeconds(), loaders.edgeStaleSeconds());
    Map<String, Object> caches = new LinkedHashMap<>();
    caches.put("browserSeconds", browsers);
    caches.put("edgeSeconds", edges);
    caches.put("edgeStaleSeconds", stale);
    String name = widget.state().name().toString();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("caches", caches);
    facts.put("purge", PurgeTags.ofSwitch(name, channel, widget.state().aliases()));
    facts.put(
        "spread",
        "edges that are purged are %1$s at once, any other within %2$d s%3$s; behind an edge that is %1$s, browsers are %1$s within %4$d s, and loaders within %5$d s. Pages that are open, and exact URLs, go on"
            .formatted(
                off ? "off" : "on",
                edges,
                stale == 0 ? "" : " and " + stale + " s more while they fetch",
                browsers,
                loaders.browserSeconds()));
    return facts;
  }

  /** For a version that must not be answered any more, by anybody. */
  static Map<String, Object> ofBlock(Widget widget, Version version, Collection<String> aliases) {
    String name = widget.state().name().toString();
    Set<String> tags = new LinkedHashSet<>();
    tags.add(PurgeTags.ofVersion(name, version.toString()));
    tags.addAll(aliasTags(name, aliases));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("purge", List.copyOf(tags));
    facts.put(
        "spread",
        "edges keep the exact files of %s for up to a year: purge %s now; what browsers have kept cannot be taken back"
            .formatted(version, String.join(" ", tags)));
    return facts;
  }

  private static List<String> aliasTags(String name, Collection<String> aliases) {
    return aliases.stream().map(alias -> PurgeTags.ofAlias(name, alias)).distinct().toList();
  }
}
