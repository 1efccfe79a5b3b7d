package dev.widgetorigin.origin.web.file;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which windows of a file were read a moment ago, and so lie in the page cache most likely. {@code
 * sendfile} of what does not lie there makes the event loop wait for the disk, and with it every
 * other connection of that loop; Java can ask the kernel neither for that nor to go without.
 *
 * <p>A file that is sent all the time is read anew every few seconds, by one thread for all, which
 * costs next to nothing; one that is not is read before it is sent. Times are those of {@link
 * System#nanoTime}. Thread-safe.
 */
public final class FileWindows {
  /** Octets of a window: what the slowest disks read in a fraction of a second. */
  public static final int WINDOW = 512 * 1024;

  /** What was read longer ago may have been dropped from memory since. */
  private static final long FRESH_NANOS = 5_000_000_000L;

  /** From that age on somebody reads it again, while others still send it. */
  private static final long RENEW_NANOS = FRESH_NANOS / 2;

  /** When each was read; 0 is never. */
  private final AtomicLongArray read;

  private final long size;

  /** When somebody last began to read each. */
  private final AtomicLongArray begun;

  /**
   * @param size of the file
   */
  public FileWindows(long size) {
    int count = Math.toIntExact(Math.max(1, (size + WINDOW - 1) / WINDOW));
    read = new AtomicLongArray(count);
    begun = new AtomicLongArray(count);
    this.size = size;
  }

  /** Octets of the file. */
  public long size() {
    return size;
  }

  /** Whether the window that holds that offset was read a moment ago. */
  public boolean fresh(long offset, long now) {
    long at = read.get(index(offset));
    return at != 0 && now - at < FRESH_NANOS;
  }

  /** Whether the caller should read a fresh window again; true for one caller only. */
  public boolean renew(long offset, long now) {
    int index = index(offset);
    long last = begun.get(index);
    return aged(offset, now) && now - last > RENEW_NANOS && begun.compareAndSet(index, last, now);
  }

  /** Whether the window that holds that offset is due to be read again. */
  public boolean aged(long offset, long now) {
    return now - read.get(index(offset)) > RENEW_NANOS;
  }

  /** These octets have been read; a window counts only where all of it was. */
  public void wasRead(long from, long to, long now) {
    if (from == begin(from) && to == end(from)) {
      read.set(index(from), now == 0 ? 1 : now);
    }
  }

  /** Where the window begins that holds that offset. */
  public static long begin(long offset) {
    return offset / WINDOW * WINDOW;
  }

  /** Where the window ends that holds that offset. */
  public long end(long offset) {
    return Math.min((offset / WINDOW + 1) * WINDOW, size);
  }

  private int index(long offset) {
    return (int) Math.min(offset / WINDOW, read.length() - 1);
  }
}
