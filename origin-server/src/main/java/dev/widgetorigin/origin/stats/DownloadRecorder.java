package dev.widgetorigin.origin.stats;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.DownloadLog;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.widget.DownloadTally;
import dev.widgetorigin.store.widget.DownloadTally.Count;
import dev.widgetorigin.store.widget.DownloadTally.Latency;
import dev.widgetorigin.store.widget.DownloadTally.OfWidget;
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
 * Writes what this process counted of the day to the store: every ten seconds where that is the
 * node's own folder; to a bucket every ten minutes and when it stops, and to the own folder in
 * between. What a process left there that died, the next one of that node writes to the bucket. So
 * a process that is killed loses the downloads of ten seconds. The counters are those of the
 * metrics, so a request costs nothing more. Thread-safe.
 */
public final class DownloadRecorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DownloadRecorder.class);

  /** A write to a bucket costs money, one to the own disk next to nothing. */
  private static final Duration TO_BUCKET = Duration.ofMinutes(10);

  private static final Duration TO_DISK = Duration.ofSeconds(10);

  /** Writing takes at most one part in so many of the time, however much there is to write. */
  private static final int REST = 100;

  /** Days that wait for a store that cannot be written to. */
  private static final int MOST_WAITING = 7;

  private record Key(WidgetName widget, Version version, String fileType) {}

  /** What the meters counted since the process began. */
  public interface Totals {
    List<Count> downloads();

    List<Latency> latency();

    /** Of answers about each widget. */
    List<OfWidget> widgetLatency();
  }

  private final DownloadLog log;

  /** Null where the log itself is in the node's own folder. */
  private final DownloadLog own;

  private final Totals totals;
  private final InstantSource clock;
  private final String writer;

  /** Of days that are over. */
  private final Deque<DownloadTally> waiting = new ArrayDeque<>();

  /** What had been counted when the day began. */
  private Map<Key, Count> atMidnight = new HashMap<>();

  private Map<Long, Long> latencyAtMidnight = new HashMap<>();
  private Map<WidgetName, Map<Long, Long>> widgetsAtMidnight = new HashMap<>();
  private LocalDate day;
  private Instant written;
  private long number;
  private List<Count> last = List.of();
  private boolean tidied;
  private boolean failing;

  /** Earliest time of the next write to the own folder. */
  private Instant keepDue = Instant.MIN;

  private Instant keepBegun = Instant.MIN;

  private List<Count> kept = List.of();

  /** Whether nothing is left of processes that died. */
  private boolean recovered;

  /**
   * @param own in the node's own folder; null where {@code log} is there
   * @param node that counts
   * @param run names this process among all that this node ever was, e.g. {@code 9f0c51d2}
   */
  public DownloadRecorder(
      DownloadLog log,
      DownloadLog own,
      Totals totals,
      InstantSource clock,
      String node,
      String run) {
    this.log = log;
    this.own = own;
    this.recovered = own == null;
    this.totals = totals;
    this.clock = clock;
    this.writer = (node + "-" + run).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    this.written = clock.instant();
    this.day = today();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** What is due now; to be called every ten seconds. Blocks. */
  public void tick() {
    DownloadTally ended = endDay();
    Instant now = clock.instant();
    if (own == null) {
      if (ended != null || isDue(now)) {
        write();
        keepDue = rested(now, TO_DISK);
      }
      return;
    }
    if (!recovered) {
      attempt(this::recover);
    }
    if (ended != null || isDue(now)) {
      attempt(this::keep);
      keepDue = rested(now, TO_DISK);
    }
    boolean bucketDue =
        now.isBefore(written) || !Duration.between(written, now).minus(TO_BUCKET).isNegative();
    if (ended != null || bucketDue) {
      write();
    }
  }

  /** Also where the clock was put back since: else nothing would be written for as long. */
  private boolean isDue(Instant now) {
    return !now.isBefore(keepDue) || now.isBefore(keepBegun);
  }

  /** When to write again what was begun to be written at that time. */
  private Instant rested(Instant begun, Duration every) {
    keepBegun = begun;
    Duration rest = Duration.between(begun, clock.instant()).multipliedBy(REST);
    return begun.plus(rest.compareTo(every) > 0 ? rest : every);
  }

  /** Writes what was counted since it wrote last. Blocks. */
  @Override
  public void close() {
    endDay();
    if (own != null) {
      // First, for a bucket may not answer before the process has to end.
      attempt(this::keep);
    }
    write();
    if (own != null && recovered && !failing) {
      attempt(() -> own.removeBefore(today().plusDays(1)));
    }
  }

  /** Puts what was counted into the node's own folder. */
  private void keep() {
    List<DownloadTally> all;
    synchronized (this) {
      all = new ArrayList<>(waiting);
    }
    for (DownloadTally each : all) {
      if (!own.has(each)) {
        own.write(each);
      }
    }
    DownloadTally now = tally();
    if (!now.counts().isEmpty() && !now.counts().equals(kept)) {
      own.write(now);
      kept = now.counts();
      synchronized (this) {
        number = now.number();
      }
    }
  }

  /** Writes to the bucket what processes of this node counted that died. */
  private void recover() {
    own.read(
        LocalDate.EPOCH,
        LocalDate.MAX,
        tally -> {
          if (!tally.writer().equals(writer)) {
            log.write(tally);
            own.remove(tally);
          }
        });
    recovered = true;
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
    latencyAtMidnight = byBound(totals.latency());
    totals
        .widgetLatency()
        .forEach(each -> widgetsAtMidnight.put(each.widget(), byBound(each.latency())));
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
    List<OfWidget> widgets = new ArrayList<>();
    for (OfWidget each : totals.widgetLatency()) {
      Map<Long, Long> before = widgetsAtMidnight.getOrDefault(each.widget(), Map.of());
      List<Latency> latency = since(before, each.latency());
      if (!latency.isEmpty()) {
        widgets.add(new OfWidget(each.widget(), latency));
      }
    }
    List<Latency> latency = since(latencyAtMidnight, totals.latency());
    return new DownloadTally(day, writer, number + 1, false, counts, latency, widgets);
  }

  private static Map<Long, Long> byBound(List<Latency> latency) {
    Map<Long, Long> requests = new HashMap<>();
    latency.forEach(each -> requests.put(each.micros(), each.requests()));
    return requests;
  }

  private static List<Latency> since(Map<Long, Long> before, List<Latency> now) {
    List<Latency> since = new ArrayList<>();
    for (Latency each : now) {
      long requests = each.requests() - before.getOrDefault(each.micros(), 0L);
      if (requests > 0) {
        since.add(new Latency(each.micros(), requests));
      }
    }
    return since;
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

  /** What did not work is done at a later call. Nothing waits for the disk but this. */
  private void write() {
    failing = !attempt(this::writeAll);
    written = clock.instant();
  }

  private void writeAll() {
    for (DownloadTally next = due(); next != null; next = due()) {
      log.write(next);
      if (done(next)) {
        break;
      }
    }
    if (!tidied) {
      log.removeBefore(today().minusDays(DownloadTally.DAYS));
      if (own != null && recovered) {
        own.removeBefore(today());
      }
      tidied = true;
    }
  }

  /** False where the store cannot be written to; said once. */
  private boolean attempt(Runnable work) {
    try {
      work.run();
      return true;
    } catch (StoreException e) {
      if (!failing) {
        LOG.warn("downloads are counted, but not written to the store: {}", e.getMessage());
      }
      failing = true;
      return false;
    }
  }
}
