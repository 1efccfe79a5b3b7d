package dev.widgetorigin.origin.delivery.answer;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.CorsPolicy;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.head.PurgeTags;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.widget.Widget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Begins the heads of answers about a widget, whether they are a file, something in its place, a
 * description or an error: with the widget's CORS policy, how long it is kept, and purge tags.
 * Immutable.
 */
public final class WidgetHeaders {
  private final StandardHeaders standard;
  private final CacheConfig cache;
  private final List<String> tagHeaders;

  /** The path of {@code delivery.public-url}; empty for none. */
  private final String mount;

  public WidgetHeaders(StandardHeaders standard, OriginConfig config) {
    this.standard = standard;
    this.cache = config.cache();
    this.tagHeaders = config.assets().tagHeaders();
    PublicUrl shown = config.delivery().publicUrl();
    this.mount = shown == null ? "" : shown.path();
  }

  /** A widget's own policy, or the origin's; {@code widget} may be null. */
  public CorsPolicy cors(Widget widget) {
    return widget == null || widget.settings().cors() == null
        ? standard.cors()
        : CorsPolicy.of(
            widget.settings().cors().allowedOrigins(), widget.settings().cors().credentials());
  }

  /** The answer to a CORS preflight about a widget, by its policy; {@code widget} may be null. */
  public Reply preflight(Request request, Widget widget) {
    return standard.preflight(cors(widget), request.header("origin"));
  }

  /** Begins what is kept as long as that class of answers is. */
  HeaderBlock.Builder begin(CacheClass kept, Widget widget, CorsPolicy cors) {
    HeaderBlock.Builder headers = standard.begin(cors);
    kept.addTo(headers, cache, widget.settings().cacheControl());
    return headers;
  }

  /** The same, but nobody keeps it longer than {@code most}. */
  HeaderBlock.Builder beginBrief(CacheClass kept, Widget widget, CorsPolicy cors, Duration most) {
    HeaderBlock.Builder headers = standard.begin(cors);
    kept.addBriefTo(headers, cache, widget.settings().cacheControl(), most.toSeconds());
    return headers;
  }

  /** The same, but only browsers keep it. */
  private HeaderBlock.Builder beginPrivate(CacheClass kept, Widget widget) {
    HeaderBlock.Builder headers = standard.begin(cors(widget));
    kept.addPrivateTo(headers, cache, widget.settings().cacheControl());
    return headers;
  }

  /** Begins an error; {@code widget}, {@code version} and {@code alias} are null where unknown. */
  HeaderBlock.Builder error(
      int status, WidgetName name, Widget widget, Version version, ResolvedTarget alias) {
    HeaderBlock.Builder headers = standard.begin(cors(widget));
    CacheClass.ofStatus(status)
        .addTo(headers, cache, widget == null ? null : widget.settings().cacheControl());
    if (widget != null) {
      addTags(headers, name, version, alias);
    }
    return headers;
  }

  /** Begins any answer of an alias that is switched off. */
  HeaderBlock.Builder switchedOff(ResolvedTarget target) {
    HeaderBlock.Builder headers = begin(CacheClass.ALIAS, target.widget(), cors(target.widget()));
    headers.add(StandardHeaders.SWITCHED_OFF, "true");
    addTags(headers, target.name(), null, target);
    return headers;
  }

  /**
   * Begins the answer to {@code ?meta}. Only browsers may keep it: a shared cache that ignores
   * query strings would hand it to everybody who asks for the file itself.
   */
  public HeaderBlock.Builder meta(ResolvedTarget target) {
    return describe(beginPrivate(classOf(target), target.widget()), "application/json", target);
  }

  /** Begins the answer to {@code ?meta} of a widget, see {@link #meta}. */
  public HeaderBlock.Builder versions(Widget widget) {
    HeaderBlock.Builder headers = beginPrivate(CacheClass.ALIAS, widget);
    headers.add("Content-Type", "application/json");
    addTags(headers, widget.state().name(), null, null);
    return headers;
  }

  /** Begins an import map; {@code shared} where edges may keep it. */
  public HeaderBlock.Builder importMap(ResolvedTarget target, boolean shared) {
    Widget widget = target.widget();
    HeaderBlock.Builder headers =
        shared
            ? begin(classOf(target), widget, cors(widget))
            : beginPrivate(classOf(target), widget);
    return describe(headers, "application/importmap+json", target);
  }

  private HeaderBlock.Builder describe(
      HeaderBlock.Builder headers, String type, ResolvedTarget target) {
    headers.add("Content-Type", type);
    if (target.alias()) {
      addResolved(headers, target);
    }
    addTags(headers, target);
    return headers;
  }

  /**
   * A path of this listener as clients have it: {@code /widgets/chat/v1.2.3/chat.js} where {@code
   * delivery.public-url} is {@code https://example.com/widgets}. Not for redirects and whatever
   * else can be relative to the URL that was asked for.
   *
   * @param path begins with a slash
   */
  String shown(String path) {
    return mount + path;
  }

  /** Names the canonical URL where the one that was asked for is another. */
  void addCanonical(HeaderBlock.Builder headers, String canonical, String rawPath) {
    if (!rawPath.equals(canonical)) {
      headers.add("Link", "<" + shown(canonical) + ">; rel=\"canonical\"");
    }
  }

  /** How long what says something of a version is kept, unless it depends on the file. */
  static CacheClass classOf(ResolvedTarget target) {
    return target.exact() ? CacheClass.EXACT : CacheClass.ALIAS;
  }

  /** What an alias came to. */
  static void addResolved(HeaderBlock.Builder headers, ResolvedTarget target) {
    headers.add("X-Resolved-Version", target.version().toString());
    if (target.insteadOf() != null) {
      headers.add("X-Fallback", "version");
    }
  }

  /** RFC 9745. A time to come would say that it is not deprecated yet. */
  static void addDeprecation(HeaderBlock.Builder headers, ResolvedTarget target, Instant now) {
    if (target.release().state() == ReleaseState.DEPRECATED) {
      long since = target.release().since().getEpochSecond();
      headers.add("Deprecation", "@" + Math.min(since, now.getEpochSecond()));
    }
  }

  /** The tags of a version, and of the alias that led to it. */
  void addTags(HeaderBlock.Builder headers, ResolvedTarget target) {
    addTags(headers, target.name(), target.version(), target.alias() ? target : null);
  }

  private void addTags(
      HeaderBlock.Builder headers, WidgetName name, Version version, ResolvedTarget alias) {
    headers.widget(name).version(version);
    List<String> tags = new ArrayList<>();
    tags.add(PurgeTags.ofWidget(name.toString()));
    if (version != null) {
      tags.add(PurgeTags.ofVersion(name.toString(), version.toString()));
    }
    if (alias != null) {
      PurgeTags.addSelector(tags, name.toString(), alias.selector());
    }
    PurgeTags.addTo(headers, tagHeaders, tags);
  }
}
