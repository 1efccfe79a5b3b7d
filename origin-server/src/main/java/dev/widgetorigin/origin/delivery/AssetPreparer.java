package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.origin.delivery.answer.Asset;
import dev.widgetorigin.origin.delivery.answer.AssetHeaders;
import dev.widgetorigin.origin.delivery.answer.PreparedAnswer;
import dev.widgetorigin.origin.delivery.answer.Redirect;
import dev.widgetorigin.origin.delivery.answer.Refusals;
import dev.widgetorigin.origin.delivery.answer.Representation;
import dev.widgetorigin.origin.delivery.answer.StandIns;
import dev.widgetorigin.origin.delivery.body.BodySources;
import dev.widgetorigin.origin.delivery.module.ModuleStubs;
import dev.widgetorigin.origin.delivery.route.AssetPath;
import dev.widgetorigin.origin.delivery.route.BrokenVersions;
import dev.widgetorigin.origin.delivery.route.FileFinder;
import dev.widgetorigin.origin.delivery.route.FolderRule;
import dev.widgetorigin.origin.delivery.route.Located;
import dev.widgetorigin.origin.delivery.route.ParsedPath;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.web.text.MediaTypes;
import dev.widgetorigin.origin.web.text.PercentEncoding;
import dev.widgetorigin.origin.web.text.RelativeReference;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.time.InstantSource;

/**
 * Answers a URL that is not in {@link ResourceCache}, because it was not asked for before or
 * something has changed since, and puts there what it comes to:
 *
 * <pre>
 * ParsedPath → VersionLookup → Manifest → FileFinder → the file, a redirect, or a text in its place
 * </pre>
 *
 * <p>Resolving and a cached manifest are done on the caller's thread, all reading on others. A
 * version that turns out to be unreadable is left as a whole where an alias led to it. Thread-safe;
 * never blocks the caller.
 */
final class AssetPreparer {
  private final VersionLookup versions;
  private final AssetHeaders files;
  private final StandIns standIns;
  private final Refusals refusals;
  private final BodySources bodies;
  private final ModuleStubs stubs;
  private final ResourceCache known;
  private final BlockingReads reads;
  private final AnswerSender answers;
  private final DeliveryEvents events;
  private final InstantSource clock;

  AssetPreparer(
      VersionLookup versions,
      AssetHeaders files,
      StandIns standIns,
      Refusals refusals,
      BodySources bodies,
      ResourceCache known,
      BlockingReads reads,
      DeliveryEvents events,
      InstantSource clock) {
    this.versions = versions;
    this.files = files;
    this.standIns = standIns;
    this.refusals = refusals;
    this.bodies = bodies;
    this.stubs = new ModuleStubs(bodies.reader());
    this.known = known;
    this.reads = reads;
    this.answers = new AnswerSender(bodies, refusals, reads, clock, this::unreadableContent);
    this.events = events;
    this.clock = clock;
  }

  /** Sends what was prepared, now or earlier; comes back here where its bytes are lost. */
  AnswerSender answers() {
    return answers;
  }

  /** Answers the exchange, at once or from another thread. */
  void prepare(Exchange exchange, ParsedPath parsed) {
    Located located = versions.locate(parsed);
    if (located instanceof Located.NotFound missing) {
      exchange.send(refusals.notFound(exchange.request(), missing, null));
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
    Manifest manifest = versions.manifestIfCached(target);
    if (manifest != null) {
      found(exchange, target, manifest);
    } else {
      reads.ofManifest(exchange, target, watched -> readManifest(watched, target));
    }
  }

  /** May block. */
  private void readManifest(Exchange exchange, ResolvedTarget target) {
    Manifest manifest;
    try {
      manifest = versions.manifest(target);
    } catch (StoreException e) {
      unreadable(exchange, target, versions.leave(target, e));
      return;
    }
    found(exchange, target, manifest);
  }

  private void found(Exchange exchange, ResolvedTarget target, Manifest manifest) {
    if (target.insteadOf() != null) {
      events.versionFallback(target.name(), target.insteadOf(), target.version());
    }
    AssetEntry entry = FileFinder.find(manifest, target.path(), versions.fallback(target));
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
      reads.ofBlob(
          exchange, target, entry.digest(), watched -> stub(watched, target, manifest, entry));
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

  /** May block. */
  private void stub(Exchange exchange, ResolvedTarget target, Manifest manifest, AssetEntry entry) {
    byte[] text;
    try {
      text = stubs.text(manifest, entry, exchange.request().path(), exact(target, entry));
    } catch (StoreException e) {
      boolean lost =
          versions.leave(target, e, () -> bodies.reader().intact(entry.digest(), entry.size()));
      unreadable(exchange, target, lost);
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

  private void unreadableContent(Exchange exchange, PreparedAnswer answer, StoreException reason) {
    ResolvedTarget target = answer.asset().target();
    Representation failed = answer.representation();
    boolean lost =
        versions.leave(target, reason, () -> bodies.intact(failed.digest(), failed.size()));
    unreadable(exchange, target, lost);
  }

  /** An alias answers with another version where bytes are lost; an exact URL says 503. */
  private void unreadable(Exchange exchange, ResolvedTarget target, boolean lost) {
    if (lost && target.alias() && exchange.attempt() < BrokenVersions.MAX_ATTEMPTS) {
      prepare(exchange.again(), target.path());
    } else {
      exchange.send(refusals.unreadable(exchange.request(), target));
    }
  }
}
