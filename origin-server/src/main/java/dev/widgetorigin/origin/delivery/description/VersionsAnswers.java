package dev.widgetorigin.origin.delivery.description;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.delivery.answer.AssetHeaders;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.text.Json;
import dev.widgetorigin.resolver.Release;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.Resolution;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.widget.Widget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers {@code /{widget}?meta}: which versions the widget has, newest first, and what each of its
 * aliases answers now.
 *
 * <pre>
 * {"widget": "chat",
 *  "aliases": {"latest": "1.1.0", "beta": "2.0.0-rc.1", "v1": "1.1.0", "v1.1": "1.1.0"},
 *  "channels": ["beta"],
 *  "versions": [{"version": "1.1.0", "state": "released", "publishedAt": "2026-01-01T00:00:00Z",
 *                "url": "/chat/v1.1.0/", "meta": "/chat/v1.1.0/?meta"}]}
 * </pre>
 *
 * <p>Versions that are staged, yanked or blocked are not in it, nor is an alias that answers one.
 * More than {@value ListPage#SIZE} versions come in pages: {@code count} says how many there are,
 * {@code next} where the next page is. Aliases are on the first page, {@value #ALIASES} at most.
 * Kept for as long as the catalog holds the very same widget. Thread-safe.
 */
public final class VersionsAnswers {
  static final int ALIASES = 1000;

  private record Key(WidgetName widget, int page) {}

  private final WidgetHeaders headers;
  private final Refusals refusals;
  private final PublicUrl publicUrl;
  private final KeptDocuments pages;

  VersionsAnswers(
      WidgetHeaders headers, Refusals refusals, PublicUrl publicUrl, KeptDocuments pages) {
    this.headers = headers;
    this.refusals = refusals;
    this.publicUrl = publicUrl;
    this.pages = pages;
  }

  /** The answer where it is at hand; else null. Never blocks. */
  public Reply kept(Request request, Widget widget) {
    return pages.kept(request, key(request, widget), widget);
  }

  /** Makes the answer where it is not at hand; takes a while. */
  public Reply answer(Request request, Widget widget) {
    Reply kept = kept(request, widget);
    if (kept != null) {
      return kept;
    }
    byte[] json = render(widget.state(), ListPage.number(request.query()));
    if (json == null) {
      return refusals.about(request, widget, ListPage.NOT_FOUND);
    }
    Reply made = pages.keep(request, key(request, widget), widget, headers.versions(widget), json);
    return made == null ? refusals.busy(request, widget) : made;
  }

  private static Key key(Request request, Widget widget) {
    return new Key(widget.state().name(), ListPage.number(request.query()));
  }

  /** Null where there is no such page. */
  private byte[] render(WidgetState state, int number) {
    List<Release> shown =
        state.releases().descendingMap().values().stream().filter(VersionsAnswers::shown).toList();
    ListPage page = ListPage.of(number, shown.size());
    if (!page.exists()) {
      return null;
    }
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("widget", state.name().toString());
    if (page.number() == 1) {
      addAliases(json, state);
    }
    if (page.isOneOfSeveral()) {
      json.put("count", shown.size());
      json.put("page", page.number());
    }
    if (page.hasNext()) {
      json.put("next", url("/" + state.name() + "?meta&page=" + (page.number() + 1)));
    }
    ArrayNode versions = json.putArray("versions");
    shown
        .subList(page.from(), page.to())
        .forEach(release -> describe(versions.addObject(), state, release));
    return (Json.MAPPER.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static boolean shown(Release release) {
    return release.state().isServable();
  }

  private static void addAliases(ObjectNode json, WidgetState state) {
    ObjectNode aliases = json.putObject("aliases");
    for (String alias : state.aliases()) {
      if (aliases.size() == ALIASES) {
        break;
      }
      if (state.resolve(Selector.parse(alias)) instanceof Resolution.Found found
          && shown(found.release())) {
        aliases.put(alias, found.version().toString());
      }
    }
    ArrayNode channels = json.putArray("channels");
    state.channels().keySet().stream().filter(aliases::has).forEach(channels::add);
  }

  private void describe(ObjectNode json, WidgetState state, Release release) {
    String root = AssetHeaders.canonical(state.name(), release.version(), "");
    json.put("version", release.version().toString());
    json.put("state", release.state() == ReleaseState.RELEASED ? "released" : "deprecated");
    json.put("publishedAt", release.publishedAt().toString());
    json.put("url", url(root));
    json.put("meta", url(root + "?meta"));
  }

  private String url(String path) {
    return (publicUrl == null ? "" : publicUrl) + path;
  }
}
