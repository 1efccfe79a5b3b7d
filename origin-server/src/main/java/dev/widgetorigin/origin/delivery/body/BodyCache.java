package dev.widgetorigin.origin.delivery.body;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.async.ClientQueue;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.origin.web.async.SafeLog;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bodies in memory, off-heap, by digest: one body serves every URL that means it. Caffeine decides,
 * weighed by bytes, which stay; the {@link MemoryBudget} bounds what they take, sends in flight
 * included. Each body is loaded once however many ask for it at the same time. Thread-safe.
 */
public final class BodyCache {
  /** Called once, on the loading thread or the asking one. */
  public interface Waiter {
    /** {@code body} holds one reference that is the waiter's to hand on. */
    void loaded(Body.Memory body);

    /** The blob is right but there is no room in memory. */
    void crowded();

    /** The blob is missing, wrong, or cannot be read now. */
    void failed(StoreException reason);
  }

  /**
   * Of the reads of remembered bodies, one in so many is told to the cache, which decides by use
   * what stays. It is the same share of all hot bodies.
   */
  private static final int TOLD_ONCE_IN = 16;

  private static final Logger LOG = LoggerFactory.getLogger(BodyCache.class);

  private final BlobReader reader;
  private final ClientQueue near;
  private final FarReads far;
  private final MemoryBudget budget;
  private final int maxBody;
  private final IntSupplier chance;
  private final Cache<Digest, Body.Memory> bodies;
  private final LongAdder remembered = new LongAdder();
  private final Map<Digest, Set<Waiter>> loading = new HashMap<>();

