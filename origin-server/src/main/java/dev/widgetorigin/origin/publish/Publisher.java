package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.changes.alias.AliasReport;
import dev.widgetorigin.origin.changes.alias.Held;
import dev.widgetorigin.origin.changes.alias.Holds;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.text.DiskTrouble;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.BundleSource;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.checks.BundleChecks;
import dev.widgetorigin.store.ingest.checks.ModuleGraph;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.ingest.compress.CompressionEvents;
import dev.widgetorigin.store.ingest.compress.CompressorClosedException;
import dev.widgetorigin.store.ingest.compress.Dictionaries;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import dev.widgetorigin.store.widget.WidgetSettings;
import dev.widgetorigin.store.widget.WidgetSettings.SizeBudget;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes versions exist: unpack and validate, compare with what is there, precompress, look, store.
 *
 * <p>The same bytes again change nothing, neither state nor channel, so a publish may be retried at
 * any time: a pipeline that is run again next month must not move {@code beta} back. To release a
 * staged version one changes its state. Thread-safe; blocks for as long as compression takes.
 *
 * <p>A fast publish has two parts: with variants that are made quickly the version is staged, and
 * its exact URL served; then the best ones take their place, in the batch that releases it ({@link
 * Completions}).
 */
public final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final int LOCKS = 64;

  private final Store store;
  private final Ingest ingest;
  private final InstantSource clock;
  private final PublishEvents listener;
  private final DeltaPolicy deltas;
  private final int template;
  private final Completions completions;

  /** One publisher of a version at a time, so that fifty retries compress once. */
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  /**
   * @param template number of the loader's template that new widgets get
   */
  public Publisher(
      Store store,
      Ingest ingest,
      InstantSource clock,
      PublishEvents listener,
      DeltaPolicy deltas,
      int template) {
    this.template = template;
    this.deltas = deltas;
    this.store = store;
    this.ingest = ingest;
    this.clock = clock;
    this.listener = listener;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
    completions = new Completions(store, ingest, clock, this::earlier, this::lock);
  }

  public PublishResult publish(PublishOrder order, BundleSource source) {
    PublishResult result = attempt(order, source);
    if (!order.dryRun()) {
      listener.finished(outcome(result));
    }
    return result;
  }

  private PublishResult attempt(PublishOrder order, BundleSource source) {
    try {
      check(order);
      var unused = existing(order);
      return attempt(order, ingest.unpack(source, store.staging()));
    } catch (ProblemException refusal) {
      return new PublishResult.Refused(refusal.problem());
    } catch (IngestException e) {
      return new PublishResult.Refused(refused(e));
    } catch (CompressorClosedException e) {
      return stopping();
    } catch (IOException | StoreException e) {
      LOG.error("publishing {} {} failed", order.widget(), order.version(), e);
      return unavailable(DiskTrouble.describe(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return stopping();
    }
  }

  /** Closes the bundle, or leaves that to who completes the version. */
  private PublishResult attempt(PublishOrder order, UnpackedBundle unpacked)
      throws IOException, InterruptedException {
    ReentrantLock lock = lock(order);
    try (Completions.Place place = order.fast() && !order.dryRun() ? completions.place() : null) {
      try {
        lock.lockInterruptibly();
        try {
          return publish(order, unpacked, place);
        } finally {
          lock.unlock();
        }
      } finally {
        if (place == null || !place.taken()) {
          unpacked.close();
        }
      }
    }
  }

  /**
   * A damaged version goes the whole way: the store puts back what it lost, from these bytes.
   *
   * @param place where the version may be completed later; null where it must be complete
   */
  private PublishResult publish(
      PublishOrder order, UnpackedBundle unpacked, Completions.Place place)
      throws IOException, InterruptedException {
    boolean exists = existing(order).isPresent();
    if (exists && !order.dryRun() && completions.isQuick(order)) {
      return complete(order, unpacked);
    }
    if (place != null && !exists) {
      return begin(order, unpacked, place);
    }
    if (exists && store.check(order.widget(), order.version()).isEmpty()) {
      return again(order, unpacked, store.manifest(order.widget(), order.version()), false);
    }
    BundleSignatures signatures =
        exists
            ? BundleSignatures.ofRepair(unpacked)
            : BundleSignatures.verify(unpacked, signing(order));
    CompressedBundle compressed =
        signatures.addTo(ingest.compress(unpacked, earlier(order), CompressionEvents.NONE));
    List<Warning> warnings = warnings(order, unpacked, compressed);
    if (order.dryRun()) {
      return new PublishResult.Preview(
          false,
          unpacked.entry(),
          compressed.files(),
          sizes(order, compressed.files()),
          report(order, state(order), unpacked, warnings));
    }
    return store(order, unpacked, compressed, warnings, false);
  }

  /** The first part of a fast publish. */
  private PublishResult begin(PublishOrder order, UnpackedBundle unpacked, Completions.Place place)
      throws IOException, InterruptedException {
    CompressedBundle quick =
        BundleSignatures.verify(unpacked, signing(order))
            .addTo(ingest.compressQuickly(unpacked))
            .keepingOriginals(unpacked);
    List<Warning> warnings = warnings(order, unpacked, quick);
    PublishChanges.mustNotFollow(state(order), order);
    List<Held> held =
        Holds.of(PublishChanges.after(state(order), order, clock.instant()), order.version());
    PublishResult result = store(order.firstPart(), unpacked, quick, warnings, true);
    if (!(result instanceof PublishResult.Published published)) {
      return result;
    }
    if (!published.created()) {
      // Another node published it meanwhile.
      return publish(order, unpacked, null);
    }
    place.take(order, unpacked);
    return new PublishResult.Published(
        true,
        false,
        false,
        published.sequence(),
        published.manifest(),
        published.report().withHeld(held),
        List.of());
  }

  /** The same bytes, published fast before: what was to follow has not, or not everywhere. */
  private PublishResult complete(PublishOrder order, UnpackedBundle unpacked)
      throws IOException, InterruptedException {
    Manifest quick = store.manifest(order.widget(), order.version());
    if (!Existing.same(quick, unpacked.files())) {
      throw existing(order).orElseThrow().conflict(order, quick, unpacked.files());
    }
    WidgetState before = state(order);
    Optional<ChangeBatch> batch = completions.complete(order, unpacked);
    if (store.damaged().find(order.widget(), order.version()).isPresent()) {
      var unused = store.check(order.widget(), order.version());
    }
    Manifest manifest = store.manifest(order.widget(), order.version());
    if (batch.isEmpty()) {
      return again(order, unpacked, manifest, false);
    }
    List<Undone> undone = existing(order).orElseThrow().undone();
    return new PublishResult.Published(
        false,
        true,
        false,
        batch.get().sequence(),
        manifest,
        new PublishResult.Report(
            PublishChanges.warnings(order, undone),
            unpacked.skipped(),
            AliasReport.shifts(before, state(order)),
            Holds.of(state(order), order.version())),
        undone);
  }

  /** What browsers may have of the widget. */
  private Dictionaries earlier(PublishOrder order) {
    int count = deltas.versions(widget(order).map(Widget::settings).orElse(null));
    return EarlierVersions.dictionaries(
        store, order.widget(), EarlierVersions.choose(state(order), order.version(), count));
  }

  private PublishResult store(
      PublishOrder order,
      UnpackedBundle unpacked,
      CompressedBundle compressed,
      List<Warning> warnings,
      boolean quick) {
    WidgetState[] before = {state(order)};
    Store.PublishOutcome outcome =
        store.publish(
            manifest(order, unpacked, compressed, quick),
            compressed.blobs(),
            order.state(),
            order.published() != null,
            widget -> {
              before[0] =
                  widget.map(Widget::state).orElseGet(() -> WidgetState.empty(order.widget()));
              List<Change> also = PublishChanges.also(before[0], order);
              return widget.isPresent() ? also : PublishChanges.ofNew(order, template, also);
            },
            order.who(),
            order.why());
    return switch (outcome.kind()) {
      case CREATED ->
          new PublishResult.Published(
              true,
              false,
              false,
              outcome.sequence(),
              outcome.manifest(),
              report(order, before[0], unpacked, warnings),
              List.of());
      case IDENTICAL -> again(order, unpacked, outcome.manifest(), false);
      case REPAIRED -> again(order, unpacked, outcome.manifest(), true);
      case CONFLICT ->
          throw existing(order).orElseThrow().conflict(order, outcome.manifest(), unpacked.files());
    };
  }

  private Manifest manifest(
      PublishOrder order, UnpackedBundle unpacked, CompressedBundle compressed, boolean quick) {
    Instant published = order.published() == null ? clock.instant() : order.published();
    Manifest manifest =
        new Manifest(
            order.widget(),
            order.version(),
            published.truncatedTo(ChronoUnit.MILLIS),
            order.who(),
            unpacked.entry(),
            compressed.files(),
            unpacked.packageJson());
    return quick ? manifest.quickly(store.catalog().snapshot().sequence() + 1) : manifest;
  }

  /** The version exists. */
  private PublishResult again(
      PublishOrder order, UnpackedBundle unpacked, Manifest manifest, boolean repaired) {
    Existing existing = existing(order).orElseThrow();
    if (!Existing.same(manifest, unpacked.files())) {
      throw existing.conflict(order, manifest, unpacked.files());
    }
    var report =
        new PublishResult.Report(
            PublishChanges.warnings(order, existing.undone()),
            unpacked.skipped(),
            List.of(),
            Holds.of(state(order), order.version()));
    if (order.dryRun()) {
      return new PublishResult.Preview(
          true, manifest.entry(), manifest.files(), sizes(order, manifest.files()), report);
    }
    long sequence = widget(order).map(Widget::sequence).orElse(0L);
    return new PublishResult.Published(
        false, false, repaired, sequence, manifest, report, existing.undone());
  }

  /** Refuses an order that no bundle and no state could make right. */
  private void check(PublishOrder order) {
    List<String> errors = new ArrayList<>();
    if (order.state() != ReleaseState.STAGED && order.state() != ReleaseState.RELEASED) {
      errors.add("state: expected staged or released, found " + order.state().text());
    }
    if (order.channel() != null) {
      try {
        Selector.Channel.validate(order.channel());
      } catch (ResolverException e) {
        errors.add("channel: expected a name such as beta or next: " + e.getMessage());
      }
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
    PublishChanges.mustNotFollow(state(order), order);
  }

  private PublishResult.Report report(
      PublishOrder order, WidgetState before, UnpackedBundle unpacked, List<Warning> warnings) {
    WidgetState after = PublishChanges.after(before, order, clock.instant());
    return new PublishResult.Report(
        warnings,
        unpacked.skipped(),
        AliasReport.shifts(before, after),
        Holds.of(after, order.version()));
  }

  private List<Warning> warnings(
      PublishOrder order, UnpackedBundle unpacked, CompressedBundle compressed) throws IOException {
    SizeBudget own = widget(order).map(widget -> widget.settings().sizeBudget()).orElse(null);
    SizeBudget budget = own == null ? BundleChecks.DEFAULT_BUDGET : own;
    List<Warning> warnings = new ArrayList<>(BundleChecks.check(unpacked, compressed, budget));
    warnings.addAll(PackageNames.check(order, unpacked.packageJson()));
    WidgetSettings settings = widget(order).map(Widget::settings).orElse(null);
    warnings.addAll(ModuleAdvice.check(order, settings, () -> ModuleGraph.read(unpacked)));
    widget(order).ifPresent(known -> warnings.addAll(PublishChanges.overRollout(known, order)));
    List<String> over =
        warnings.stream()
            .filter(warning -> budget.error() && warning.code() == Warning.Code.SIZE_BUDGET)
            .map(Warning::message)
            .toList();
    if (!over.isEmpty()) {
      throw ProblemException.invalid(over);
    }
    return List.copyOf(warnings);
  }

  private SizeReport sizes(PublishOrder order, Map<String, AssetEntry> files) {
    Manifest before =
        SizeReport.previous(state(order), order.version())
            .map(version -> store.manifest(order.widget(), version))
            .orElse(null);
    return SizeReport.compare(before, files);
  }

  /** Throws ProblemException where the number was blocked. */
  private Optional<Existing> existing(PublishOrder order) {
    return Existing.in(state(order), order);
  }

  private WidgetSettings.Signing signing(PublishOrder order) {
    return widget(order)
        .map(widget -> widget.settings().effectiveSigning())
        .orElse(WidgetSettings.Signing.NONE);
  }

  private Optional<Widget> widget(PublishOrder order) {
    return store.catalog().snapshot().widget(order.widget());
  }

  private WidgetState state(PublishOrder order) {
    return widget(order).map(Widget::state).orElseGet(() -> WidgetState.empty(order.widget()));
  }

  private static Problem refused(IngestException e) {
    boolean large = e.kind() == IngestException.Kind.TOO_LARGE;
    List<String> problems = e.problems();
    String detail =
        problems.size() == 1 ? problems.get(0) : problems.size() + " problems; see errors.";
    return large
        ? new Problem(413, "Bundle too large", detail, problems)
        : new Problem(422, "Bundle refused", detail, problems);
  }

  private static PublishResult stopping() {
    return new PublishResult.Refused(
        Problem.of(
            503,
            "Origin is stopping",
            "The origin is stopping, and nothing was published; publish again when it is back."));
  }

  private static PublishResult unavailable(String detail) {
    return new PublishResult.Refused(Problem.of(503, "Store unavailable", detail));
  }

  private static PublishEvents.Result outcome(PublishResult result) {
    if (result instanceof PublishResult.Refused refused) {
      int status = refused.problem().status();
      if (status == 409) {
        return PublishEvents.Result.CONFLICT;
      }
      return status >= 500 ? PublishEvents.Result.FAILED : PublishEvents.Result.REFUSED;
    }
    return result instanceof PublishResult.Published published && published.changed()
        ? PublishEvents.Result.CREATED
        : PublishEvents.Result.IDENTICAL;
  }

  private ReentrantLock lock(PublishOrder order) {
    String key = order.widget() + "@" + order.version();
    return locks[Math.floorMod(key.hashCode(), LOCKS)];
  }

  /** Versions that are being completed stay as they are. The compressor is closed before. */
  @Override
  public void close() {
    completions.close();
  }
}
