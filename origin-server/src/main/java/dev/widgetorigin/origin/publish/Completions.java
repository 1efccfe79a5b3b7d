package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.origin.web.async.SafeLog;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.ingest.Ingest;
import dev.widgetorigin.store.ingest.bundle.UnpackedBundle;
import dev.widgetorigin.store.ingest.compress.CompressedBundle;
import dev.widgetorigin.store.ingest.compress.CompressionEvents;
import dev.widgetorigin.store.ingest.compress.CompressorClosedException;
import dev.widgetorigin.store.ingest.compress.Dictionaries;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.Manifest;
import dev.widgetorigin.store.widget.Widget;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second part of fast publishes: makes the best variants of a version that is served already,
 * and then one batch names the manifest that has them and does what the order asks for.
 *
 * <p>Whatever ends it in between, a {@code kill -9} included, leaves the version as the first part
 * made it: staged, whole, and marked as quick. The same bytes once more complete it. Thread-safe.
 */
final class Completions {
  private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

  /** Each keeps an unpacked bundle on the disk. */
  private static final int MOST = 4;

  private final Store store;
  private final Ingest ingest;
  private final InstantSource clock;
  private final Function<PublishOrder, Dictionaries> earlier;
  private final Function<PublishOrder, ReentrantLock> locks;
  private final Semaphore places = new Semaphore(MOST);
  private final ExecutorService threads;

  /**
   * @param earlier what browsers may have of an order's widget
   * @param locks the lock that whoever publishes an order's version holds
   */
  Completions(
      Store store,
      Ingest ingest,
      InstantSource clock,
      Function<PublishOrder, Dictionaries> earlier,
      Function<PublishOrder, ReentrantLock> locks) {
    this(
        store,
        ingest,
        clock,
        earlier,
        locks,
        Executors.newFixedThreadPool(MOST, new DefaultThreadFactory("completions", true)));
  }

  /**
   * @param threads where versions are completed
   */
  Completions(
      Store store,
      Ingest ingest,
      InstantSource clock,
      Function<PublishOrder, Dictionaries> earlier,
      Function<PublishOrder, ReentrantLock> locks,
      ExecutorService threads) {
    this.threads = threads;
    this.store = store;
    this.ingest = ingest;
    this.clock = clock;
    this.earlier = earlier;
    this.locks = locks;
  }

  /** A place for one bundle until it is complete. */
  final class Place implements AutoCloseable {
    private boolean taken;

    private Place() {}

    /**
     * Completes the version on a thread of its own; closes the bundle afterwards, and this place.
     * Where there is no thread the version stays as it is: it is served already.
     */
    void take(PublishOrder order, UnpackedBundle unpacked) {
      taken = true;
      try {
        threads.execute(() -> run(order, unpacked));
      } catch (RejectedExecutionException e) {
        end(unpacked);
        LOG.warn("{}", left(order, "this node is stopping"));
      } catch (RuntimeException | Error e) {
        // Most often an OutOfMemoryError, "unable to create native thread". First what others need.
        end(unpacked);
        SafeLog.error(LOG, left(order, "there was no thread to make its best variants"), e);
      }
    }

    boolean taken() {
      return taken;
    }

    /** Gives the place back where nothing took it. */
    @Override
    public void close() {
      if (!taken) {
        places.release();
      }
    }
  }

  /** A place, or null where too many versions wait to be completed: then publish as usual. */
  Place place() {
    return places.tryAcquire() ? new Place() : null;
  }

  /** Whatever happens, the bundle is closed and the place given back. */
  private void run(PublishOrder order, UnpackedBundle unpacked) {
    try {
      ReentrantLock lock = locks.apply(order);
      lock.lock();
      try {
        completeOrSay(order, unpacked);
      } finally {
        lock.unlock();
      }
    } finally {
      end(unpacked);
    }
  }

  private void completeOrSay(PublishOrder order, UnpackedBundle unpacked) {
    try {
      if (complete(order, unpacked).isPresent()) {
        LOG.info("{} {} has its best variants", order.widget(), order.version());
      } else {
        LOG.info(
            "{} {} was completed by another publish, or blocked, before its best variants were made",
            order.widget(),
            order.version());
      }
    } catch (CompressorClosedException e) {
      LOG.warn("{}", left(order, "this node is stopping"));
    } catch (ProblemException e) {
      LOG.warn("{}", left(order, e.problem().detail()));
    } catch (IOException | RuntimeException | Error e) {
      // Whatever it is: nobody waits for this thread, so the log must say what became of the
      // version.
      SafeLog.error(LOG, left(order, "its best variants could not be made or stored"), e);
    } catch (InterruptedException e) {
      LOG.warn("{}", left(order, "this node is stopping"));
      Thread.currentThread().interrupt();
    }
  }

  private static String left(PublishOrder order, String reason) {
    return "%s %s stays staged, with variants that were made quickly: %s. To complete and release it publish the same bytes again"
        .formatted(order.widget(), order.version(), reason);
  }

  private void end(UnpackedBundle unpacked) {
    try {
      unpacked.close();
    } catch (IOException e) {
      LOG.warn("cannot delete {}; the next start does", unpacked.folder(), e);
    } finally {
      places.release();
    }
  }

  /**
   * Whether the version has variants that were made quickly; false where its manifest is lost.
   * Throws StoreException where it cannot be read for a moment.
   */
  boolean isQuick(PublishOrder order) {
    try {
      return store.manifest(order.widget(), order.version()).quick();
    } catch (StoreException e) {
      if (e.code() == StoreException.Code.UNAVAILABLE) {
        // "Nothing to change" would be wrong where it is to be completed.
        throw e;
      }
      return false;
    }
  }

  /**
   * Makes the best variants and commits. Empty where the version is complete, or was blocked. The
   * caller has compared the bytes, and holds the lock. Throws as {@code Store.complete} does.
   */
  Optional<ChangeBatch> complete(PublishOrder order, UnpackedBundle unpacked)
      throws IOException, InterruptedException {
    Digest digest = digest(order);
    Manifest quick = store.manifest(order.widget(), order.version());
    if (digest == null || !quick.quick()) {
      return Optional.empty();
    }
    CompressedBundle best =
        ingest
            .compress(unpacked, earlier.apply(order), CompressionEvents.NONE)
            .signedAs(quick.files());
    Manifest completed =
        quick.completed(best.files(), digest, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return store.complete(
        completed,
        best.blobs(),
        (widget, named) -> PublishChanges.completing(widget, order, named),
        order.who(),
        order.why());
  }

  private Digest digest(PublishOrder order) {
    return store
        .catalog()
        .snapshot()
        .widget(order.widget())
        .map(Widget::manifests)
        .map(manifests -> manifests.get(order.version()))
        .orElse(null);
  }

  /** Waits for what is being committed, for that long at most. The compressor is closed before. */
  void close(Duration atMost) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("a version that was published fast is still being completed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
