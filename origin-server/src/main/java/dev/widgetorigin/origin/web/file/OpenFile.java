package dev.widgetorigin.origin.web.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file that is open for one reply, whose parts all send from it: let go of when the last part has
 * let go. Begins with one reference. Thread-safe.
 */
public final class OpenFile {
  private final FileChannel channel;
  private final FileWindows windows;
  private final Runnable closed;

  /** Null where all of it is there. */
  private final Arrival arrival;

  private final AtomicInteger references = new AtomicInteger(1);

  /**
   * @param windows what is known of where the file's content lies
   * @param closed lets go of the channel, which others may share; on whatever thread
   */
  public OpenFile(FileChannel channel, FileWindows windows, Runnable closed) {
    this(channel, windows, closed, null);
  }

  /**
   * The same for a file that may not be all there yet: who reads it waits with {@link #awaitUntil}
   * before, and nobody has read any window of it.
   */
  public OpenFile(FileChannel channel, FileWindows windows, Runnable closed, Arrival arrival) {
    this.channel = channel;
    this.windows = windows;
    this.closed = closed;
    this.arrival = arrival;
  }

  /** To be read at positions only: others read from it too. */
  public FileChannel channel() {
    return channel;
  }

  /**
   * Waits until what lies before that offset is there; for whoever reads, on a thread that may
   * block. Throws IOException where it will not come.
   */
  public void awaitUntil(long end) throws IOException {
    if (arrival != null) {
      arrival.await(end);
    }
  }

  public FileWindows windows() {
    return windows;
  }

  /** For one more part; only while a reference is held. */
  public OpenFile retain() {
    int before = references.getAndIncrement();
    if (before <= 0) {
      throw new IllegalStateException("the file was let go of already");
    }
    return this;
  }

  public void release() {
    if (references.decrementAndGet() == 0) {
      closed.run();
    }
  }
}
