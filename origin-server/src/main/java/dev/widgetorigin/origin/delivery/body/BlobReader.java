package dev.widgetorigin.origin.delivery.body;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import dev.widgetorigin.store.object.NoAnswerException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads blobs so that wrong bytes are never served: what goes into memory is hashed each time it is
 * read; a file that is sent as it lies is hashed the first time and its length checked every time.
 * Every method may block.
 */
public final class BlobReader {
  private static final Logger LOG = LoggerFactory.getLogger(BlobReader.class);
  private static final int CHUNK = 64 * 1024;

  private final BlobStore blobs;
  private final BlobEvents events;

  /** Of the store, for temporary files where the system's folder takes none. */
  private final Path staging;

  /** Files known to be right since this process started. */
  private final Cache<Digest, Boolean> verified =
      Caffeine.newBuilder().maximumSize(100_000).executor(Runnable::run).build();

  /**
   * What failed a moment ago fails at once, so that a broken blob is not hashed at every request.
   */
  private final Cache<Digest, StoreException> failed =
      Caffeine.newBuilder()
          .maximumSize(10_000)
          .expireAfterWrite(Duration.ofSeconds(10))
          .executor(Runnable::run)
          .build();

  BlobReader(BlobStore blobs, Path staging, BlobEvents events) {
    this.blobs = blobs;
    this.staging = staging;
    this.events = events;
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** Fills {@code into}, which has room for exactly the blob. Throws StoreException. */
  void read(Digest digest, ByteBuf into) {
    int size = into.capacity();
    attempt(
        digest,
        () -> {
          Content content = sized(digest, size);
          into.clear();
          if (content instanceof Content.Region) {
            fill(into, digest, content);
          } else {
            fillFromAfar(into, digest, content);
          }
          MessageDigest sha256 = Digest.newSha256();
          sha256.update(into.nioBuffer(0, size));
          requireSame(digest, sha256);
          return null;
        });
  }

  private void fill(ByteBuf into, Digest digest, Content content) throws IOException {
    try (FileChannel channel = LocalFiles.open(digest, content, staging)) {
      while (into.isWritable()) {
        if (into.writeBytes(channel, into.writerIndex(), into.writableBytes()) < 0) {
          throw corrupt(digest);
        }
      }
    }
  }

  private static void fillFromAfar(ByteBuf into, Digest digest, Content content)
      throws IOException {
    try (InputStream in = content.open()) {
      while (into.isWritable()) {
        if (into.writeBytes(in, into.writableBytes()) < 0) {
          throw corrupt(digest);
        }
      }
    }
  }

  /** Opens the file; the caller closes it. Throws StoreException. */
  public FileChannel open(Digest digest, long size) {
    return attempt(
        digest,
        () -> {
          FileChannel channel = opened(digest, size);
          boolean right = false;
          try {
            // Others who ask for the same file wait here instead of hashing it too.
            boolean unused =
                verified.get(
                    digest,
                    unknown -> {
                      requireSame(unknown, hashed(channel));
                      return true;
                    });
            right = true;
            return channel;
          } finally {
            if (!right) {
              channel.close();
            }
          }
        });
  }

  /**
   * So many bytes of a blob, from an offset on.
   *
   * @param length at least one
   */
  public record Part(long offset, long length) {}

  /**
   * Opens a file with these parts of a blob at their places, and nothing at others; the caller
   * closes it. Only they are fetched, so they cannot be compared with the blob's name. Null where
   * the blob is near, or most of it is wanted: then {@link #open} is the better way. Throws
   * StoreException.
   */
  public FileChannel openParts(Digest digest, long size, List<Part> parts) {
    if (parts.stream().mapToLong(Part::length).sum() > size / 2) {
      return null;
    }
    return attempt(
        digest,
        () -> {
          Content content = blobs.peek(digest);
          if (content.size() != size) {
            throw corrupt(digest);
          }
          return content instanceof Content.Remote far
              ? LocalFiles.fetched(far, parts, staging)
              : null;
        });
  }

  /** Whether the blob can be read and is right; looks afresh. */
  public boolean intact(Digest digest, long size) {
    forget(digest);
    try {
      open(digest, size).close();
      return true;
    } catch (StoreException | IOException e) {
      return false;
    }
  }

  /** Nothing read so far is taken for right or for wrong: what is damaged has changed. */
  void forget() {
    failed.invalidateAll();
    verified.invalidateAll();
  }

  /** What was found out about the blob holds no longer: its file is another. */
  void forget(Digest digest) {
    failed.invalidate(digest);
    verified.invalidate(digest);
  }

  private <T> T attempt(Digest digest, Reading<T> reading) {
    StoreException known = failed.getIfPresent(digest);
    if (known != null) {
      throw new StoreException(known.code(), known.getMessage(), known);
    }
    try {
      return readTwice(digest, reading);
    } catch (IOException | UncheckedIOException e) {
      if (NoAnswerException.causes(e)) {
        // Of all at once, and already said by what follows the log.
        LOG.debug("blob {} cannot be fetched: {}", digest, e.toString());
      } else {
        LOG.error("blob {} cannot be read", digest, e);
      }
      events.blobUnreadable();
      throw new StoreException(
          StoreException.Code.UNAVAILABLE, "blob " + digest + " could not be read", e);
    } catch (StoreException e) {
      LOG.error("blob {} cannot be read: {}", digest, e.getMessage());
      events.blobUnreadable();
      verified.invalidate(digest);
      if (lost(e)) {
        failed.put(digest, e);
      }
      throw e;
    }
  }

  /** A second time where only this node's copy was wrong. */
  private <T> T readTwice(Digest digest, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (StoreException e) {
      if (e.code() != StoreException.Code.CORRUPT || !blobs.suspect(digest)) {
        throw e;
      }
      LOG.warn("the copy of blob {} was damaged; it is fetched again", digest);
      verified.invalidate(digest);
      return reading.read();
    }
  }

  /** Whether the bytes are gone, rather than out of reach for now. */
  public static boolean lost(StoreException reason) {
    return reason.code() == StoreException.Code.MISSING
        || reason.code() == StoreException.Code.CORRUPT;
  }

  private Content sized(Digest digest, long size) throws IOException {
    Content content = blobs.read(digest);
    if (content.size() != size) {
      throw corrupt(digest);
    }
    return content;
  }

  private FileChannel opened(Digest digest, long size) throws IOException {
    FileChannel channel = LocalFiles.open(digest, blobs.read(digest), staging);
    if (channel.size() != size) {
      channel.close();
      throw corrupt(digest);
    }
    return channel;
  }

  private static MessageDigest hashed(FileChannel channel) {
    MessageDigest sha256 = Digest.newSha256();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    long position = 0;
    try {
      for (int read = channel.read(chunk, position);
          read > 0;
          read = channel.read(chunk, position)) {
        sha256.update(chunk.flip());
        chunk.clear();
        position += read;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sha256;
  }

  private static void requireSame(Digest expected, MessageDigest found) {
    if (!MessageDigest.isEqual(expected.toBytes(), found.digest())) {
      throw corrupt(expected);
    }
  }

  static StoreException corrupt(Digest digest) {
    return new StoreException(
        StoreException.Code.CORRUPT, "the bytes of blob " + digest + " are not those of its name");
  }
}
