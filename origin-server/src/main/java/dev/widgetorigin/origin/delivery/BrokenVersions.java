package dev.widgetorigin.origin.delivery;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The versions some of whose bytes could not be read, so that an alias leaves such a version as a
 * whole and not file by file. What failed is tried again every {@link #RETRY}; when it can be read
 * the version is whole again. Thread-safe; never blocks.
 */
final class BrokenVersions {
  static final Duration RETRY = Duration.ofSeconds(30);

  private record Key(WidgetName name, Version version) {}

  private static final class Damage {
    private final BooleanSupplier retry;
    private final AtomicBoolean trying = new AtomicBoolean();
    private volatile Instant tried;

    Damage(BooleanSupplier retry, Instant tried) {
      this.retry = retry;
      this.tried = tried;
    }

    /** Also where the clock was put back: else a version would stay broken for as long. */
    boolean due(Instant now) {
      return now.isBefore(tried) || now.isAfter(tried.plus(RETRY));
    }
  }

  private final Map<Key, Damage> damages = new ConcurrentHashMap<>();
  private final AtomicLong epoch = new AtomicLong();
  private final InstantSource clock;
  private final Executor executor;

  BrokenVersions(InstantSource clock, Executor executor) {
    this.clock = clock;
    this.executor = executor;
  }

  /** Changes whenever a version becomes broken or whole; what was decided before then is void. */
  long epoch() {
    return epoch.get();
  }

  /** False where it was known. {@code retry} reads again what failed; may block. */
  boolean add(WidgetName name, Version version, BooleanSupplier retry) {
    Damage damage = new Damage(retry, clock.instant());
    boolean added = damages.putIfAbsent(new Key(name, version), damage) == null;
    if (added) {
      epoch.incrementAndGet();
    }
    return added;
  }

  boolean contains(WidgetName name, Version version) {
    if (damages.isEmpty()) {
      return false;
    }
    Key key = new Key(name, version);
    Damage damage = damages.get(key);
    if (damage == null) {
      return false;
    }
    if (damage.due(clock.instant()) && damage.trying.compareAndSet(false, true)) {
      try {
        executor.execute(() -> tryAgain(key, damage));
      } catch (RejectedExecutionException e) {
        damage.trying.set(false);
      }
    }
    return true;
  }

  private void tryAgain(Key key, Damage damage) {
    boolean whole = false;
    try {
      whole = damage.retry.getAsBoolean();
    } finally {
      damage.tried = clock.instant();
      damage.trying.set(false);
      if (whole && damages.remove(key, damage)) {
        epoch.incrementAndGet();
      }
    }
  }
}
