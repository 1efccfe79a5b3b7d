package dev.widgetorigin.origin.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.PublicUrl;
import dev.widgetorigin.origin.delivery.body.BlobReader;
import dev.widgetorigin.origin.delivery.body.BlobRepairs;
import dev.widgetorigin.origin.delivery.body.BodyCache;
import dev.widgetorigin.origin.delivery.body.CacheFigures;
import dev.widgetorigin.origin.delivery.body.MemoryBudget;
import dev.widgetorigin.origin.delivery.body.OpenFiles;
import dev.widgetorigin.origin.delivery.route.AssetLocator;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.BadPath;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.delivery.route.FileFinder;
import dev.widgetorigin.origin.delivery.route.FolderRule;
import dev.widgetorigin.origin.delivery.route.Located;
import dev.widgetorigin.origin.delivery.route.MappedPaths;
import dev.widgetorigin.origin.delivery.route.ParsedPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.Responder;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.BoundedPool;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.AssetEntry;
import dev.widgetorigin.store.Damage;
import dev.widgetorigin.store.Manifest;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.Widget;
import dev.widgetorigin.store.WidgetSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every delivery URL: {@code AssetPath → AssetLocator → Manifest → FileFinder →
 * AssetAnswers}.
 *
 * <p>A URL that was answered before is one hash lookup: its {@link Asset} holds for as long as the
 * catalog holds the very same {@link Widget}, so whatever is published or pinned shows in the next
 * request. Parsing, resolving and a cached manifest are done on the event loop; all reading is done
 * on the executor. Thread-safe.
 */
