package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.changes.Aliases;
import dev.widgetorigin.origin.changes.json.SettingsJson;
import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.delivery.module.BundleModules;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls that only read: widgets, versions, aliases, settings, and the history. */
final class ReadCalls {
  private static final Logger LOG = LoggerFactory.getLogger(ReadCalls.class);
  private static final int PAGE = 1000;

  /** Of so many staged versions, the highest, the manifest is read to say more of them. */
  private static final int STAGED = 20;

  private final Store store;
  private final DamageViews damages;
  private final BoundedReads boundedReads;
  private final InstantSource clock;

  /**
   * @param boundedReads for reads of a bucket that are not waited for long
   */
  ReadCalls(Store store, InstantSource clock, Executor boundedReads) {
    this.store = store;
    this.clock = clock;
    this.damages = new DamageViews(store);
    this.boundedReads = new BoundedReads(store, boundedReads);
  }

  ApiAnswer whoami(ApiCall call) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", call.who());
    json.put("scopes", call.principal().scopes().stream().map(Object::toString).toList());
    return ApiAnswer.json(200, json);
  }

  /** By name; {@code ?after=} the last one goes on. */
  ApiAnswer widgets(ApiCall call) {
    int limit = (int) call.number("limit", PAGE, 1, PAGE);
    String after = call.query("after") == null ? "" : call.query("after");
    CatalogSnapshot snapshot = store.catalog().snapshot();
    List<Widget> page =
        snapshot
            .widgets()
            .filter(widget -> widget.state().name().toString().compareTo(after) > 0)
            .sorted(Comparator.comparing(widget -> widget.state().name().toString()))
            .limit(limit + 1L)
            .toList();
    List<Map<String, Object>> list = new ArrayList<>();
    for (Widget widget : page.subList(0, Math.min(limit, page.size()))) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", widget.state().name().toString());
      json.put("latest", latest(widget));
      json.put("versions", widget.state().releases().size());
      json.put("sequence", widget.sequence());
      if (!widget.switches().isEmpty()) {
        json.put("switchedOff", SwitchJson.names(widget));
      }
      list.add(json);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", snapshot.sequence());
    json.put("widgets", list);
    if (page.size() > limit) {
      json.put("next", list.get(limit - 1).get("name"));
    }
    return ApiAnswer.json(200, json);
  }

  /** {@code ?channels-after=} the last channel goes on with those after it, by name. */
  ApiAnswer widget(ApiCall call) throws IOException {
    Widget widget = find(call);
    AliasPage page =
        AliasPage.of(
            widget.state(),
            call.query("channels-after"),
            (int) call.number("limit", PAGE, 1, PAGE));
    Set<Version> quick =
        boundedReads
            .attempt(() -> damages.look(widget) ? quick(widget) : Set.<Version>of())
            .orElse(Set.of());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", widget.state().name().toString());
    json.put("sequence", widget.sequence());
    json.put("latest", latest(widget));
    json.put("aliasMode", AliasJson.mode(widget));
    json.put("switchedOff", SwitchJson.of(widget));
    json.put("aliases", AliasJson.all(widget, page, damages, clock.instant()));
    Map<String, String> channels = new LinkedHashMap<>();
    for (String name : page.channels()) {
      Version version = widget.state().channels().get(name);
      if (version != null) {
        channels.put(name, version.toString());
      }
    }
    json.put("channels", channels);
    if (page.left() > 0) {
      json.put("moreChannels", page.left());
      json.put("nextChannel", page.channels().get(page.channels().size() - 1));
    }
    json.put("versions", versions(widget, quick));
    json.put("settings", SettingsJson.write(widget.settings()));
    json.put("rollout", AliasJson.rollout(widget));
    return tagged(widget, json);
  }

  private List<Map<String, Object>> versions(Widget widget, Set<Version> quick) {
    List<Map<String, Object>> versions = new ArrayList<>();
    for (Release release : widget.state().releases().descendingMap().values()) {
      Map<String, Object> version = release(release);
      boolean damaged = damages.describe(version, widget, release.version());
      if (!damaged && quick.contains(release.version())) {
        version.put("quick", true);
      }
      versions.add(version);
    }
    return versions;
  }

  /** Of the highest staged versions those that are being completed. May block. */
  private Set<Version> quick(Widget widget) {
    WidgetName name = widget.state().name();
    return widget.state().releases().descendingMap().values().stream()
        .filter(release -> release.state() == ReleaseState.STAGED)
        .map(Release::version)
        .filter(version -> store.damaged().find(name, version).isEmpty())
        .limit(STAGED)
        .filter(version -> isQuick(name, version))
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean isQuick(WidgetName widget, Version version) {
    try {
      return store.manifest(widget, version).quick();
    } catch (StoreException e) {
      // Whether it is damaged is told by others; this is no reason to say nothing of the widget.
      LOG.debug("{} {} cannot be read", widget, version, e);
      return false;
    }
  }

  /** What one alias answers, by which rule, and which versions it passes over and why. */
  ApiAnswer alias(ApiCall call) {
    Widget widget = find(call);
    return tagged(
        widget,
        AliasJson.explained(widget, Aliases.parse(call.part("alias")), damages, clock.instant()));
  }

  /** With {@code ?modules=true} also what a tag for it has to say of its modules. */
  ApiAnswer version(ApiCall call) throws IOException {
    Widget widget = find(call);
    Version version = call.version();
    Release release =
        widget
            .state()
            .release(version)
            .orElseThrow(
                () ->
                    ProblemException.of(
                        404,
                        "Version not found",
                        "%s has no version %s.".formatted(widget.state().name(), version)));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", widget.sequence());
    if (!damages.describe(json, widget, version)) {
      Manifest manifest = boundedReads.needed(() -> store.manifest(widget.state().name(), version));
      ManifestJson.describe(json, manifest);
      if (call.flag("modules")) {
        BundleModules modules =
            boundedReads.needed(() -> BundleModules.of(manifest, store.blobs()));
        json.put("entryModule", modules.entry());
        json.put("modules", modules.names());
      }
    }
    // Of a version that was brought from elsewhere the manifest has the older time.
    release(release).forEach(json::putIfAbsent);
    return tagged(widget, json);
  }

  ApiAnswer settings(ApiCall call) {
    Widget widget = find(call);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("aliasMode", SettingsJson.text(widget.settings().effectiveAliasMode()));
    json.putAll(SettingsJson.write(widget.settings()));
    return tagged(widget, json);
  }

  /**
   * Newest first; {@code ?before=} a sequence goes on. {@link HistoryQuery} says what is left out.
   */
  ApiAnswer history(ApiCall call) {
    Widget widget = find(call);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("widget", widget.state().name().toString());
    json.put("sequence", widget.sequence());
    return history(call, widget.state().name(), json);
  }

  /** The same of all widgets. */
  ApiAnswer wholeHistory(ApiCall call) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sequence", store.catalog().snapshot().sequence());
    return history(call, null, json);
  }

  private ApiAnswer history(ApiCall call, WidgetName widget, Map<String, Object> json) {
    int limit = (int) call.number("limit", 100, 1, PAGE);
    long before = call.number("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
    HistoryQuery.Page page =
        HistoryQuery.of(call, clock.instant()).find(store.catalog(), widget, before, limit);
    json.put("history", page.batches());
    if (page.next() > 0) {
      json.put("next", page.next());
    }
    return ApiAnswer.json(200, json);
  }

  private static Map<String, Object> release(Release release) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", release.version().toString());
    json.put("state", release.state().text());
    json.put("reason", release.reason());
    json.put("channel", release.channel());
    json.put("publishedAt", release.publishedAt().toString());
    json.put("since", release.since().toString());
    return json;
  }

  private static String latest(Widget widget) {
    return widget.state().resolve(new Selector.Latest()) instanceof Resolution.Found found
        ? found.version().toString()
        : null;
  }

  private Widget find(ApiCall call) {
    return store
        .catalog()
        .snapshot()
        .widget(call.widget())
        .orElseThrow(
            () ->
                ProblemException.of(
                    404,
                    "Widget not found",
                    "There is no widget '"
                        + call.widget()
                        + "'; 'widget-origin list' names all there are."));
  }

  /** The sequence as ETag is what If-Match takes. */
  private static ApiAnswer tagged(Widget widget, Object json) {
    return ApiAnswer.json(200, json).with("ETag", "\"" + widget.sequence() + "\"");
  }
}
