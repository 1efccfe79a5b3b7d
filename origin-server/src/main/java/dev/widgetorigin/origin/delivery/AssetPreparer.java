package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.config.DeliveryConfig;
import dev.widgetorigin.origin.delivery.answer.Asset;
import dev.widgetorigin.origin.delivery.answer.AssetHeaders;
import dev.widgetorigin.origin.delivery.answer.PreparedAnswer;
import dev.widgetorigin.origin.delivery.answer.Redirect;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.answer.Representation;
import dev.widgetorigin.origin.delivery.answer.StandIns;
import dev.widgetorigin.origin.delivery.answer.WidgetHeaders;
import dev.widgetorigin.origin.delivery.body.BlobReader;
import dev.widgetorigin.origin.delivery.body.BodySources;
import dev.widgetorigin.origin.delivery.module.ModuleStubs;
import dev.widgetorigin.origin.delivery.route.AssetLocator;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.BadPath;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.delivery.route.FileFinder;
import dev.widgetorigin.origin.delivery.route.FolderRule;
import dev.widgetorigin.origin.delivery.route.Located;
import dev.widgetorigin.origin.delivery.route.ParsedPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.origin.web.text.RelativeReference;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Answers a URL that is not in {@link ResourceCache}, because it was not asked for before or
 * something has changed since, and puts there what it comes to:
 *
 * <pre>
 * ParsedPath → AssetLocator → Manifest → FileFinder → the file, a redirect, or a text in its place
 * </pre>
 *
 * <p>Resolving and a cached manifest are done on the caller's thread, all reading on others. A
 * version that turns out to be unreadable is left as a whole where an alias led to it. Thread-safe;
 * never blocks the caller.
 */
final class AssetPreparer {
  private final Store store;
  private final List<String> fallback;
  private final BrokenVersions broken;
  private final AssetLocator locator;
  private final AssetHeaders files;
  private final StandIns standIns;
  private final Refusals refusals;
  private final BodySources bodies;
  private final ModuleStubs stubs;
  private final ResourceCache known;
  private final Deferred reads;

  /** Reads that may have to ask a bucket. */
  private final Deferred fetches;

  private final AnswerSender answers;
  private final DeliveryEvents events;
  private final InstantSource clock;

  /**
   * @param reads for this node's disk
   * @param fetches for what may be in a bucket
   */
  AssetPreparer(
      Store store,
      DeliveryConfig config,
      BrokenVersions broken,
      WidgetHeaders headers,
      StandIns standIns,
      Refusals refusals,
      BodySources bodies,
      ResourceCache known,
      Deferred reads,
      Deferred fetches,
      DeliveryEvents events,
      InstantSource clock) {
    this.store = store;
    this.fallback = config.fallback();
    this.broken = broken;
    this.locator = new AssetLocator(broken);
    this.files = new AssetHeaders(headers, config);
    this.standIns = standIns;
    this.refusals = refusals;
    this.bodies = bodies;
    this.stubs = new ModuleStubs(bodies.reader());
    this.known = known;
    this.reads = reads;
    this.fetches = fetches;
    this.answers =
        new AnswerSender(bodies, refusals, reads, fetches, clock, this::unreadableContent);
    this.events = events;
    this.clock = clock;
  }

  /** Sends what was prepared, now or earlier; comes back here where its bytes are lost. */
  AnswerSender answers() {
    return answers;
  }

  /** Answers the exchange, at once or from another thread. */
  void prepare(Exchange exchange, ParsedPath parsed) {
    if (parsed instanceof BadPath bad) {
      notFound(exchange, new Located.NotFound(bad.problem(), null, null, null));
    } else {
      locate(exchange, (AssetPath) parsed);
    }
  }

  private void locate(Exchange exchange, AssetPath path) {
    Located located = locator.locate(store.catalog().snapshot(), path);
    if (located instanceof Located.NotFound missing) {
      notFound(exchange, missing);
    } else if (located instanceof Located.Unreadable ill) {
      withoutVersion(exchange, ill.target());
    } else {
      withVersion(exchange, ((Located.At) located).target());
    }
  }

  private void withVersion(Exchange exchange, ResolvedTarget target) {
    if (switchedOff(target) && namesStub(target.path())) {
      sendSwitchedOff(exchange, target, target.path().file());
    } else {
      manifest(exchange, target);
    }
  }

  /**
   * No version of the alias can be read. What is switched off is answered all the same: by the path
   * alone, or by the manifest where only that says which file is meant.
   */
  private void withoutVersion(Exchange exchange, ResolvedTarget target) {
    if (switchedOff(target) && namesStub(target.path())) {
      sendSwitchedOff(exchange, target, target.path().file());
    } else if (switchedOff(target) && exchange.attempt() == 0) {
      manifest(exchange, target);
    } else {
      exchange.send(refusals.unreadable(exchange.request(), target));
    }
  }

  private void manifest(Exchange exchange, ResolvedTarget target) {
    Manifest manifest = store.manifestIfCached(target.name(), target.version());
    if (manifest != null) {
      found(exchange, target, manifest);
    } else {
      goOn(reads, exchange, target, watched -> readManifest(watched, target));
    }
  }

  /** May block, for this node's disk. */
  private void readManifest(Exchange exchange, ResolvedTarget target) {
    if (bodies.far().far(target.name(), target.version())) {
      goOn(fetches, exchange, target, watched -> fetchManifest(watched, target));
    } else {
      fetchManifest(exchange, target);
    }
  }

  /** May block, for a bucket. */
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
    if (switchedOff(target)) {
      sendSwitchedOff(exchange, target, entry == null ? null : entry.path());
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

  private static boolean switchedOff(ResolvedTarget target) {
    return target.widget().off(target.selector()) != null;
  }

  /** Whether the path alone says that a stub is the answer: no manifest and no bytes are needed. */
  private static boolean namesStub(AssetPath path) {
    return path.kind() == AssetPath.Kind.FILE && answersStub(path.file());
  }

  private static boolean answersStub(String file) {
    String type = file == null ? "" : MediaTypes.of(file);
    return MediaTypes.isScript(type) || MediaTypes.isStyle(type);
  }

  /** {@code file} is null where the version has no such file. */
  private void sendSwitchedOff(Exchange exchange, ResolvedTarget target, String file) {
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

  /** May block, for a bucket. */
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

  private static String exact(ResolvedTarget target, AssetEntry entry) {
    return AssetHeaders.canonical(target.name(), target.version(), entry.path());
  }

  private void notFound(Exchange exchange, Located.NotFound missing) {
    exchange.send(refusals.notFound(exchange.request(), missing, null));
  }

  private void goOn(
      Deferred elsewhere, Exchange exchange, ResolvedTarget target, Consumer<Exchange> work) {
    exchange.goOn(elsewhere, failure -> refusals.failed(exchange.request(), target, failure), work);
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
      locate(exchange.again(), target.path());
    } else {
      exchange.send(refusals.unreadable(exchange.request(), target));
    }
  }
}
