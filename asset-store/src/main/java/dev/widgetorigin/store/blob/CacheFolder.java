package dev.widgetorigin.store.blob;

import dev.widgetorigin.store.BlobStore.Arriving;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a cache: {@code ab/abcdef…}, named by digest. A copy is written to a temporary file,
 * hashed on the way, and renamed, so that a process that is killed leaves none that is half; what a
 * power cut leaves is found out by its hash. Thread-safe.
 */
final class CacheFolder {
  private static final Logger LOG = LoggerFactory.getLogger(CacheFolder.class);
  private static final String TEMPORARY = "tmp";
  private static final int BUFFER = 128 << 10;

  /** A time of use is on the disk this exactly; nothing hangs on it but the order of eviction. */
  private static final Duration USE_IS_NOTED_EVERY = Duration.ofHours(1);

  /** The disk of the cache took no more; the bytes themselves are well. */
  static final class DiskFailure extends IOException {
    private static final long serialVersionUID = 1;

    DiskFailure(IOException cause) {
      super(cause);
    }
  }

  private final Path root;
  private final InstantSource clock;
  private final AtomicLong names = new AtomicLong();

  private CacheFolder(Path root, InstantSource clock) {
    this.root = root;
    this.clock = clock;
  }

  /** Deletes what an earlier process had not finished. */
  static CacheFolder open(Path root, InstantSource clock) throws IOException {
    ScratchFolder.empty(root.resolve(TEMPORARY));
    return new CacheFolder(root, clock);
  }

  /**
   * All copies with their sizes, that which was used longest ago first.
   *
   * @param going whether to go on looking
   */
  Map<Digest, Long> copies(BooleanSupplier going) throws IOException {
    record Copy(Digest digest, long size, FileTime used) {}
    Map<Digest, Long> found = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(root, 2)) {
      files
          .takeWhile(file -> going.getAsBoolean())
          .map(
              file -> {
                Digest digest = digest(file);
                try {
                  return digest == null
                      ? null
                      : new Copy(digest, Files.size(file), Files.getLastModifiedTime(file));
                } catch (IOException e) {
                  // Evicted meanwhile.
                  return null;
                }
              })
          .filter(copy -> copy != null)
          .sorted(Comparator.comparing(Copy::used))
          .forEach(copy -> found.put(copy.digest(), copy.size()));
    }
    return found;
  }

  private static Digest digest(Path file) {
    String name = file.getFileName().toString();
    try {
      return name.length() == 2 * Digest.LENGTH ? Digest.parse(name) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  Path file(Digest digest) {
    String hex = digest.toString();
    return root.resolve(hex.substring(0, 2)).resolve(hex);
  }

  /** Whether the file has these bytes. */
  static boolean right(Digest digest, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Hashing.sha256(in).equals(digest);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** So that the next process knows which copies were used last. */
  void noteUse(Path file) {
    Instant now = clock.instant();
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(USE_IS_NOTED_EVERY))) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (IOException e) {
      LOG.debug("noting when {} was used", file, e);
    }
  }

  /** Another name each time. */
  Path temporary() {
    return root.resolve(TEMPORARY).resolve(Long.toString(names.incrementAndGet()));
  }

  /** Answers the hash of what was written. */
  Digest write(Content from, Path to, Arriving arriving) throws IOException {
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

  private OutputStream opened(Path to) throws DiskFailure {
    try {
      if (!Files.isDirectory(to.getParent())) {
        // Somebody has deleted the cache, as anybody may. Not what is above it: where that is gone,
        // its disk is not mounted.
        make(root);
        make(to.getParent());
      }
      return Files.newOutputStream(to);
    } catch (IOException e) {
      throw new DiskFailure(e);
    }
  }

  private static void make(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // Another thread was quicker, or it was there.
      return;
    }
  }

  /** Makes a written file the copy of that digest. */
  Content settle(Digest digest, Path temporary) throws IOException {
    Path file = file(digest);
    long size = Files.size(temporary);
    try {
      make(file.getParent());
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DiskFailure(e);
    }
    return new Content.Region(file, 0, size);
  }

  static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The next start deletes it.
      LOG.debug("deleting {}", temporary, e);
    }
  }

  /** True where there was a copy, which is gone. */
  boolean delete(Digest digest) {
    try {
      return Files.deleteIfExists(file(digest));
    } catch (IOException e) {
      LOG.warn("could not delete the cached copy of {}", digest, e);
      return false;
    }
  }
}