  /**
   * @param budget bounds all bytes held
   * @param maxBody a larger body is never held
   * @param chance any number, each as likely as the others; asked for at every hot answer, on its
   *     thread
   */
  BodyCache(
      BlobReader reader,
      ClientQueue near,
      FarReads far,
      MemoryBudget budget,
      long maxBody,
      IntSupplier chance) {
    long limit = budget.limit();
    this.reader = reader;
    this.near = near;
    this.far = far;
    this.budget = budget;
    this.chance = chance;
    // The room that eviction keeps free takes in the next body before an old one has gone.
    this.maxBody = (int) Math.min(Math.min(maxBody, limit / 4), Integer.MAX_VALUE);
    this.bodies =
        Caffeine.newBuilder()
            .maximumWeight(limit - limit / 4)
            .weigher((Digest digest, Body.Memory body) -> body.bytes().capacity())
            .removalListener((digest, body, cause) -> release(body))
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  private static void release(Body.Memory body) {
    if (body != null) {
      body.bytes().release();
    }
  }

  public boolean fits(long size) {
    return size <= maxBody;
  }

  /** The body with one reference for the caller, or null where it is not in memory. */
  public Body.Memory get(Digest digest) {
    Body.Memory body = bodies.getIfPresent(digest);
    return body != null && retained(body) ? body : null;
  }

  /**
   * The same for who remembers the body that it got before: nearly always that is still the one,
   * and nothing is looked up.
   *
   * @param before null for none
   */
  public Body.Memory get(Digest digest, Body.Memory before) {
    if (before != null
        && before.bytes().refCnt() > 0
        && chance.getAsInt() % TOLD_ONCE_IN != 0
        && retained(before)) {
      remembered.increment();
      return before;
    }
    return get(digest);
  }

  /** False where eviction was quicker. */
  private static boolean retained(Body.Memory body) {
    try {
      body.bytes().retain();
      return true;
    } catch (IllegalReferenceCountException e) {
      return false;
    }
  }

  /**
   * Loads, or joins a load that is under way. Never blocks.
   *
   * @param client the numeric address of who asks
   */
  public void load(Digest digest, int size, String client, Waiter waiter) {
    synchronized (loading) {
      Set<Waiter> waiting = loading.get(digest);
      if (waiting != null) {
        waiting.add(waiter);
        return;
      }
      // In the order in which they came.
      Set<Waiter> first = new LinkedHashSet<>();
      first.add(waiter);
      loading.put(digest, first);
    }
    Consumer<Throwable> failed = thrown -> tellAll(digest, null, unavailable(thrown));
    Runnable read = () -> run(digest, size);
    Deferred.background(
        near.of(client),
        () -> {
          if (far.far(digest)) {
            Deferred.background(far.queue(near).of(client), read, failed);
          } else {
            read.run();
          }
        },
        failed);
  }

  /**
   * The waiter wants no answer any more. On a disk that hangs a load may never end, and must not
   * keep all who ever waited for it.
   */
  public void leave(Digest digest, Waiter waiter) {
    synchronized (loading) {
      Set<Waiter> waiting = loading.get(digest);
      if (waiting != null) {
        waiting.remove(waiter);
      }
    }
  }

  /** Full, or there is no thread to be had, or a fault of ours: the next request begins anew. */
  private static StoreException unavailable(Throwable thrown) {
    return new StoreException(StoreException.Code.UNAVAILABLE, "a read failed", thrown);
  }

  private void run(Digest digest, int size) {
    Body.Memory body = null;
    StoreException reason = null;
    try {
      body = get(digest);
      if (body == null) {
        body = read(digest, size);
      }
    } catch (StoreException e) {
      reason = e;
    } catch (OutOfMemoryError e) {
      // There may be room again in a moment; the file needs none.
      LOG.warn("no memory to read blob {}; it is sent from the disk: {}", digest, e.toString());
    }
    tellAll(digest, body, reason);
  }

  private void tellAll(Digest digest, Body.Memory body, StoreException reason) {
    Set<Waiter> waiters = taken(digest);
    if (body != null && waiters.isEmpty()) {
      body.bytes().release();
    }
    // Every reference is a waiter's before the first is told: after the last, nothing is held here.
    if (body != null && waiters.size() > 1) {
      body.bytes().retain(waiters.size() - 1);
    }
    for (Waiter each : waiters) {
      tell(each, body, reason);
    }
  }

  /** One waiter's failure is not the others', and is an answer too. */
  private static void tell(Waiter waiter, Body.Memory body, StoreException reason) {
    try {
      if (reason != null) {
        waiter.failed(reason);
      } else if (body == null) {
        waiter.crowded();
      } else {
        waiter.loaded(body);
      }
    } catch (RuntimeException | Error e) {
      if (reason == null) {
        tell(waiter, null, unavailable(e));
      }
      SafeLog.error(LOG, "an answer could not be handed over", e);
    }
  }

  /** With one reference for the caller beside the cache's; null where there is no room. */
  private Body.Memory read(Digest digest, int size) {
    ByteBuf buffer = budget.allocate(size);
    if (buffer == null) {
      bodies.cleanUp();
      return null;
    }
    boolean read = false;
    try {
      reader.read(digest, buffer);
      Body.Memory body = new Body.Memory(buffer);
      buffer.retain();
      keep(digest, body);
      read = true;
      return body;
    } finally {
      if (!read) {
        buffer.release();
      }
    }
  }

  /** Takes over one reference, also where there is no memory to keep it. */
  private void keep(Digest digest, Body.Memory body) {
    boolean kept = false;
    try {
      bodies.put(digest, body);
      kept = true;
    } finally {
      if (!kept && !bodies.asMap().remove(digest, body)) {
        release(body);
      }
    }
  }

  private Set<Waiter> taken(Digest digest) {
    synchronized (loading) {
      Set<Waiter> waiters = loading.remove(digest);
      return waiters == null ? Set.of() : waiters;
    }
  }

  /** Bytes held now, sends in flight included. */
  long bytes() {
    return budget.used();
  }

  public CacheFigures figures() {
    var stats = bodies.stats();
    return new CacheFigures(
        bodies.estimatedSize(),
        budget.used(),
        budget.limit(),
        stats.hitCount() + remembered.sum(),
        stats.missCount(),
        stats.evictionCount());
  }

  public void clear() {
    bodies.invalidateAll();
    bodies.cleanUp();
  }
}
