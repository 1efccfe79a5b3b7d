package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.resolver.WidgetName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The sites on which the new version of a rollout failed most, as reports to this node say.
 *
 * <p>In bounded memory, by the SpaceSaving algorithm (Metwally, Agrawal, El Abbadi, 2005): a
 * rollout has {@value #PLACES} places; where none is free, a new site takes that of the site with
 * the fewest failures and goes on from its count. So a site with more than one in {@value #PLACES}
 * of all failures always has a place. Anybody can forge reports: this is to be looked at, and
 * decides nothing. Thread-safe.
 */
final class FailingSites {
  static final int PLACES = 256;

  /** Most that an answer shows. */
  static final int SHOWN = 20;

  /** From so many networks on they are not told apart. */
  static final int MOST_NETWORKS = 20;

  /** The longest name of a host (RFC 1035, 2.3.4). */
  private static final int MAX_HOST = 253;

  /**
   * @param failures at most; {@code inherited} of them may be those of other sites
   * @param loads that went well since the site's first failure
   * @param networks from which failures were reported; at most {@value #MOST_NETWORKS}
   */
  record Site(String site, long failures, long inherited, long loads, int networks) {}

  private static final class Count {
    private final long inherited;
    private final Set<Long> networks = new HashSet<>();
    private long failures;
    private long loads;

    Count(long inherited) {
      this.inherited = inherited;
      this.failures = inherited;
    }
  }

  private static final class Page {
    private final String rollout;
    private final Map<String, Count> counts = new HashMap<>();

    Page(String rollout) {
      this.rollout = rollout;
    }

    synchronized void add(String site, boolean failed, long network) {
      Count count = counts.get(site);
      if (count == null && failed) {
        count = new Count(counts.size() < PLACES ? 0 : evict());
        counts.put(site, count);
      }
      if (count == null) {
        return;
      }
      if (!failed) {
        count.loads++;
        return;
      }
      count.failures++;
      if (count.networks.size() < MOST_NETWORKS) {
        count.networks.add(network);
      }
    }

    private long evict() {
      var least =
          Collections.min(counts.entrySet(), Comparator.comparingLong(e -> e.getValue().failures));
      counts.remove(least.getKey());
      return least.getValue().failures;
    }

    /** A single network comes last, however often it says the same. */
    synchronized List<Site> worst() {
      List<Site> all = new ArrayList<>();
      counts.forEach(
          (site, count) ->
              all.add(
                  new Site(
                      site, count.failures, count.inherited, count.loads, count.networks.size())));
      all.sort(
          Comparator.comparingInt(Site::networks)
              .thenComparingLong(Site::failures)
              .reversed()
              .thenComparing(Site::site));
      return List.copyOf(all.subList(0, Math.min(SHOWN, all.size())));
    }
  }

  private final Map<WidgetName, Page> pages = new ConcurrentHashMap<>();

  /** {@code site} is a host, as {@link #host} answers it. */
  void add(WidgetName widget, String rollout, String site, boolean failed, long network) {
    Page page = pages.get(widget);
    if (page == null || !page.rollout.equals(rollout)) {
      if (!failed) {
        return;
      }
      page =
          pages.compute(
              widget,
              (name, now) -> now != null && now.rollout.equals(rollout) ? now : new Page(rollout));
    }
    page.add(site, failed, network);
  }

  /** The worst first; empty where nothing failed. */
  List<Site> worst(WidgetName widget, String rollout) {
    Page page = pages.get(widget);
    return page == null || !page.rollout.equals(rollout) ? List.of() : page.worst();
  }

  void keep(Predicate<WidgetName> running) {
    pages.keySet().removeIf(name -> !running.test(name));
  }

  /**
   * The host that an {@code Origin} or a {@code Referer} names, e.g. {@code shop.example} of {@code
   * https://Shop.example:8443/cart}; null where it names none.
   */
  static String host(String address) {
    int start = address == null ? -1 : address.indexOf("://");
    if (start == -1) {
      return null;
    }
    start += 3;
    int end = start;
    while (end < address.length() && end - start <= MAX_HOST && named(address.charAt(end))) {
      end++;
    }
    boolean whole = end == address.length() || ":/?#".indexOf(address.charAt(end)) != -1;
    return end == start || end - start > MAX_HOST || !whole
        ? null
        : address.substring(start, end).toLowerCase(Locale.ROOT);
  }

  /** An address of IPv6 is no customer's site. */
  private static boolean named(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '-'
        || c == '_';
  }
}
