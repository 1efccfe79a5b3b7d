package dev.widgetorigin.origin.delivery.body;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.origin.web.async.BoundedPool;
import dev.widgetorigin.origin.web.async.Deferred;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.manifest.Digest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has lost bytes fetched from the peers, on threads that serve nobody. A request waits a moment for
 * them and is answered without them then; the fetching goes on. Thread-safe; never blocks.
 */
public final class BlobRepairs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BlobRepairs.class);

  /** How long a request waits, counted from the first that asked for that blob. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int THREADS = 2;
  private static final int WAITING = 64;
  private static final CompletableFuture<Boolean> NO = CompletableFuture.completedFuture(false);

  private final BlobStore blobs;
  private final BlobReader reader;
  private final PeerBlobs peers;
  private final ExecutorService fetching = BoundedPool.of("peers", THREADS, WAITING);
  private final ExecutorService io = BoundedPool.of("peer-sockets", THREADS, Integer.MAX_VALUE);
  private final Map<Digest, CompletableFuture<Boolean>> underway = new ConcurrentHashMap<>();

  /** What no peer had a moment ago is not asked for again at every request. */
  private final Cache<Digest, Boolean> failed =
      Caffeine.newBuilder()
          .maximumSize(10_000)
          .expireAfterWrite(Duration.ofSeconds(10))
          .executor(Runnable::run)
          .build();

  BlobRepairs(
      BlobStore blobs, BlobReader reader, List<String> urls, Path staging, BlobEvents events) {
    this.blobs = blobs;
    this.reader = reader;
    this.peers = new PeerBlobs(urls, staging, events, System::nanoTime, io);
  }

  /** True, within {@link #PATIENCE}, where the blob lies in the store again. */
  public CompletableFuture<Boolean> restore(Digest digest, long size) {
    if (!peers.any() || failed.getIfPresent(digest) != null) {
      return NO;
    }
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> others = underway.putIfAbsent(digest, mine);
    if (others != null) {
      return others;
    }
    Deferred.background(
        fetching, () -> run(digest, size, mine), thrown -> giveUp(digest, mine, thrown));
    return mine.completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Too much is waiting, or there is no thread to be had: the next request tries again. */
  private void giveUp(Digest digest, CompletableFuture<Boolean> waiting, Throwable why) {
    LOG.warn("blob {} is not asked of the peers now: {}", digest, why.toString());
    underway.remove(digest, waiting);
    waiting.complete(false);
  }

  private void run(Digest digest, long size, CompletableFuture<Boolean> waiting) {
    boolean restored = false;
    try {
      restored = peers.restore(digest, size, blobs);
    } finally {
      if (restored) {
        reader.forget(digest);
      } else {
        failed.put(digest, true);
      }
      underway.remove(digest, waiting);
      waiting.complete(restored);
    }
  }

  @Override
  public void close() {
    fetching.shutdownNow();
    io.shutdownNow();
  }
}
