package dev.widgetorigin.store.blob;

import dev.widgetorigin.store.BlobStore.Arriving;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of blobs and manifests on this node's disk: {@code ab/abcdef…}, named by digest.
 *
 * <p>A copy is written to a temporary file, hashed on the way, and renamed, so that a process that
 * is killed leaves none that is half; what a power cut leaves is found out by its hash, which is
 * looked at when a process reads a copy for the first time. Many who ask for the same bytes wait
 * for one fetch. Copies that were used longest ago go when all together are too large, or the disk
 * is full; where it still is, bytes are handed on without being kept.
 */
public final class CachedContents implements ContentCache, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CachedContents.class);
  private static final String TEMPORARY = "tmp";
  private static final int BUFFER = 128 << 10;
  private static final Duration WARN_EVERY = Duration.ofMinutes(1);

  /** A time of use is on the disk this exactly; nothing hangs on it but the order of eviction. */
  private static final Duration USE_IS_NOTED_EVERY = Duration.ofHours(1);

  private final Path folder;
  private final long most;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final CacheIndex index = new CacheIndex();
  private final Map<Digest, CompletableFuture<Optional<Content>>> underway =
      new ConcurrentHashMap<>();
  private final AtomicLong names = new AtomicLong();
  private final AtomicLong warned;
  private final Thread looking;
  private volatile boolean closed;

  private CachedContents(Path folder, long most, InstantSource clock, LongSupplier nanos) {
    this.folder = folder;
    this.most = most;
    this.clock = clock;
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
    CachedContents cache = new CachedContents(folder, most, clock, System::nanoTime);
    Files.createDirectories(folder.resolve(TEMPORARY));
    try (Stream<Path> left = Files.list(folder.resolve(TEMPORARY))) {
      for (Path file : (Iterable<Path>) left::iterator) {
        Files.deleteIfExists(file);
      }
    }
    cache.looking.start();
    return cache;
  }

  /** What an earlier process left. */
  private void look() {
    record Left(Digest digest, long size, FileTime used) {}
    try (Stream<Path> files = Files.walk(folder, 2)) {
      Map<Digest, Long> found = new LinkedHashMap<>();
      files
          .takeWhile(file -> !closed)
          .map(
              file -> {
                Digest digest = digest(file);
                try {
                  return digest == null
                      ? null
                      : new Left(digest, Files.size(file), Files.getLastModifiedTime(file));
                } catch (IOException e) {
                  // Evicted meanwhile.
                  return null;
                }
              })
          .filter(left -> left != null)
          .sorted(Comparator.comparing(Left::used))
          .forEach(left -> found.put(left.digest(), left.size()));
      index.found(found, nanos.getAsLong());
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

  private static Digest digest(Path file) {
    String name = file.getFileName().toString();
    try {
      return name.length() == 2 * Digest.LENGTH ? Digest.parse(name) : null;
    } catch (IllegalArgumentException e) {
      return null;
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
    Path file = file(digest);
    long size;
    try {
      size = Files.size(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    if (!index.used(digest, size, nanos.getAsLong())) {
      if (!right(digest, file)) {
        LOG.warn("the cached copy of {} is damaged; it is fetched again", digest);
        forget(digest);
        return null;
      }
      index.verified(digest);
      note(file);
    }
    return new Content.Region(file, 0, size);
  }

  private static boolean right(Digest digest, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Hashing.sha256(in).equals(digest);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** So that the next process knows which copies were used last. */
  private void note(Path file) {
    Instant now = clock.instant();
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(USE_IS_NOTED_EVERY))) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (IOException e) {
      LOG.debug("noting when {} was used", file, e);
    }
  }

  private Optional<Content> keep(Digest digest, Optional<Content> from, Arriving arriving)
      throws IOException {
    if (from.isEmpty() || from.get().size() > most) {
      return from;
    }
    for (int attempt = 1; attempt <= 2; attempt++) {
      Path temporary = folder.resolve(TEMPORARY).resolve(Long.toString(names.incrementAndGet()));
      try {
        // A second attempt is another file, of which whoever has opened the first knows nothing.
        Digest found = copy(from.get(), temporary, attempt == 1 ? arriving : UNSEEN);
        if (!found.equals(digest)) {
          // Who reads it finds that out as well.
          return from;
        }
        return Optional.of(settled(digest, temporary));
      } catch (DiskFailure e) {
        full(e);
        shrink(attempt == 1 ? Math.max(0, index.bytes() * 3 / 4 - from.get().size()) : most);
      } finally {
        discard(temporary);
      }
    }
    return from;
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The next start deletes it.
      LOG.debug("deleting {}", temporary, e);
    }
  }

  /** The disk of the cache took no more; the bytes themselves are well. */
  private static final class DiskFailure extends IOException {
    private static final long serialVersionUID = 1;

    DiskFailure(IOException cause) {
      super(cause);
    }
  }

  private static Digest copy(Content from, Path to, Arriving arriving) throws IOException {
    MessageDigest sha256 = Digest.newSha256();
    byte[] buffer = new byte[BUFFER];
    long written = 0;
    try (InputStream in = from.open();
        OutputStream out = opened(to)) {
      arriving.began(to);
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
        try {
          out.write(buffer, 0, read);
        } catch (IOException e) {
          throw new DiskFailure(e);
        }
        written += read;
        arriving.has(written);
      }
    }
    return Digest.of(sha256.digest());
  }

  private static OutputStream opened(Path to) throws DiskFailure {
    try {
      return Files.newOutputStream(to);
    } catch (IOException e) {
      throw new DiskFailure(e);
    }
  }

  private Content settled(Digest digest, Path temporary) throws IOException {
    Path file = file(digest);
    long size = Files.size(temporary);
    try {
      Files.createDirectories(file.getParent());
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DiskFailure(e);
    }
    var unused = index.used(digest, size, nanos.getAsLong());
    index.verified(digest);
    shrink(most);
    return new Content.Region(file, 0, size);
  }

  private void shrink(long to) {
    for (Digest digest : index.shrink(to, nanos.getAsLong())) {
      delete(digest);
    }
  }

  private void full(DiskFailure failure) {
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
    return delete(digest);
  }

  private boolean delete(Digest digest) {
    try {
      return Files.deleteIfExists(file(digest));
    } catch (IOException e) {
      LOG.warn("could not delete the cached copy of {}", digest, e);
      return false;
    }
  }

  private Path file(Digest digest) {
    String hex = digest.toString();
    return folder.resolve(hex.substring(0, 2)).resolve(hex);
  }

  /** In bytes, as far as it is known. */
  public long size() {
    return index.bytes();
  }

  public int count() {
    return index.count();
  }

  @Override
  public void close() {
    closed = true;
  }
}
