package dev.widgetorigin.bench.cold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long the threads that send waited for the disk. The kernel adds that up for each thread
 * ({@code delayacct_blkio_ticks}), if it is told to before the thread begins; beside that they are
 * looked at every millisecond, for who sleeps and cannot be woken waits for a disk.
 */
final class DiskWaits implements AutoCloseable {
  private static final Path SWITCH = Path.of("/proc/sys/kernel/task_delayacct");
  private static final long LOOK_NANOS = 1_000_000;
  private static final int TICKS_FIELD = 39;

  private final List<Path> threads;
  private final long ticksBefore;
  private final Thread looking;
  private volatile boolean ended;
  private long looks;
  private long waits;

  /** Looks at these threads, folders in {@code /proc}, until it is closed. */
  DiskWaits(List<Path> threads) {
    if (threads.isEmpty()) {
      throw new IllegalArgumentException("there is no thread to look at");
    }
    this.threads = threads;
    this.ticksBefore = ticks();
    this.looking = new Thread(this::look, "looking");
    looking.start();
  }

  /** Has the kernel count from now on; false where this process may not ask for that. */
  static boolean count(boolean on) throws IOException {
    if (!Files.isWritable(SWITCH)) {
      return false;
    }
    Files.writeString(SWITCH, on ? "1" : "0");
    return true;
  }

  private void look() {
    while (!ended) {
      for (Path thread : threads) {
        looks++;
        waits += Processes.stat(thread)[0].equals("D") ? 1 : 0;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private long ticks() {
    return threads.stream()
        .mapToLong(each -> Long.parseLong(Processes.stat(each)[TICKS_FIELD]))
        .sum();
  }

  /** What the kernel has added up since, in milliseconds, to ten of them. */
  long millis() {
    return (ticks() - ticksBefore) * TimeUnit.SECONDS.toMillis(1) / Processes.TICKS_PER_SECOND;
  }

  /** Of a hundred looks, so many found a thread waiting. Once this is closed. */
  double percent() {
    return 100.0 * waits / looks;
  }

  @Override
  public void close() {
    ended = true;
    try {
      looking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
