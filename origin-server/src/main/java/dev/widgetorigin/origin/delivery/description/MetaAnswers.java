package dev.widgetorigin.origin.delivery.description;

import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.delivery.answer.AssetHeaders;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.origin.web.text.HttpDate;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.Manifest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Answers {@code ?meta} of a file or a directory. What is said of a directory may be long: it comes
 * in pages, which are kept. What is said of one file is short and made each time. Thread-safe.
 */
public final class MetaAnswers implements Description {
  private record Key(WidgetName name, String selector, Version version, String folder, int page) {}

  private final WidgetHeaders headers;
  private final Refusals refusals;
  private final PublicUrl publicUrl;
  private final InstantSource clock;
  private final KeptDocuments pages;

  /** {@code publicUrl} may be null. */
  MetaAnswers(
      WidgetHeaders headers,
      Refusals refusals,
      PublicUrl publicUrl,
      InstantSource clock,
      KeptDocuments pages) {
    this.headers = headers;
    this.refusals = refusals;
    this.publicUrl = publicUrl;
    this.clock = clock;
    this.pages = pages;
  }

  /** Whether the query is {@code meta}, whatever else it has. */
  public static boolean asked(Request request) {
    String query = request.query();
    if (query == null) {
      return false;
    }
    for (String field : query.split("&", -1)) {
      if (field.equals("meta") || field.startsWith("meta=")) {
        return true;
      }
    }
    return false;
  }

  private static Key key(ResolvedTarget target, int page) {
    return new Key(
        target.name(), target.selector().alias(), target.version(), target.path().file(), page);
  }

  @Override
  public Reply kept(Request request, ResolvedTarget target) {
    return pages.kept(request, key(target, ListPage.number(request.query())), target.widget());
  }

  @Override
  public Reply answer(
      Request request, ResolvedTarget target, Manifest manifest, List<String> fallback) {
    int page = ListPage.number(request.query());
    // Others asked for it too, and one of them was first.
    Reply kept = kept(request, target);
    if (kept != null) {
      return kept;
    }
    MetaDocument.Rendered rendered =
        page == 0
            ? new MetaDocument.Rendered(null, true)
            : new MetaDocument(target, manifest, publicUrl, request.authority())
                .render(fallback, page);
    if (rendered == null) {
      return refusals.noSuchFile(request, target);
    }
    if (rendered.json() == null) {
      return refusals.about(request, target, ListPage.NOT_FOUND);
    }
    return answer(request, target, manifest, rendered, page);
  }

  private Instant lastModified(Manifest manifest) {
    return Instant.ofEpochSecond(AssetHeaders.lastModified(manifest, clock.instant()));
  }

  private Reply answer(
      Request request,
      ResolvedTarget target,
      Manifest manifest,
      MetaDocument.Rendered rendered,
      int page) {
    byte[] json = rendered.json();
    HeaderBlock.Builder begun =
        headers.meta(target).add("Last-Modified", HttpDate.format(lastModified(manifest)));
    if (!rendered.directory()) {
      return pages.once(request, target.widget(), begun, json);
    }
    Reply kept = pages.keep(request, key(target, page), target.widget(), begun, json);
    return kept == null ? refusals.busy(request, target) : kept;
  }
}
