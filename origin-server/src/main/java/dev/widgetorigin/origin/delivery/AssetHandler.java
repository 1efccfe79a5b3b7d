package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.value.PublicUrl;
import dev.widgetorigin.origin.delivery.answer.Asset;
import dev.widgetorigin.origin.delivery.answer.AssetHeaders;
import dev.widgetorigin.origin.delivery.answer.PreparedAnswer;
import dev.widgetorigin.origin.delivery.answer.Redirect;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.answer.Representation;
import dev.widgetorigin.origin.delivery.answer.Resource;
import dev.widgetorigin.origin.delivery.answer.StandIns;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.delivery.body.BlobReader;
import dev.widgetorigin.origin.delivery.body.BodySources;
import dev.widgetorigin.origin.delivery.body.CacheFigures;
import dev.widgetorigin.origin.delivery.body.FarReads;
import dev.widgetorigin.origin.delivery.body.OpenFiles;
import dev.widgetorigin.origin.delivery.description.Descriptions;
import dev.widgetorigin.origin.delivery.description.MetaAnswers;
import dev.widgetorigin.origin.delivery.module.ModuleStubs;
import dev.widgetorigin.origin.delivery.route.AssetLocator;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.BadPath;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.delivery.route.FileFinder;
import dev.widgetorigin.origin.delivery.route.FolderRule;
import dev.widgetorigin.origin.delivery.route.ImportMapPath;
import dev.widgetorigin.origin.delivery.route.Located;
import dev.widgetorigin.origin.delivery.route.MappedPaths;
import dev.widgetorigin.origin.delivery.route.ParsedPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.origin.web.text.RelativeReference;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Answers every delivery URL: {@code AssetPath → AssetLocator → Manifest → FileFinder →
 * AnswerSender}.
 *
 * <p>A URL that was answered before is one hash lookup: its {@link Resource} holds for as long as
 * the catalog holds the very same {@link Widget}, so whatever is published or pinned shows in the
 * next request. Parsing, resolving and a cached manifest are done on the event loop; all reading is
 * done on the executor. Thread-safe.
 */
public final class AssetHandler implements Handler, AutoCloseable {
  /** How long an answer may take that is not in memory, waiting included. */
  private static final Duration READ = Duration.ofSeconds(30);

  private final Store store;
  private final Deferred reads;

  /** Reads that may have to ask a bucket. */
  private final Deferred fetches;

