package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.delivery.answer.Asset;
import dev.widgetorigin.origin.delivery.answer.AssetHeaders;
import dev.widgetorigin.origin.delivery.answer.PreparedAnswer;
import dev.widgetorigin.origin.delivery.answer.Redirect;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.answer.Resource;
import dev.widgetorigin.origin.delivery.answer.StandIns;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.delivery.body.BodySources;
import dev.widgetorigin.origin.delivery.body.CacheFigures;
import dev.widgetorigin.origin.delivery.body.FarReads;
import dev.widgetorigin.origin.delivery.body.OpenFiles;
import dev.widgetorigin.origin.delivery.description.Descriptions;
import dev.widgetorigin.origin.delivery.description.MetaAnswers;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.delivery.route.ImportMapPath;
import dev.widgetorigin.origin.delivery.route.MappedPaths;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.widget.Widget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntSupplier;

/**
 * Answers every delivery URL.
 *
 * <p>A URL that was answered before is one hash lookup: its {@link Resource} holds for as long as
 * the catalog holds the very same {@link Widget}, so whatever is published or pinned shows in the
 * next request. Any other is left to {@link AssetPreparer}. Thread-safe; never blocks.
 */
public final class AssetHandler implements Handler, AutoCloseable {
  /** How long an answer may take that is not in memory, waiting included. */
  private static final Duration READ = Duration.ofSeconds(30);

  private final VersionLookup versions;
  private final MappedPaths paths;
  private final BrokenVersions broken;
  private final WidgetHeaders headers;
  private final Refusals refusals;
  private final DescriptionHandler descriptions;
  private final BodySources bodies;
  private final BlobHandler blobs;
  private final ResourceCache known;
  private final AssetPreparer preparer;

  /** The preparer's, too. */
  private final AnswerSender answers;

  /**
   * Reads nothing yet.
   *
   * @param near for reads; what it refuses is answered with 503
   * @param timer for deadlines
   * @param key signs alias stubs
   * @param chance any number, each as likely as the others; asked for at every hot answer, on its
   *     thread
   */
  public AssetHandler(
      Store store,
      OriginConfig config,
      ClientQueue near,
      ScheduledExecutorService timer,
      InstantSource clock,
      DeliveryEvents events,
      OriginKey key,
      IntSupplier chance) {
    FarReads far = FarReads.of(store);
    Deferred reads = Deferred.within(READ, near, timer);
    Deferred fetches = Deferred.within(READ, far.queue(near), timer);
    this.paths = new MappedPaths(config.assets().mappedPaths());
    this.broken =
        new BrokenVersions(
            store.damaged(),
            (name, version) -> store.check(name, version).isEmpty(),
            clock,
            far.queue(near).threads());
    this.versions = new VersionLookup(store, broken, config.assets().fallback());
    StandardHeaders standard = StandardHeaders.delivery(config);
    ProblemReplies problems = new ProblemReplies(standard, config.cache());
    this.headers = new WidgetHeaders(standard, config);
    this.refusals = new Refusals(headers, problems);
    long heads = config.cache().memoryBytes() / 8;
    long content = config.cache().memoryBytes() - heads;
    this.bodies = BodySources.of(store, config, content, near, far, events, chance);
    this.descriptions =
        new DescriptionHandler(
            new Descriptions(
                headers, refusals, config.delivery().publicUrl(), clock, bodies.budget()),
            versions,
            refusals,
            headers,
            timer);
    this.blobs =
        new BlobHandler(
            store, bodies.files(), !config.assets().peers().isEmpty(), standard, problems, fetches);
    this.known = new ResourceCache(store.catalog(), broken, heads, near.threads());
    this.preparer =
        new AssetPreparer(
            versions,
            new AssetHeaders(headers, config.assets()),
            new StandIns(headers, key),
            refusals,
            bodies,
            known,
            new BlockingReads(reads, fetches, far, refusals),
            events,
            clock);
    this.answers = preparer.answers();
  }

  /** What peers ask for missing bytes; belongs under {@code /-/blobs/sha256/}. */
  public Handler blobs() {
    return blobs;
  }

  /** Import maps; belongs under {@value ImportMapPath#PREFIX}. */
  public Handler importMaps() {
    return descriptions;
  }

  /** The versions that aliases leave, for others that answer by alias as well. */
  public BrokenVersions broken() {
    return broken;
  }

  /** The files that replies hold open, for others that send files as well. */
  public OpenFiles openFiles() {
    return bodies.files();
  }

  public CacheFigures cacheFigures() {
    return bodies.cache().figures();
  }

  /** Lets go of all memory. Requests are still answered. */
  @Override
  public void close() {
    bodies.close();
    known.clear();
    descriptions.close();
    bodies.cache().clear();
  }

  @Override
  public void handle(Request request, Responder responder) {
    switch (request.method()) {
      case GET, HEAD -> get(request, responder);
      case OPTIONS -> responder.send(headers.preflight(request, widgetOf(request)));
      default -> responder.send(refusals.methodNotAllowed(request, widgetOf(request)));
    }
  }

  private void get(Request request, Responder responder) {
    if (MetaAnswers.asked(request)) {
      descriptions.meta(request, responder, paths.parse(request.path()));
      return;
    }
    long now = request.receivedMillis();
    Resource resource = known.current(request.path(), now);
    if (resource instanceof Asset asset) {
      PreparedAnswer answer = PreparedAnswer.decide(asset, request, now);
      if (!answers.sendAtOnce(answer, request, responder)) {
        answers.read(new Exchange(request, responder, 0), answer);
      }
    } else if (resource instanceof Redirect redirect) {
      responder.send(redirect.replyTo(request));
    } else {
      preparer.prepare(new Exchange(request, responder, 0), paths.parse(request.path()));
    }
  }

  private Widget widgetOf(Request request) {
    return versions.widgetOf(paths.parse(request.path()));
  }
}
