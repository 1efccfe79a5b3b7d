package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.delivery.description.Description;
import dev.widgetorigin.origin.delivery.description.Descriptions;
import dev.widgetorigin.origin.delivery.route.AssetPath;
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
import dev.widgetorigin.origin.web.async.BoundedPool;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import java.time.Duration;
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
  private final Descriptions descriptions;
  private final VersionLookup versions;
  private final Refusals refusals;
  private final WidgetHeaders headers;
  private final Deferred work;

  /** {@code timer} is for deadlines. */
  DescriptionHandler(
      Descriptions descriptions,
      VersionLookup versions,
      Refusals refusals,
      WidgetHeaders headers,
      ScheduledExecutorService timer) {
    this.descriptions = descriptions;
    this.versions = versions;
    this.refusals = refusals;
    this.headers = headers;
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
      case OPTIONS -> responder.send(headers.preflight(request, versions.widgetOf(parsed)));
      default -> responder.send(refusals.methodNotAllowed(request, versions.widgetOf(parsed)));
    }
  }

  /** {@code ?meta} of a file, a directory or a widget. */
  void meta(Request request, Responder responder, ParsedPath parsed) {
    Widget widget =
        parsed instanceof AssetPath path && path.namesWidgetOnly()
            ? versions.widgetOf(parsed)
            : null;
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

  private void tell(
      Request request, Responder responder, ParsedPath parsed, Description description) {
    Located located = versions.locate(parsed);
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
        Manifest manifest = versions.manifest(target);
        return description.answer(request, target, manifest, versions.fallback(target));
      } catch (StoreException e) {
        boolean lost = versions.leave(target, e);
        if (!lost || target.exact() || attempt == BrokenVersions.MAX_ATTEMPTS) {
          return refusals.unreadable(request, target);
        }
      }
      Located again = versions.locate(target.path());
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
