package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.text.DiskTrouble;
import dev.widgetorigin.resolver.ReleaseState;
import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Selector;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.BundleArchive;
import dev.widgetorigin.store.ingest.bundle.IngestException;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.checks.Warning;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.ingest.compress.CompressionEvents;
import dev.widgetorigin.store.ingest.compress.CompressorClosedException;
import dev.widgetorigin.store.widget.WidgetSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes versions exist: unpack and validate, compare with what is there, precompress, look, store.
 *
 * <p>The same bytes again change nothing, neither state nor channel, so a publish may be retried at
 * any time: a pipeline that is run again next month must not move {@code beta} back. To release a
 * staged version one changes its state. Thread-safe; blocks for as long as compression takes.
 *
 * <p>Here an order is checked, takes its turn and goes its way; what went wrong becomes a refusal.
 * The ways are {@link VersionCommit} and {@link FastPublish}; {@link PublishResults} says what came
 * of it.
 */
public final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final int LOCKS = 64;

  /** How long {@link #close()} waits for a version that is being committed. */
  public static final Duration STOP = Duration.ofSeconds(5);

  private final Store store;
  private final Ingest ingest;
  private final PublishEvents events;
  private final KnownWidgets known;
  private final PublishResults results;
  private final VersionCommit commit;
  private final Completions completions;
  private final FastPublish fast;
  private volatile Supplier<Optional<String>> tooLittle = Optional::empty;

  /** One publisher of a version at a time, so that fifty retries compress once. */
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  /**
   * @param template number of the loader's template that new widgets get
   */
  public Publisher(
      Store store,
      Ingest ingest,
      InstantSource clock,
      PublishEvents events,
      DeltaPolicy deltas,
      int template) {
    this.store = store;
    this.ingest = ingest;
    this.events = events;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
    known = new KnownWidgets(store, deltas);
    results = new PublishResults(store, known, clock);
    commit = new VersionCommit(store, known, results, clock, template);
    completions = new Completions(store, ingest, clock, known::earlier, this::lock);
    fast = new FastPublish(store, ingest, known, commit, results, completions);
  }

  /**
   * The same, which takes no version while the store has too little room: what is left of it is for
   * changes without which nobody could act, such as a rollback.
   *
   * @param room why there is too little, in a sentence for its client; empty where there is enough
   */
  public Publisher within(Supplier<Optional<String>> room) {
    tooLittle = room;
    return this;
  }

  /**
   * Publishes, or for a dry run only looks. What keeps it from that is a {@link
   * PublishResult.Refused} with the status that its caller answers: 409 for other bytes under the
   * same number, 413 and 422 for the bundle, 503 where the disk or the bucket fails or the origin
   * stops. Nothing is half-published then, and the same call again is safe.
   */
  public PublishResult publish(PublishOrder order, BundleArchive archive) {
    PublishResult result = attempt(order, archive);
    if (!order.dryRun()) {
      events.finished(outcome(result));
    }
    return result;
  }

  private PublishResult attempt(PublishOrder order, BundleArchive archive) {
    Optional<String> full = tooLittle.get();
    if (full.isPresent()) {
      return unavailable(full.get());
    }
    try {
      check(order);
      var unused = known.existing(order);
      return attempt(order, ingest.unpack(archive, store.staging()));
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
    if (place != null && known.existing(order).isEmpty()) {
      Optional<PublishResult> begun = fast.begin(order, unpacked, place);
      if (begun.isPresent()) {
        return begun.get();
      }
      // Another node published it meanwhile: it exists, as for any other publisher.
    }
    boolean exists = known.existing(order).isPresent();
    if (exists && !order.dryRun() && completions.isQuick(order)) {
      return fast.complete(order, unpacked);
    }
    if (exists && store.check(order.widget(), order.version()).isEmpty()) {
      return results.again(order, unpacked, store.manifest(order.widget(), order.version()), false);
    }
    WidgetSettings.Signing signing = exists ? null : known.signing(order);
    BundleSignatures signatures =
        exists ? BundleSignatures.ofRepair(unpacked) : BundleSignatures.verify(unpacked, signing);
    CompressedBundle compressed =
        signatures.addTo(ingest.compress(unpacked, known.earlier(order), CompressionEvents.NONE));
    List<Warning> warnings = PublishWarnings.of(order, known.widget(order), unpacked, compressed);
    return order.dryRun()
        ? results.preview(order, unpacked, compressed, warnings)
        : commit.commit(order, unpacked, compressed, warnings, signing);
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
    requirePrecondition(order);
    PublishChanges.mustNotFollow(known.state(order), order);
  }

  /** Before anything is read or compressed; what others have changed by then must be known. */
  private void requirePrecondition(PublishOrder order) {
    long named = order.precondition().highest();
    if (named > 0) {
      // Another node may have made it a moment ago. One look is enough: it is there, or never was.
      var unused = store.catalog().reached(named, Duration.ZERO);
    }
    order.precondition().check(known.widget(order));
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
    close(STOP);
  }

  /** The same, and goes on without what is still being committed by then. */
  public void close(Duration atMost) {
    completions.close(atMost);
  }
}
