package dev.widgetorigin.origin.web.head;

import dev.widgetorigin.resolver.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The tags by which a CDN is told what to forget: {@code w-{widget}}, {@code
 * w-{widget}-v-{version}}, {@code w-{widget}-a-{alias}}, {@code w-{widget}-ranges} on what a range
 * without a name answers ({@code ^1.2.0}; nobody knows all of those), and {@code
 * w-{widget}-loaders}.
 *
 * <p>Each is {@code [a-z0-9._-]{1,120}}, any other character becoming {@code _}; at most 8 of them
 * and 1,024 bytes in all, which is what the narrowest CDN takes.
 */
public final class PurgeTags {
  private static final int MAX_LENGTH = 120;
  private static final int MAX_TAGS = 8;
  private static final int MAX_BYTES = 1024;

  private PurgeTags() {}

  public static String ofWidget(String widget) {
    return clean("w-" + widget);
  }

  public static String ofVersion(String widget, String version) {
    return clean("w-" + widget + "-v-" + version);
  }

  public static String ofAlias(String widget, String alias) {
    return clean("w-" + widget + "-a-" + alias);
  }

  /** On what is answered to ranges that have no name of their own, see {@link #addSelector}. */
  public static String ofRanges(String widget) {
    return clean("w-" + widget + "-ranges");
  }

  /** On loaders of every selector, but for those that never change. */
  public static String ofLoaders(String widget) {
    return clean("w-" + widget + "-loaders");
  }

  /**
   * What a switch changes: of a channel its own tag, which is on its loader as well; of a whole
   * widget those of all aliases and of loaders, and no exact URL.
   *
   * @param channel null for the whole widget
   * @param aliases of the widget that have names
   */
  public static List<String> ofSwitch(String widget, String channel, Collection<String> aliases) {
    if (channel != null) {
      return List.of(ofAlias(widget, channel));
    }
    Set<String> tags = new LinkedHashSet<>();
    tags.add(ofLoaders(widget));
    tags.add(ofRanges(widget));
    aliases.forEach(alias -> tags.add(ofAlias(widget, alias)));
    return List.copyOf(tags);
  }

  /** Adds the tags of an answer to a selector that is not exact. */
  public static void addSelector(List<String> tags, String widget, Selector selector) {
    tags.add(ofAlias(widget, selector.alias()));
    if (selector instanceof Selector.Ranged ranged
        && ranged.alias().equals(ranged.range().toString())) {
      tags.add(ofRanges(widget));
    }
  }

  /** Adds the tags under each configured header name, in that header's own list syntax. */
  public static void addTo(HeaderBlock.Builder headers, List<String> names, List<String> tags) {
    List<String> kept = bounded(tags);
    if (kept.isEmpty()) {
      return;
    }
    for (String name : names) {
      headers.add(name, String.join(separator(name), kept));
    }
  }

  private static List<String> bounded(List<String> tags) {
    List<String> kept = new ArrayList<>();
    int bytes = 0;
    for (String tag : tags) {
      bytes += tag.length() + 1;
      if (kept.size() == MAX_TAGS || bytes > MAX_BYTES) {
        break;
      }
      kept.add(tag);
    }
    return kept;
  }

  /** Fastly and Varnish split at spaces; Cloudflare, Akamai and Bunny at commas. */
  private static String separator(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "surrogate-key", "xkey" -> " ";
      default -> ",";
    };
  }

  private static String clean(String tag) {
    StringBuilder out = new StringBuilder(Math.min(tag.length(), MAX_LENGTH));
    for (int i = 0; i < tag.length() && i < MAX_LENGTH; i++) {
      char c = tag.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
      out.append(plain ? c : '_');
    }
    return out.toString();
  }
}