public final class AssetHandler implements Handler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AssetHandler.class);

  /** After so many unreadable versions in one request, the store is ill rather than a version. */
  private static final int MAX_ATTEMPTS = 16;

  private static final int DESCRIBERS = 2;
  private static final int DESCRIPTIONS_WAITING = 64;

  /** How long an answer may take that is not in memory, waiting included. */
  private static final Duration READ = Duration.ofSeconds(30);

  private final Store store;
  private final Deferred reads;
  private final InstantSource clock;
  private final DeliveryEvents events;
  private final List<String> fallback;
  private final MappedPaths paths;
  private final BrokenVersions broken;
  private final AssetLocator locator;
  private final StandardHeaders standard;
  private final AssetHeaders headers;
  private final Refusals refusals;
  private final MetaAnswers meta;

  /** A few threads for {@code ?meta}, so that files and loaders never wait for it. */
  private final ExecutorService describers =
      BoundedPool.of("meta", DESCRIBERS, DESCRIPTIONS_WAITING);

  private final Deferred describing;
  private final BlobReader reader;
  private final BlobRepairs repairs;
  private final BodyCache bodies;
  private final AssetAnswers answers;
  private final ModuleStubs stubs;
  private final BlobHandler blobs;
  private final OpenFiles openFiles;

  /** By path as it came. */
  private final Cache<String, Prepared> prepared;

  /**
   * Reads nothing yet.
   *
   * @param executor bounded, for reads; may refuse, which is answered with 503
   * @param timer for deadlines
   */
  public AssetHandler(
      Store store,
      OriginConfig config,
      Executor executor,
      ScheduledExecutorService timer,
      InstantSource clock,
      DeliveryEvents events) {
    this.store = store;
    this.reads = Deferred.within(READ, executor, timer);
    this.clock = clock;
    this.events = events;
    this.fallback = config.assets().fallback();
    this.paths = new MappedPaths(config.assets().mappedPaths());
    this.broken =
        new BrokenVersions(
            store.damaged(),
            (name, version) -> store.check(name, version).isEmpty(),
            clock,
            executor);
    this.locator = new AssetLocator(broken);
    this.standard = StandardHeaders.delivery(config);
    ProblemReplies problems = new ProblemReplies(standard, config.cache());
    this.headers = new AssetHeaders(standard, config);
    this.refusals = new Refusals(headers, problems);
    List<String> peers = config.assets().peers();
    this.reader = new BlobReader(store.blobs(), events);
    this.repairs = new BlobRepairs(store.blobs(), reader, peers, store.staging(), events);
    store.damaged().onChange(reader::forget);
    long heads = config.cache().memoryBytes() / 8;
    MemoryBudget budget = new MemoryBudget(config.cache().memoryBytes() - heads);
    this.bodies = new BodyCache(reader, executor, budget, config.cache().maxEntryBytes());
    PublicUrl publicUrl = config.delivery().publicUrl();
    this.meta = new MetaAnswers(headers, refusals, publicUrl, clock, budget);
    this.describing = Deferred.within(READ, describers, timer).shared(DESCRIPTIONS_WAITING);
    this.openFiles = new OpenFiles(config.limits().openFiles());
    this.answers = new AssetAnswers(bodies, reader, openFiles, refusals, reads, repairs, clock);
    this.stubs = new ModuleStubs(reader);
    this.blobs = new BlobHandler(store, openFiles, !peers.isEmpty(), standard, problems, reads);
    this.prepared =
        Caffeine.newBuilder()
            .maximumWeight(heads)
            .weigher((String path, Prepared each) -> each.weight() + 2 * path.length())
            .executor(Runnable::run)
            .build();
  }

  /** What peers ask for missing bytes; belongs under {@code /-/blobs/sha256/}. */
  public Handler blobs() {
    return blobs;
  }

  /** The files that replies hold open, for others that send files as well. */
  public OpenFiles openFiles() {
    return openFiles;
  }

  public CacheFigures cacheFigures() {
    return bodies.figures();
  }

  /** Lets go of all memory. Requests are still answered. */
  @Override
  public void close() {
    repairs.close();
    prepared.invalidateAll();
    describers.shutdownNow();
    meta.clear();
    bodies.clear();
  }

  @Override
  public void handle(Request request, Responder responder) {
    switch (request.method()) {
      case GET, HEAD -> get(request, responder);
      case OPTIONS -> preflight(request, responder);
      default -> refusals.methodNotAllowed(request, responder, widgetOf(request));
    }
  }

  private void get(Request request, Responder responder) {
    boolean asksMeta = asksMeta(request.query());
    if (!asksMeta) {
      Prepared known = current(request.path());
      if (known instanceof Asset asset) {
        if (!answers.sendHot(asset, request, responder)) {
          answers.answer(
              new Exchange(request, responder, false, 0), asset, this::unreadableContent);
        }
        return;
      }
      if (known instanceof Moved moved) {
        moved.send(request, responder);
        return;
      }
    }
    locate(new Exchange(request, responder, asksMeta, 0));
  }

  /** What the path meant last time, if nothing that decides it has changed since; else null. */
  @SuppressWarnings("ReferenceEquality") // the very same widget: nothing about it has changed
  private Prepared current(String path) {
    Prepared known = prepared.getIfPresent(path);
    if (known == null) {
      return null;
    }
    if (known instanceof Asset asset && asset.lastModified > Math.floorDiv(clock.millis(), 1000L)) {
      // The clock was put back; a Last-Modified in the future would be wrong.
      return null;
    }
    ResolvedTarget target = known.target();
    if (target.insteadOf() != null) {
      // Asking is what makes a broken version be tried again.
      broken.contains(target.name(), target.insteadOf());
    }
    return target.epoch() == broken.epoch()
            && store.catalog().snapshot().widget(target.name()).orElse(null) == target.widget()
        ? known
        : null;
  }

  private static boolean asksMeta(String query) {
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

  private void locate(Exchange exchange) {
    ParsedPath parsed = paths.parse(exchange.request().path());
    if (parsed instanceof BadPath bad) {
      refusals.notFound(exchange, new Located.NotFound(bad.problem(), null, null, null), null);
      return;
    }
    Located located = locator.locate(store.catalog().snapshot(), (AssetPath) parsed);
    if (located instanceof Located.NotFound missing) {
      refusals.notFound(exchange, missing, null);
      return;
    }
    ResolvedTarget target = ((Located.At) located).target();
    if (exchange.meta()) {
      if (!meta.sendKept(exchange, target)) {
        refusals.run(describing, exchange, target, watched -> readManifest(watched, target));
      }
      return;
    }
    Manifest manifest = store.manifestIfCached(target.name(), target.version());
    if (manifest != null) {
      found(exchange, target, manifest);
    } else {
      refusals.run(reads, exchange, target, watched -> readManifest(watched, target));
    }
  }

  private void readManifest(Exchange exchange, ResolvedTarget target) {
    Manifest manifest;
    try {
      manifest = store.manifest(target.name(), target.version());
    } catch (StoreException e) {
      unreadable(exchange, target, e, () -> manifestReadable(target));
      return;
    }
    if (exchange.meta()) {
      meta.answer(exchange, target, manifest, fallback(target));
    } else {
      found(exchange, target, manifest);
    }
  }

  private boolean manifestReadable(ResolvedTarget target) {
    try {
      store.manifest(target.name(), target.version());
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  private void found(Exchange exchange, ResolvedTarget target, Manifest manifest) {
    if (target.insteadOf() != null) {
      events.versionFallback(target.name(), target.insteadOf(), target.version());
    }
    AssetEntry entry = FileFinder.find(manifest, target.path(), fallback(target));
    if (entry == null) {
      refusals.noSuchFile(exchange, target);
      return;
    }
    WidgetSettings.AliasMode mode = target.widget().settings().effectiveAliasMode();
    if (target.exact() || mode == WidgetSettings.AliasMode.SERVE) {
      serve(exchange, target, manifest, entry);
    } else if (mode == WidgetSettings.AliasMode.REDIRECT) {
      move(exchange, target, entry, exact(target, entry));
    } else {
      refusals.run(reads, exchange, target, watched -> stub(watched, target, manifest, entry));
    }
  }

  private void serve(
      Exchange exchange, ResolvedTarget target, Manifest manifest, AssetEntry entry) {
    String path = exchange.request().path();
    String elsewhere = FolderRule.redirect(path, target.path(), entry.path());
    if (elsewhere != null) {
      move(exchange, target, entry, elsewhere);
      return;
    }
    answer(
        exchange,
        headers.asset(
            target,
            manifest,
            entry,
            path,
            clock.instant(),
            events.downloads(target.name(), target.version(), entry.path())));
  }

  /** May block. */
  private void stub(Exchange exchange, ResolvedTarget target, Manifest manifest, AssetEntry entry) {
    byte[] text;
    try {
      text = stubs.text(manifest, entry, exchange.request().path(), exact(target, entry));
    } catch (StoreException e) {
      unreadable(exchange, target, e, () -> reader.intact(entry.digest(), entry.size()));
      return;
    }
    if (text == null) {
      move(exchange, target, entry, exact(target, entry));
    } else {
      answer(exchange, headers.stub(target, manifest, entry, text, clock.instant()));
    }
  }

  private void answer(Exchange exchange, Asset asset) {
    prepared.put(exchange.request().path(), asset);
    answers.answer(exchange, asset, this::unreadableContent);
  }

  private void move(Exchange exchange, ResolvedTarget target, AssetEntry entry, String location) {
    String path = exchange.request().path();
    Moved moved = headers.moved(target, entry, path, location, clock.instant());
    prepared.put(path, moved);
    moved.send(exchange.request(), exchange.responder());
  }

  private static String exact(ResolvedTarget target, AssetEntry entry) {
    return AssetHeaders.canonical(target.name(), target.version(), entry.path());
  }

  private List<String> fallback(ResolvedTarget target) {
    List<String> own = target.widget().settings().fallback();
    return own == null ? fallback : own;
  }

  private void unreadableContent(
      Exchange exchange, Asset asset, Representation lost, StoreException reason) {
    unreadable(exchange, asset.target, reason, () -> intactNow(lost));
  }

  /** What is not intact is asked of the peers again, for the next time. */
  private boolean intactNow(Representation lost) {
    if (reader.intact(lost.digest, lost.size)) {
      return true;
    }
    var unused = repairs.restore(lost.digest, lost.size);
    return false;
  }

  /** Leaves the version as a whole where an alias led to it; an exact URL says 503. */
  private void unreadable(
      Exchange exchange, ResolvedTarget target, StoreException reason, BooleanSupplier retry) {
    boolean lost = BlobReader.lost(reason);
    if (lost && broken.add(target.name(), target.version(), reason.getMessage(), retry)) {
      LOG.error(
          "{} {} is damaged: {}. {}",
          target.name(),
          target.version(),
          reason.getMessage(),
          Damage.Kind.BLOB.remedy());
    }
    if (lost && target.alias() && exchange.attempt() < MAX_ATTEMPTS) {
      locate(exchange.again());
    } else {
      refusals.unreadable(exchange, target);
    }
  }

  private void preflight(Request request, Responder responder) {
    Reply reply = standard.preflight(headers.cors(widgetOf(request)), request.header("origin"));
    responder.send(reply);
  }

  /** The widget that the path names, whatever else is wrong with it; or null. */
  private Widget widgetOf(Request request) {
    return paths.parse(request.path()) instanceof AssetPath path
        ? WidgetName.tryParse(path.widget())
            .flatMap(store.catalog().snapshot()::widget)
            .orElse(null)
        : null;
  }
}
