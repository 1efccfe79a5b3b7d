package dev.widgetorigin.store.blob;

import dev.widgetorigin.store.BlobStore.Arriving;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of blobs and manifests on this node's disk: {@code ab/abcdef…}, named by digest.
 *
 * <p>The hash of a copy is looked at when a process reads it for the first time. Many who ask for
 * the same bytes wait for one fetch. Copies that were used longest ago go when all together are too
 * large, or the disk is full; where it still is, bytes are handed on without being kept.
 * Thread-safe.
 */
public final class CachedContents implements ContentCache, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CachedContents.class);
  private static final Duration WARN_EVERY = Duration.ofMinutes(1);

  private final CacheFolder folder;
  private final long most;
  private final LongSupplier nanos;
  private final CacheIndex index = new CacheIndex();
  private final Map<Digest, CompletableFuture<Optional<Content>>> underway =
      new ConcurrentHashMap<>();
  private final AtomicLong warned;
  private final Thread looking;
  private volatile boolean closed;

  private CachedContents(CacheFolder folder, long most, LongSupplier nanos) {
    this.folder = folder;
    this.most = most;
    this.nanos = nanos;
    this.warned = new AtomicLong(nanos.getAsLong() - WARN_EVERY.toNanos());
    this.looking = new Thread(this::look, "cache-look");
    looking.setDaemon(true);
  }

  /**
   * Opens a folder that nobody else uses. What it has is looked through on a thread of its own.
   *
   * @param most bytes that all copies together may have
   */
  public static CachedContents open(Path folder, long most, InstantSource clock)
      throws IOException {
    CachedContents cache =
        new CachedContents(CacheFolder.open(folder, clock), most, System::nanoTime);
    cache.looking.start();
    return cache;
  }

  /** What an earlier process left. */
  private void look() {
    try {
      index.found(folder.copies(() -> !closed), nanos.getAsLong());
      shrink(most);
    } catch (IOException | RuntimeException e) {
      // Whatever it is: this is the end of its thread, and without it copies are found all the
      // same.
      LOG.warn(
          "could not look through the cache; what it has is found when it is asked for: {}",
          e.toString());
      LOG.debug("could not look through the cache", e);
    }
  }

  @Override
  public Optional<Content> read(Digest digest, Fetch fetch, Arriving arriving) throws IOException {
    Content copy = copy(digest);
    if (copy != null) {
      return Optional.of(copy);
    }
    CompletableFuture<Optional<Content>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<Content>> others = underway.putIfAbsent(digest, mine);
    if (others != null) {
      return await(others);
    }
    try {
      // It may have come between the two looks.
      copy = copy(digest);
      Optional<Content> found =
          copy != null ? Optional.of(copy) : keep(digest, fetch.fetch(), arriving);
      mine.complete(found);
      return found;
    } catch (IOException | RuntimeException | Error e) {
      // Those who wait fail as well, and for the same reason.
      mine.completeExceptionally(e);
      throw e;
    } finally {
      underway.remove(digest, mine);
    }
  }

  @Override
  public Optional<Content> peek(Digest digest) throws IOException {
    return Optional.ofNullable(copy(digest));
  }

  @Override
  public boolean near(Digest digest) throws IOException {
    return copy(digest) != null;
  }

  /** What another reader fetches. */
  private static Optional<Content> await(CompletableFuture<Optional<Content>> others)
      throws IOException {
    try {
      return others.join();
    } catch (CompletionException e) {
      throw new IOException("the bytes could not be fetched for another reader", e.getCause());
    }
  }

  /** Null where there is none, or not a right one. */
  private Content copy(Digest digest) throws IOException {
    Path file = folder.file(digest);
    long size;
    try {
      size = Files.size(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    if (!index.used(digest, size, nanos.getAsLong())) {
      if (!CacheFolder.right(digest, file)) {
        LOG.warn("the cached copy of {} is damaged; it is fetched again", digest);
        forget(digest);
        return null;
      }
      index.verified(digest);
      folder.noteUse(file);
    }
    return new Content.Region(file, 0, size);
  }

  private Optional<Content> keep(Digest digest, Optional<Content> from, Arriving arriving)
      throws IOException {
    if (from.isEmpty() || from.get().size() > most) {
      return from;
    }
    for (int attempt = 1; attempt <= 2; attempt++) {
      Path temporary = folder.temporary();
      try {
        // A second attempt is another file, of which whoever has opened the first knows nothing.
        Digest found = folder.write(from.get(), temporary, attempt == 1 ? arriving : UNSEEN);
        if (!found.equals(digest)) {
          // Who reads it finds that out as well.
          return from;
        }
        return Optional.of(settled(digest, temporary));
      } catch (CacheFolder.DiskFailure e) {
        full(e);
        shrink(attempt == 1 ? Math.max(0, index.bytes() * 3 / 4 - from.get().size()) : most);
      } finally {
        CacheFolder.discard(temporary);
      }
    }
    return from;
  }

  private Content settled(Digest digest, Path temporary) throws IOException {
    Content settled = folder.settle(digest, temporary);
    var unused = index.used(digest, settled.size(), nanos.getAsLong());
    index.verified(digest);
    shrink(most);
    return settled;
  }

  private void shrink(long to) {
    for (Digest digest : index.shrink(to, nanos.getAsLong())) {
      folder.delete(digest);
    }
  }

  private void full(CacheFolder.DiskFailure failure) {
    long now = nanos.getAsLong();
    long last = warned.get();
    if (now - last >= WARN_EVERY.toNanos() && warned.compareAndSet(last, now)) {
      LOG.warn(
          "the cache's disk takes no more; older copies go, and what finds no room is not kept",
          failure.getCause());
    }
  }

  @Override
  public boolean forget(Digest digest) {
    index.remove(digest);
    return folder.delete(digest);
  }

  /** In bytes, as far as it is known. */
  long size() {
    return index.bytes();
  }

  int count() {
    return index.count();
  }

  @Override
  public void close() {
    closed = true;
  }
}
