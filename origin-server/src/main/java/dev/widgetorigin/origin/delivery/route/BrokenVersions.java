package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.health.Damage;
import dev.widgetorigin.store.health.DamagedVersions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What delivery makes of {@link DamagedVersions}: an alias leaves a version some of whose files
 * cannot be read as a whole and not file by file. While it is asked for, such a version is tried
 * again every {@link #RETRY}; when it can be read it is whole again. Thread-safe; never blocks.
 */
public final class BrokenVersions {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenVersions.class);
  public static final Duration RETRY = Duration.ofSeconds(30);

  /** After so many unreadable versions in one request, the store is ill rather than a version. */
  public static final int MAX_ATTEMPTS = 16;

  private record Key(WidgetName name, Version version) {}

  private static final class Retry {
    private final BooleanSupplier again;
    private final AtomicBoolean trying = new AtomicBoolean();
    private volatile Instant tried;

    Retry(BooleanSupplier again, Instant tried) {
      this.again = again;
      this.tried = tried;
    }

    /** Also where the clock was put back: else a version would stay broken for as long. */
    boolean due(Instant now) {
      return now.isBefore(tried) || now.isAfter(tried.plus(RETRY));
    }
  }

  private final Map<Key, Retry> retries = new ConcurrentHashMap<>();
  private final DamagedVersions damaged;

  /** Reads all of a version again; may block. */
  private final BiPredicate<WidgetName, Version> whole;

  private final InstantSource clock;
  private final Executor executor;

  public BrokenVersions(
      DamagedVersions damaged,
      BiPredicate<WidgetName, Version> whole,
      InstantSource clock,
      Executor executor) {
    this.damaged = damaged;
    this.whole = whole;
    this.clock = clock;
    this.executor = executor;
  }

  /** Changes whenever a version becomes broken or whole; what was decided before then is void. */
  public long epoch() {
    return damaged.epoch();
  }

  /**
   * A version some of whose bytes are lost.
   *
   * @param again reads again what failed; may block
   */
  public void add(WidgetName name, Version version, String problem, BooleanSupplier again) {
    Instant now = clock.instant();
    retries.putIfAbsent(new Key(name, version), new Retry(again, now));
    if (damaged.add(new DamagedVersions.Entry(name, version, problem, false, now))) {
      LOG.error("{} {} is damaged: {}. {}", name, version, problem, Damage.Kind.BLOB.remedy());
    }
  }

  public boolean contains(WidgetName name, Version version) {
    if (!damaged.unreadable(name, version)) {
      return false;
    }
    Key key = new Key(name, version);
    Retry retry = retries.computeIfAbsent(key, found -> new Retry(() -> true, clock.instant()));
    if (retry.due(clock.instant()) && retry.trying.compareAndSet(false, true)) {
      // Where it fails it is tried at the next request: it must not count as under way.
      Deferred.background(executor, () -> tryAgain(key, retry), thrown -> retry.trying.set(false));
    }
    return true;
  }

  private void tryAgain(Key key, Retry retry) {
    boolean again = false;
    try {
      // What failed first, with the help of the peers; then all of it.
      again = retry.again.getAsBoolean() && whole.test(key.name(), key.version());
    } catch (StoreException e) {
      // The disk fails in another way now; later, then.
      again = false;
    } finally {
      retry.tried = clock.instant();
      retry.trying.set(false);
      if (again || !damaged.unreadable(key.name(), key.version())) {
        retries.remove(key, retry);
      }
    }
  }
}
