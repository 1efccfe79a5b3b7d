package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.delivery.body.BlobReader;
import dev.widgetorigin.origin.delivery.description.Description;
import dev.widgetorigin.origin.delivery.description.Descriptions;
import dev.widgetorigin.origin.delivery.route.AssetLocator;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.BadPath;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.delivery.route.ImportMapPath;
import dev.widgetorigin.origin.delivery.route.Located;
import dev.widgetorigin.origin.delivery.route.ParsedPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.BoundedPool;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Answers {@code ?meta} and {@code /-/importmap/…}. All work is done on a few threads of its own,
 * so that files and loaders never wait for it. Thread-safe.
 */
final class DescriptionHandler implements Handler, AutoCloseable {
  private static final int THREADS = 2;
  private static final int WAITING = 64;

  /** How long an answer may take, waiting included. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Problem NOT_PUBLIC =
      Problem.of(404, "Versions not public", "The widget's publisher does not list its versions.");

  private final ExecutorService threads = BoundedPool.of("meta", THREADS, WAITING);
  private final Store store;
  private final Descriptions descriptions;
  private final AssetLocator locator;
  private final BrokenVersions broken;
  private final Refusals refusals;
  private final StandardHeaders standard;
  private final WidgetHeaders headers;
  private final List<String> fallback;
  private final Deferred work;

  /** {@code timer} is for deadlines. */
  DescriptionHandler(
      Store store,
      Descriptions descriptions,
      AssetLocator locator,
      BrokenVersions broken,
      Refusals refusals,
      StandardHeaders standard,
      WidgetHeaders headers,
      List<String> fallback,
      ScheduledExecutorService timer) {
    this.store = store;
    this.descriptions = descriptions;
    this.locator = locator;
    this.broken = broken;
    this.refusals = refusals;
    this.standard = standard;
    this.headers = headers;
    this.fallback = fallback;
    this.work = Deferred.within(PATIENCE, new ClientQueue(threads, WAITING), timer);
  }

  /** Lets go of all memory and threads. */
  @Override
  public void close() {
    threads.shutdownNow();
    descriptions.clear();
  }

  /** An import map. */
  @Override
  public void handle(Request request, Responder responder) {
    ParsedPath parsed = ImportMapPath.parse(request.path());
    switch (request.method()) {
      case GET, HEAD -> tell(request, responder, parsed, descriptions.importMaps());
      case OPTIONS ->
          responder.send(
              standard.preflight(headers.cors(widget(parsed)), request.header("origin")));
      default -> responder.send(refusals.methodNotAllowed(request, widget(parsed)));
    }
  }

  /** {@code ?meta} of a file, a directory or a widget. */
  void meta(Request request, Responder responder, ParsedPath parsed) {
    Widget widget =
        parsed instanceof AssetPath path && path.namesWidgetOnly() ? widget(parsed) : null;
    if (widget == null) {
      tell(request, responder, parsed, descriptions.meta());
      return;
    }
    if (!widget.settings().tellsVersions()) {
      responder.send(refusals.about(request, widget, NOT_PUBLIC));
      return;
    }
    Reply kept = descriptions.versions().kept(request, widget);
    if (kept != null) {
      responder.send(kept);
      return;
    }
    work.run(
        request.clientAddress(),
        responder,
        failure -> refusals.failed(request, widget, failure),
        watched -> watched.send(descriptions.versions().answer(request, widget)));
  }

  private Widget widget(ParsedPath parsed) {
    return AssetLocator.widgetOf(store.catalog().snapshot(), parsed);
  }

  private void tell(
      Request request, Responder responder, ParsedPath parsed, Description description) {
    Located located =
        parsed instanceof BadPath bad
            ? new Located.NotFound(bad.problem(), null, null, null)
            : locator.locate(store.catalog().snapshot(), (AssetPath) parsed);
    if (!(located instanceof Located.At at)) {
      responder.send(refused(request, located));
      return;
    }
    ResolvedTarget target = at.target();
    Reply kept = description.kept(request, target);
    if (kept != null) {
      responder.send(kept);
      return;
    }
    work.run(
        request.clientAddress(),
        responder,
        failure -> refusals.failed(request, target, failure),
        watched -> watched.send(read(request, target, description)));
  }

  /** Of the version, or of an older one where an alias led to one that cannot be read. */
  private Reply read(Request request, ResolvedTarget first, Description description) {
    ResolvedTarget target = first;
    for (int attempt = 0; ; attempt++) {
      try {
        Manifest manifest = store.manifest(target.name(), target.version());
        return description.answer(request, target, manifest, target.fallback(fallback));
      } catch (StoreException e) {
        ResolvedTarget failed = target;
        boolean lost = BlobReader.lost(e);
        if (lost) {
          broken.add(
              failed.name(),
              failed.version(),
              e.getMessage(),
              () -> store.manifest(failed.name(), failed.version()) != null);
        }
        if (!lost || failed.exact() || attempt == BrokenVersions.MAX_ATTEMPTS) {
          return refusals.unreadable(request, failed);
        }
      }
      Located again = locator.locate(store.catalog().snapshot(), target.path());
      if (!(again instanceof Located.At at)) {
        return refused(request, again);
      }
      target = at.target();
    }
  }

  private Reply refused(Request request, Located nowhere) {
    return nowhere instanceof Located.NotFound missing
        ? refusals.notFound(request, missing, null)
        : refusals.unreadable(request, ((Located.Unreadable) nowhere).target());
  }
}
