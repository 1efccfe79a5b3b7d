package dev.widgetorigin.origin.loader;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.DeliveryEvents;
import dev.widgetorigin.origin.delivery.negotiate.Negotiation;
import dev.widgetorigin.origin.delivery.route.BadPath;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.ClientShares;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.async.SafeLog;
import dev.widgetorigin.origin.web.head.CacheClass;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.widget.Widget;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /-/loader/…} on the delivery listener: GET, HEAD, OPTIONS.
 *
 * <p>A loader is made when it is first asked for after its widget changed, and kept, encoded, for
 * as long as the catalog holds the very same {@link Widget}; requests that come meanwhile wait for
 * the one that is being made, for a while. Making it is done on the executor; what costs most of
 * it, the compression, is shared by all selectors that come to the same text ({@link
 * EncodedTexts}). Thread-safe.
 */
public final class LoaderHandler implements Handler {
  /** What the paths of loaders begin with. */
  public static final String PREFIX = LoaderPath.PREFIX;

  private static final Logger LOG = LoggerFactory.getLogger(LoaderHandler.class);
  private static final long MAX_BYTES = 16L << 20;

  /** Of one loader in all its codings, with the heads of its answers: an estimate. */
  private static final int WEIGHT = 12 * 1024;

  /** How long a request waits for a loader, its turn included. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String ALLOW = "GET, HEAD, OPTIONS";

  /**
   * @param widget held weakly: an entry that nobody asks for again would keep its widget as it was,
   *     with a list of all versions that no weight tells of
   * @param epoch of {@link LoaderBuilder#epoch} when it was begun
   */
  private record Made(
      WeakReference<Widget> widget, long epoch, CompletableFuture<LoaderReply> reply) {
    /** Whether it is of the very same widget: nothing about that has changed. */
    boolean of(Widget now, long nowEpoch) {
      return widget.refersTo(now) && epoch == nowEpoch;
    }
  }

  private final Store store;
  private final Executor executor;
  private final LoaderBuilder builder;
  private final StandardHeaders standard;
  private final ProblemReplies problems;
  private final OriginConfig config;
  private final Cache<String, Made> made =
      Caffeine.newBuilder()
          .maximumWeight(MAX_BYTES)
          .weigher((String key, Made loader) -> WEIGHT + 2 * key.length())
          .executor(Runnable::run)
          .build();

  private final Deferred waiting;
  private final ClientShares shares;

  /**
   * Makes no loader yet.
   *
   * @param broken what loaders of aliases leave
   * @param events told when a loader names another version than its alias means
   * @param executor bounded, and for loaders alone; may refuse, which is answered with 503
   * @param places that the executor has for waiting work
   * @param timer for deadlines
   * @param key signs loaders
   */
  public LoaderHandler(
      Store store,
      BrokenVersions broken,
      DeliveryEvents events,
      OriginConfig config,
      Executor executor,
      int places,
      ScheduledExecutorService timer,
      OriginKey key) {
    this.shares = new ClientShares(places);
    this.waiting = Deferred.within(PATIENCE, executor, timer);
    this.store = store;
    this.config = config;
    this.executor = executor;
    this.builder = new LoaderBuilder(store, broken, events, config, key);
    this.standard = StandardHeaders.delivery(config);
    this.problems = new ProblemReplies(standard, config.cache());
  }

  @Override
  public void handle(Request request, Responder responder) {
    LoaderPath path;
    try {
      path = LoaderPath.parse(request.path());
    } catch (IllegalArgumentException e) {
      Problem none = Problem.of(404, "Not found", e.getMessage());
      responder.send(problems.reply(BadPath.problemOf(request.path(), none), request));
      return;
    }
    Widget widget = store.catalog().snapshot().widget(path.widget()).orElse(null);
    switch (request.method()) {
      case GET, HEAD -> {
        if (widget == null) {
          Problem none =
              Problem.of(404, "Widget not found", "There is no widget '" + path.widget() + "'.");
          answer(request, responder, builder.refused(null, path, none));
        } else {
          get(request, responder, widget, path);
        }
      }
      case OPTIONS ->
          responder.send(standard.preflight(builder.cors(widget), request.header("origin")));
      default -> responder.send(methodNotAllowed(request, widget, path));
    }
  }

  private void get(Request request, Responder responder, Widget widget, LoaderPath path) {
    boolean meta = request.query() != null && request.query().matches("(.*&)?meta([=&].*)?");
    String key = key(path, meta);
    LoaderReply ready = ready(widget, builder.epoch(widget, path), key);
    if (ready != null) {
      responder.send(reply(request, ready));
      return;
    }
    Responder place = shares.enter(request.clientAddress(), responder);
    if (place == null) {
      responder.send(instead(request, widget, path, Deferred.Failure.BUSY));
    } else {
      make(request, place, widget, path, key, meta);
    }
  }

  private void make(
      Request request,
      Responder responder,
      Widget widget,
      LoaderPath path,
      String key,
      boolean meta) {
    Responder watched =
        waiting.watched(responder, failure -> instead(request, widget, path, failure));
    try {
      var unused =
          made(widget, path, key, request.authority(), meta)
              .whenComplete(
                  (loader, thrown) -> answer(request, watched, widget, path, loader, thrown));
    } catch (RejectedExecutionException e) {
      watched.send(instead(request, widget, path, Deferred.Failure.BUSY));
    } catch (RuntimeException | Error e) {
      // Most often memory is short. Without an answer the place would be taken for ever.
      watched.send(instead(request, widget, path, Deferred.Failure.SHORT));
      SafeLog.error(LOG, "the loader of " + path.widget() + " could not be begun", e);
    }
  }

