package dev.widgetorigin.origin.delivery.body;

import dev.widgetorigin.origin.web.file.Arrival;
import dev.widgetorigin.origin.web.file.OpenFile;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.object.Content;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are sent while they are fetched, so that a client need not wait for all of a large
 * file that this node has no copy of.
 *
 * <p>Who sends such a file waits for its bytes on a thread for files. So that these are not all
 * taken by files that come slowly, only a few are sent in this way at a time; of others the client
 * waits for the whole. Thread-safe.
 */
public final class FileArrivals {
  private static final Logger LOG = LoggerFactory.getLogger(FileArrivals.class);

  /** At a time. */
  private static final int MOST = 2;

  private final BlobStore blobs;
  private final OpenFiles files;
  private final Semaphore places;

  /**
   * @param far whether blobs can be far away at all
   */
  FileArrivals(BlobStore blobs, OpenFiles files, boolean far) {
    this.blobs = blobs;
    this.files = files;
    this.places = new Semaphore(far ? MOST : 0);
  }

  /**
   * Fetches a file that is far away; blocks until all of it is here. As soon as it begins to come,
   * {@code send} is given it, with a reference. False where nobody was given anything: the file is
   * near, or another fetches it, or there is no place for it, or it did not come.
   */
  public boolean fetch(Digest digest, long size, String client, Consumer<OpenFile> send) {
    if (!places.tryAcquire()) {
      return false;
    }
    Sending sending = new Sending(digest, size, client, send);
    try {
      Content content = blobs.read(digest, sending);
      if (content instanceof Content.Region && content.size() == size) {
        sending.arrival.whole();
      }
    } catch (IOException | StoreException e) {
      // Where nobody was given anything the caller reads it as usual, and hears why it cannot be.
      if (sending.given) {
        LOG.warn("blob {} was being sent when it could no longer be fetched", digest, e);
      }
    } finally {
      places.release();
      sending.arrival.failed("its bytes did not come, or are not those of its name");
    }
    return sending.given;
  }

  /** Hands a file over once. Used by the thread that fetches. */
  private final class Sending implements BlobStore.Arriving {
    private final Digest digest;
    private final long size;
    private final String client;
    private final Consumer<OpenFile> send;
    private final Arrival arrival;
    private boolean given;

    Sending(Digest digest, long size, String client, Consumer<OpenFile> send) {
      this.digest = digest;
      this.size = size;
      this.client = client;
      this.send = send;
      this.arrival = new Arrival(size);
    }

    @Override
    public void began(Path path) {
      try {
        OpenFile file =
            files.acquireArriving(digest, size, client, () -> FileChannel.open(path), arrival);
        if (file != null) {
          given = true;
          send.accept(file);
        }
      } catch (IOException e) {
        LOG.debug("a file that arrives could not be opened", e);
      }
    }

    @Override
    public void has(long bytes) {
      arrival.has(bytes);
    }
  }
}
