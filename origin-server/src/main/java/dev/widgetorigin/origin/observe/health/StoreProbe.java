package dev.widgetorigin.origin.observe.health;

import dev.widgetorigin.origin.observe.MeterNames;
import dev.widgetorigin.origin.observe.Snapshots;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the disk of a store can be read and written, by doing so. {@link #run} is
 * called now and then by a thread that may block; the others answer what it found.
 *
 * <p>Reading and writing are apart, because a full disk takes no changes but answers all readers.
 */
public final class StoreProbe implements Runnable {
  /**
   * With less free no version is taken: it would fail half-way, and leave no room for a rollback.
   * Of a small disk it is a twentieth.
   */
  private static final long MOST_RESERVED_BYTES = 64L << 20;

  private static final int SHARE_RESERVED = 20;

  /**
   * What the probe asks of the machine.
   *
   * @see StoreDisk
   */
  public interface Disk {
    /** Reads a small file of the store. */
    void read() throws IOException;

    /** Writes and deletes a small file in the store. */
    void write() throws IOException;

    /** Bytes that this process may still write. */
    long freeBytes() throws IOException;

    long totalBytes() throws IOException;

    /** The folder that is written to; for the log, never for an answer. */
    String where();
  }

  private record Found(Health.State reads, Health.State changes, long freeBytes, long totalBytes) {}

  /** A question that the disk was asked and has not answered yet. */
  private record Question(boolean write, long nanos) {}

  /** A disk that hangs, as one of the network may, answers nothing at all, no error either. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(StoreProbe.class);

  private final Disk disk;
  private final LongSupplier nanos;
  private volatile Found found =
      new Found(Health.State.up("not looked at yet"), Health.State.up("not looked at yet"), 0, 0);

  /** Null between two looks. */
  private volatile Question asked;

  /** {@code nanos} is a clock that nobody can set, like {@link System#nanoTime}. */
  StoreProbe(Disk disk, LongSupplier nanos) {
    this.disk = disk;
    this.nanos = nanos;
  }

  public StoreProbe(StoreDisk disk) {
    this(disk, System::nanoTime);
  }

  /** Never throws: a periodic task that does is never run again. */
  @Override
  public void run() {
    Found before = found;
    try {
      asked = new Question(false, nanos.getAsLong());
      Health.State reads = reading();
      // At once: the disk may hang at the next question.
      found = new Found(reads, before.changes(), before.freeBytes(), before.totalBytes());
      asked = new Question(true, nanos.getAsLong());
      found = look(reads);
    } finally {
      asked = null;
    }
    tell("read", before.reads(), found.reads());
    tell("changed", before.changes(), found.changes());
  }

  /** Once, when it begins and when it is over. */
  private void tell(String done, Health.State before, Health.State now) {
    if (before.up() && !now.up()) {
      LOG.error("{}: {}", disk.where(), now.detail());
    } else if (!before.up() && now.up()) {
      LOG.warn("{}: the store can be {} again", disk.where(), done);
    }
  }

  /** Whether the store can be read. */
  public Health.State reads() {
    return hangs(false)
        ? Health.State.down(
            "the disk of the store folder (store.path) has not answered a read for more than "
                + PATIENCE.toSeconds()
                + " s. Look at the disk, or at the network where it is a network disk")
        : found.reads();
  }

  /** Whether the store can take changes. */
  public Health.State changes() {
    return hangs(true)
        ? Health.State.down(
            "the disk of the store folder (store.path) has not answered a write for more than "
                + PATIENCE.toSeconds()
                + " s, so nothing can be published or changed; reads go on. Look at the disk, or at"
                + " the network where it is a network disk")
        : found.changes();
  }

  /**
   * Why no version is to be published now, for whoever wants to; empty where there is room. Other
   * changes need next to none. Asks the disk: between two looks many versions may come.
   */
  public Optional<String> tooLittleRoom() {
    long free;
    long reserved;
    try {
      free = disk.freeBytes();
      reserved = reserved(disk.totalBytes());
    } catch (IOException e) {
      // Whoever writes to it will hear more.
      return Optional.empty();
    }
    return free < reserved
        ? Optional.of(
            "Only "
                + mebibytes(free)
                + " MiB are free where the store is. No version is taken with less than "
                + mebibytes(reserved)
                + " MiB, so that rollbacks and other changes go on. Free some space there, then"
                + " repeat the call: 'widget-origin gc' lists what no version needs.")
        : Optional.empty();
  }

  private boolean hangs(boolean write) {
    Question open = asked;
    return open != null
        && open.write() == write
        && nanos.getAsLong() - open.nanos() > PATIENCE.toNanos();
  }

  public void addTo(MetricSnapshots.Builder all) {
    Found now = found;
    all.metricSnapshot(
            Snapshots.gauge(MeterNames.DISK_FREE, "Bytes free where the store is", now.freeBytes()))
        .metricSnapshot(
            Snapshots.gauge(
                MeterNames.DISK_TOTAL, "Bytes of the disk where the store is", now.totalBytes()))
        .metricSnapshot(
            Snapshots.gauge(
                MeterNames.WRITABLE,
                "1 where the store can take changes, 0 where it cannot",
                changes().up() ? 1 : 0));
  }

  private Found look(Health.State reads) {
    long free = 0;
    long total = 0;
    try {
      free = disk.freeBytes();
      total = disk.totalBytes();
      disk.write();
    } catch (IOException | RuntimeException e) {
      if (e instanceof StoreException known && known.code() == Code.LOCKED) {
        return new Found(reads, Health.State.down(e.getMessage()), free, total);
      }
      // Whatever it is: of a disk that could not be tried nobody may say that it is well.
      return new Found(
          reads,
          Health.State.down(
              "the store cannot be written ("
                  + why(e)
                  + "), so nothing can be published or changed; reads go on: "
                  + remedy(e)),
          free,
          total);
    }
    return new Found(reads, room(free, reserved(total)), free, total);
  }

  private static String remedy(Exception e) {
    String known = e instanceof IOException failure ? IoFailures.remedy(failure) : "";
    return known.isEmpty()
        ? "look at the disk and at the permissions of the store folder (store.path)"
        : known;
  }

  private Health.State reading() {
    try {
      disk.read();
      return Health.State.up("readable");
    } catch (IOException | RuntimeException e) {
      // As where it is written.
      return isBusy(e)
          ? found.reads()
          : Health.State.down(
              "the store cannot be read (" + why(e) + "). Is its disk still mounted?");
    }
  }

  /** All descriptors in use says nothing of the disk, and much of it is read already. */
  private static boolean isBusy(Exception e) {
    return String.valueOf(e.getMessage()).contains("Too many open files");
  }

  private static long reserved(long total) {
    return Math.min(MOST_RESERVED_BYTES, total / SHARE_RESERVED);
  }

  private static Health.State room(long free, long reserved) {
    return free < reserved
        ? Health.State.down(
            "only "
                + mebibytes(free)
                + " MiB are free where the store is, and "
                + mebibytes(reserved)
                + " MiB are needed to take versions; reads go on. Free some space: 'widget-origin gc'"
                + " lists what no version needs")
        : Health.State.up("writable, " + mebibytes(free) + " MiB free");
  }

  private static String mebibytes(long bytes) {
    long tenths = Math.round(10.0 * bytes / (1 << 20));
    return tenths % 10 == 0 || tenths > 100 ? "" + tenths / 10 : tenths / 10 + "." + tenths % 10;
  }

  /** The kind of failure; its message would name a path of this machine. */
  private static String why(Exception e) {
    if (e instanceof FileSystemException named && named.getReason() != null) {
      return named.getReason();
    }
    return e instanceof FileSystemException || e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage();
  }
}