  private final InstantSource clock;
  private final DeliveryEvents events;
  private final List<String> fallback;
  private final MappedPaths paths;
  private final BrokenVersions broken;
  private final AssetLocator locator;
  private final StandardHeaders standard;
  private final WidgetHeaders headers;
  private final AssetHeaders files;
  private final StandIns standIns;
  private final Refusals refusals;
  private final DescriptionHandler descriptions;
  private final BodySources bodies;
  private final AnswerSender answers;
  private final ModuleStubs stubs;
  private final BlobHandler blobs;
  private final ResourceCache known;

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
    this.store = store;
    FarReads far = FarReads.of(store);
    this.reads = Deferred.within(READ, near, timer);
    this.fetches = Deferred.within(READ, far.queue(near), timer);
    this.clock = clock;
    this.events = events;
    this.fallback = config.assets().fallback();
    this.paths = new MappedPaths(config.assets().mappedPaths());
    this.broken =
        new BrokenVersions(
            store.damaged(),
            (name, version) -> store.check(name, version).isEmpty(),
            clock,
            far.queue(near).threads());
    this.locator = new AssetLocator(broken);
    this.standard = StandardHeaders.delivery(config);
    ProblemReplies problems = new ProblemReplies(standard, config.cache());
    this.headers = new WidgetHeaders(standard, config);
    this.files = new AssetHeaders(headers, config.assets());
    this.standIns = new StandIns(headers, key);
    this.refusals = new Refusals(headers, problems);
    long heads = config.cache().memoryBytes() / 8;
    long content = config.cache().memoryBytes() - heads;
    this.bodies = BodySources.of(store, config, content, near, far, events, chance);
    this.descriptions = descriptions(config.delivery().publicUrl(), timer);
    this.answers =
        new AnswerSender(bodies, refusals, reads, fetches, clock, this::unreadableContent);
    this.stubs = new ModuleStubs(bodies.reader());
    this.blobs =
        new BlobHandler(
            store, bodies.files(), !config.assets().peers().isEmpty(), standard, problems, fetches);
    this.known = new ResourceCache(store.catalog(), broken, heads);
  }

  private DescriptionHandler descriptions(PublicUrl publicUrl, ScheduledExecutorService timer) {
    return new DescriptionHandler(
        store,
        new Descriptions(headers, refusals, publicUrl, clock, bodies.budget()),
        locator,
        broken,
        refusals,
        standard,
        headers,
        fallback,
        timer);
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
      case OPTIONS -> preflight(request, responder);
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
      locate(new Exchange(request, responder, 0));
    }
  }

  private void locate(Exchange exchange) {
    ParsedPath parsed = paths.parse(exchange.request().path());
    if (parsed instanceof BadPath bad) {
      refuse(exchange, new Located.NotFound(bad.problem(), null, null, null));
      return;
    }
    Located located = locator.locate(store.catalog().snapshot(), (AssetPath) parsed);
    if (located instanceof Located.NotFound missing) {
      refuse(exchange, missing);
      return;
    }
    boolean unreadable = located instanceof Located.Unreadable;
    ResolvedTarget target =
        unreadable ? ((Located.Unreadable) located).target() : ((Located.At) located).target();
    if (off(target) != null && namesStub(target.path())) {
      // Needs neither the version's manifest nor its bytes: an ill store does not matter.
      switchedOff(exchange, target, target.path().file());
      return;
    }
    if (unreadable && (off(target) == null || exchange.attempt() > 0)) {
      exchange.send(refusals.unreadable(exchange.request(), target));
      return;
    }
    Manifest manifest = store.manifestIfCached(target.name(), target.version());
    if (manifest != null) {
      found(exchange, target, manifest);
    } else {
      goOn(reads, exchange, target, watched -> readManifest(watched, target));
    }
  }

  private void readManifest(Exchange exchange, ResolvedTarget target) {
    if (bodies.far().far(target.name(), target.version())) {
      goOn(fetches, exchange, target, watched -> fetchManifest(watched, target));
    } else {
      fetchManifest(exchange, target);
    }
  }

  private void fetchManifest(Exchange exchange, ResolvedTarget target) {
    Manifest manifest;
    try {
      manifest = store.manifest(target.name(), target.version());
    } catch (StoreException e) {
      unreadable(
          exchange, target, e, () -> store.manifest(target.name(), target.version()) != null);
      return;
    }
    found(exchange, target, manifest);
  }

  private void found(Exchange exchange, ResolvedTarget target, Manifest manifest) {
    if (target.insteadOf() != null) {
      events.versionFallback(target.name(), target.insteadOf(), target.version());
    }
    AssetEntry entry = FileFinder.find(manifest, target.path(), target.fallback(fallback));
    if (off(target) != null) {
      switchedOff(exchange, target, entry == null ? null : entry.path());
      return;
    }
    if (entry == null) {
      exchange.send(refusals.noSuchFile(exchange.request(), target));
      return;
    }
    WidgetSettings.AliasMode mode = target.widget().settings().effectiveAliasMode();
    if (target.exact() || mode == WidgetSettings.AliasMode.SERVE) {
      serve(exchange, target, manifest, entry);
    } else if (mode == WidgetSettings.AliasMode.REDIRECT) {
      redirectToExact(exchange, target, entry);
    } else {
      goOn(reads, exchange, target, watched -> stub(watched, target, manifest, entry));
    }
  }

  private static Widget.Off off(ResolvedTarget target) {
    return target.widget().off(target.selector());
  }

  private static boolean namesStub(AssetPath path) {
    return path.kind() == AssetPath.Kind.FILE && answersStub(path.file());
  }

  private static boolean answersStub(String file) {
    String type = file == null ? "" : MediaTypes.of(file);
    return MediaTypes.isScript(type) || MediaTypes.isStyle(type);
  }

  /** {@code file} is null where the version has no such file. */
  private void switchedOff(Exchange exchange, ResolvedTarget target, String file) {
    if (answersStub(file)) {
      answer(exchange, standIns.switchedOff(target, file, clock.instant()));
    } else {
      exchange.send(refusals.switchedOff(exchange.request(), target));
    }
  }

  private void serve(
      Exchange exchange, ResolvedTarget target, Manifest manifest, AssetEntry entry) {
    String path = exchange.request().path();
    String elsewhere = FolderRule.redirect(path, target.path(), entry.path());
    if (elsewhere != null) {
      redirect(exchange, target, entry, elsewhere);
      return;
    }
    answer(
        exchange,
        files.asset(
            target,
            manifest,
            entry,
            path,
            clock.instant(),
            events.downloads(target.name(), target.version(), entry.path())));
  }

  /** May block, for this node's disk. */
  private void stub(Exchange exchange, ResolvedTarget target, Manifest manifest, AssetEntry entry) {
    if (bodies.far().far(entry.digest())) {
      goOn(fetches, exchange, target, watched -> fetchStub(watched, target, manifest, entry));
    } else {
      fetchStub(exchange, target, manifest, entry);
    }
  }

  private void fetchStub(
      Exchange exchange, ResolvedTarget target, Manifest manifest, AssetEntry entry) {
    byte[] text;
    try {
      text = stubs.text(manifest, entry, exchange.request().path(), exact(target, entry));
    } catch (StoreException e) {
      unreadable(exchange, target, e, () -> bodies.reader().intact(entry.digest(), entry.size()));
      return;
    }
    if (text == null) {
      redirectToExact(exchange, target, entry);
    } else {
      answer(exchange, standIns.stub(target, manifest, entry, text, clock.instant()));
    }
  }

  private void answer(Exchange exchange, Asset asset) {
    known.put(exchange.request().path(), asset);
    answers.send(exchange, PreparedAnswer.decide(asset, exchange.request(), clock.millis()));
  }

  /** Relative, so that it also holds where a proxy shows the origin below a path of its own. */
  private void redirectToExact(Exchange exchange, ResolvedTarget target, AssetEntry entry) {
    String from = PercentEncoding.encodeRemaining(exchange.request().path());
    redirect(exchange, target, entry, RelativeReference.between(from, exact(target, entry)));
  }

  private void redirect(
      Exchange exchange, ResolvedTarget target, AssetEntry entry, String location) {
    String path = exchange.request().path();
    Redirect redirect = standIns.redirect(target, entry, path, location, clock.instant());
    known.put(path, redirect);
    exchange.send(redirect.replyTo(exchange.request()));
  }

  private void refuse(Exchange exchange, Located.NotFound missing) {
    exchange.send(refusals.notFound(exchange.request(), missing, null));
  }

  private void goOn(
      Deferred elsewhere, Exchange exchange, ResolvedTarget target, Consumer<Exchange> work) {
    exchange.goOn(elsewhere, failure -> refusals.failed(exchange.request(), target, failure), work);
  }

  private static String exact(ResolvedTarget target, AssetEntry entry) {
    return AssetHeaders.canonical(target.name(), target.version(), entry.path());
  }

  private void unreadableContent(Exchange exchange, PreparedAnswer answer, StoreException reason) {
    Representation lost = answer.representation();
    unreadable(
        exchange, answer.asset().target(), reason, () -> bodies.intact(lost.digest(), lost.size()));
  }

  /** Leaves the version as a whole where an alias led to it; an exact URL says 503. */
  private void unreadable(
      Exchange exchange, ResolvedTarget target, StoreException reason, BooleanSupplier retry) {
    boolean lost = BlobReader.lost(reason);
    if (lost) {
      broken.add(target.name(), target.version(), reason.getMessage(), retry);
    }
    if (lost && target.alias() && exchange.attempt() < BrokenVersions.MAX_ATTEMPTS) {
      locate(exchange.again());
    } else {
      exchange.send(refusals.unreadable(exchange.request(), target));
    }
  }

  private void preflight(Request request, Responder responder) {
    Reply reply = standard.preflight(headers.cors(widgetOf(request)), request.header("origin"));
    responder.send(reply);
  }

  private Widget widgetOf(Request request) {
    return AssetLocator.widgetOf(store.catalog().snapshot(), paths.parse(request.path()));
  }
}