  /** {@code responder} takes the first of several replies. */
  private void answer(
      Request request,
      Responder responder,
      Widget widget,
      LoaderPath path,
      LoaderReply loader,
      Throwable thrown) {
    Throwable failure = thrown;
    if (failure == null) {
      try {
        responder.send(reply(request, loader));
        return;
      } catch (RuntimeException | Error e) {
        // Whatever it is: the client waits, and gets what stands in for a loader.
        failure = e;
      }
    }
    responder.send(instead(request, widget, path, Deferred.Failure.FAILED));
    SafeLog.error(LOG, "the loader of " + path.widget() + " could not be answered", failure);
  }

  private Reply instead(Request request, Widget widget, LoaderPath path, Deferred.Failure failure) {
    Problem problem = failure.problem();
    return problem.status() == 503
        ? refused(request, widget, path, problem, "Retry-After", "1")
        : refused(request, widget, path, problem, null, null);
  }

  private Reply methodNotAllowed(Request request, Widget widget, LoaderPath path) {
    String detail = "A loader answers " + ALLOW + " only.";
    Problem problem = Problem.of(405, "Method not allowed", detail);
    return refused(request, widget, path, problem, "Allow", ALLOW);
  }

  /** By the widget's own policy; {@code field} may be null. */
  private Reply refused(
      Request request,
      Widget widget,
      LoaderPath path,
      Problem problem,
      String field,
      String value) {
    LoaderReply refused = builder.refused(widget, path, problem);
    HeaderBlock.Builder begun = refused.begun().toBuilder();
    if (field != null) {
      begun.add(field, value);
    }
    refused.cors().addOrigin(begun, request.header("origin"));
    return problems.reply(problem, begun, request.method() == Method.HEAD);
  }

  private static String key(LoaderPath path, boolean meta) {
    return path.widget()
        + "/"
        + path.selector().alias()
        + (path.hash() == null ? "" : "/" + path.hash())
        + path.form().extension()
        + (meta ? "?meta" : "");
  }

  /** What was made already; else null. */
  private LoaderReply ready(Widget widget, long epoch, String key) {
    Made known = made.getIfPresent(key);
    return known != null
            && known.of(widget, epoch)
            && known.reply().isDone()
            && !spent(known.reply())
        ? known.reply().join()
        : null;
  }

  /** Whether it is there and of no use to the next request. */
  private boolean spent(CompletableFuture<LoaderReply> reply) {
    return reply.isCompletedExceptionally() || (reply.isDone() && !builder.holds(reply.join()));
  }

  private CompletableFuture<LoaderReply> made(
      Widget widget, LoaderPath path, String key, String authority, boolean meta) {
    if (builder.namesHost(path, meta)) {
      // There may be any number of it: not kept.
      return CompletableFuture.supplyAsync(
          () -> builder.build(widget, path, authority, meta), executor);
    }
    long epoch = builder.epoch(widget, path);
    Made current =
        made.asMap()
            .compute(
                key,
                (same, before) ->
                    before != null && before.of(widget, epoch) && !spent(before.reply())
                        ? before
                        : new Made(
                            new WeakReference<>(widget),
                            epoch,
                            CompletableFuture.supplyAsync(
                                () -> builder.build(widget, path, null, meta), executor)));
    // What failed, and what only holds for now, is made anew for the next request.
    var unused =
        current
            .reply()
            .whenComplete(
                (loader, thrown) -> {
                  if (spent(current.reply())) {
                    made.asMap().remove(key, current);
                  }
                });
    return current.reply();
  }

  private void answer(Request request, Responder responder, LoaderReply loader) {
    responder.send(reply(request, loader));
  }

  private Reply reply(Request request, LoaderReply loader) {
    String origin = request.header("origin");
    boolean head = request.method() == Method.HEAD;
    if (loader.problem() != null) {
      HeaderBlock.Builder begun = loader.begun().toBuilder();
      loader.cors().addOrigin(begun, origin);
      return problems.reply(loader.problem(), begun, head);
    }
    int choice = Negotiation.choose(request, loader.codings());
    if (choice == Negotiation.NONE) {
      return refusedHere(loader, origin, head, 406, "Not acceptable", "No coding is acceptable.");
    }
    LoaderReply.Form form = loader.known(choice, request);
    return switch (Negotiation.status(request, form.etag())) {
      case 304 -> loader.sendNotModified(form, origin);
      case 412 ->
          refusedHere(
              loader, origin, head, 412, "Precondition failed", "Expected " + form.etag() + ".");
      default -> loader.send(form, origin, head);
    };
  }

  private Reply refusedHere(
      LoaderReply loader, String origin, boolean head, int status, String title, String detail) {
    HeaderBlock.Builder headers = standard.begin(loader.cors());
    CacheClass.NO_STORE.addTo(headers, config.cache(), Map.of());
    headers.vary("Accept-Encoding");
    loader.cors().addOrigin(headers, origin);
    return problems.reply(Problem.of(status, title, detail), headers, head);
  }
}
