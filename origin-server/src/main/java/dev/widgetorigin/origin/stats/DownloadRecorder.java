package dev.widgetorigin.origin.stats;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.DownloadLog;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.DownloadTally.Count;
import dev.widgetorigin.store.widget.DownloadTally.Latency;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what this process counted of the day to the store, every ten minutes and when it stops. A
 * process that dies loses the downloads since it wrote last: ten minutes at most. The counters are
 * those of the metrics, so a request costs nothing more. Thread-safe.
 */
public final class DownloadRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DownloadRecorder.class);
  private static final Duration EVERY = Duration.ofMinutes(10);

  /** Days that wait for a store that cannot be written to. */
  private static final int MOST_WAITING = 7;

  private record Key(WidgetName widget, Version version, String fileType) {}

  /** What the meters counted since the process began. */
  public interface Totals {
    List<Count> downloads();

    List<Latency> latency();
  }

  private final DownloadLog log;
  private final Totals totals;
  private final InstantSource clock;
  private final String writer;

  /** Of days that are over. */
  private final Deque<DownloadTally> waiting = new ArrayDeque<>();

  /** What had been counted when the day began. */
  private Map<Key, Count> atMidnight = new HashMap<>();

  private Map<Long, Long> latencyAtMidnight = new HashMap<>();
  private LocalDate day;
  private Instant written;
  private long number;
  private List<Count> last = List.of();
  private boolean tidied;
  private boolean failing;

  /**
   * @param node that counts
   * @param run names this process among all that this node ever was, e.g. {@code 9f0c51d2}
   */
  public DownloadRecorder(
      DownloadLog log, Totals totals, InstantSource clock, String node, String run) {
    this.log = log;
    this.totals = totals;
    this.clock = clock;
    this.writer = (node + "-" + run).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    this.written = clock.instant();
    this.day = today();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** What is due now; to be called every minute. Blocks. */
  public void tick() {
    DownloadTally ended = endDay();
    if (ended != null || !Duration.between(written, clock.instant()).minus(EVERY).isNegative()) {
      write();
    }
  }

  /** Writes what was counted since it wrote last. Blocks. */
  @Override
  public void close() {
    endDay();
    write();
  }

  /** What is counted from now on belongs to the new day; never to an earlier one. */
  private synchronized DownloadTally endDay() {
    LocalDate now = today();
    if (!now.isAfter(day)) {
      return null;
    }
    DownloadTally ended = tally();
    if (!ended.counts().equals(last)) {
      waiting.add(ended);
      number++;
      if (waiting.size() > MOST_WAITING) {
        waiting.remove();
      }
    }
    totals.downloads().forEach(count -> atMidnight.put(key(count), count));
    totals.latency().forEach(each -> latencyAtMidnight.put(each.micros(), each.requests()));
    day = now;
    last = List.of();
    tidied = false;
    return ended;
  }

  /** This process's tally of today, as it is now. */
  public synchronized DownloadTally tally() {
    List<Count> counts = new ArrayList<>();
    for (Count count : totals.downloads()) {
      Count before = atMidnight.get(key(count));
      long downloads = count.downloads() - (before == null ? 0 : before.downloads());
      long bytes = count.bytes() - (before == null ? 0 : before.bytes());
      if (downloads > 0 && counts.size() < DownloadTally.MOST_COUNTS) {
        counts.add(
            new Count(
                count.widget(), count.version(), count.fileType(), downloads, Math.max(0, bytes)));
      }
    }
    List<Latency> latency = new ArrayList<>();
    for (Latency each : totals.latency()) {
      long requests = each.requests() - latencyAtMidnight.getOrDefault(each.micros(), 0L);
      if (requests > 0) {
        latency.add(new Latency(each.micros(), requests));
      }
    }
    return new DownloadTally(day, writer, number + 1, false, counts, latency);
  }

  private static Key key(Count count) {
    return new Key(count.widget(), count.version(), count.fileType());
  }

  private synchronized DownloadTally due() {
    if (!waiting.isEmpty()) {
      return waiting.peek();
    }
    DownloadTally now = tally();
    return now.counts().equals(last) ? null : now;
  }

  /** True where it was that of today; there may be a newer one at once. */
  private synchronized boolean done(DownloadTally tally) {
    if (waiting.remove(tally)) {
      return false;
    }
    number = tally.number();
    last = tally.counts();
    return true;
  }

  /** What did not work is done at a later call; said once. Nothing waits for the disk but this. */
  private void write() {
    try {
      for (DownloadTally next = due(); next != null; next = due()) {
        log.write(next);
        if (done(next)) {
          break;
        }
      }
      if (!tidied) {
        log.removeBefore(today().minusDays(DownloadTally.DAYS));
        tidied = true;
      }
      failing = false;
    } catch (StoreException e) {
      if (!failing) {
        LOG.warn("downloads are counted, but not written to the store: {}", e.getMessage());
      }
      failing = true;
    }
    written = clock.instant();
  }
}
