package dev.widgetorigin.store;

import dev.widgetorigin.store.widget.DownloadTally;
import java.time.LocalDate;
import java.util.function.Consumer;

/**
 * What all nodes counted of downloads, day by day. Thread-safe; every call may block, and throws
 * StoreException UNAVAILABLE where the disk fails or the bucket cannot be reached.
 */
public interface DownloadLog {
  /** Whether this tally is there; it is the last of its writer and day, or an older one is. */
  boolean has(DownloadTally tally);

  /** Writes it, and removes all of the same writer and day but the last. */
  void write(DownloadTally tally);

  /**
   * The last tally of each writer and day, from the first day to the last, both included. One that
   * cannot be read is logged and left out.
   */
  void read(LocalDate from, LocalDate to, Consumer<DownloadTally> each);

  /** Removes this tally, if it is there. */
  void remove(DownloadTally tally);

  /** Removes what is older than that day. */
  void removeBefore(LocalDate day);
}
