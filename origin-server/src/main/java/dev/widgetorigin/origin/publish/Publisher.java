package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.changes.AliasReport;
import dev.widgetorigin.origin.changes.Holds;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.text.DiskTrouble;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.resolver.WidgetState;
import dev.widgetorigin.store.Change;
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
 */
public final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final int LOCKS = 64;

  private final Store store;
  private final Ingest ingest;
  private final InstantSource clock;
  private final PublishEvents listener;
  private final DeltaPolicy deltas;
  private final int template;

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
      try (UnpackedBundle unpacked = ingest.unpack(source, store.staging())) {
        ReentrantLock lock = locks[Math.floorMod(key(order).hashCode(), LOCKS)];
        lock.lockInterruptibly();
        try {
          return publish(order, unpacked);
        } finally {
          lock.unlock();
        }
      }
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

  /** A damaged version goes the whole way: the store puts back what it lost, from these bytes. */
  private PublishResult publish(PublishOrder order, UnpackedBundle unpacked)
      throws IOException, InterruptedException {
    boolean exists = existing(order).isPresent();
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
    return store(order, unpacked, compressed, warnings);
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
      List<Warning> warnings) {
    WidgetState[] before = {state(order)};
    Store.PublishOutcome outcome =
        store.publish(
            manifest(order, unpacked, compressed),
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
      PublishOrder order, UnpackedBundle unpacked, CompressedBundle compressed) {
    Instant published = order.published() == null ? clock.instant() : order.published();
    return new Manifest(
        order.widget(),
        order.version(),
        published.truncatedTo(ChronoUnit.MILLIS),
        order.who(),
        unpacked.entry(),
        compressed.files(),
        unpacked.packageJson());
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
        false, repaired, sequence, manifest, report, existing.undone());
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
    return result instanceof PublishResult.Published published && published.created()
        ? PublishEvents.Result.CREATED
        : PublishEvents.Result.IDENTICAL;
  }

  private static String key(PublishOrder order) {
    return order.widget() + "@" + order.version();
  }
}
