package dev.widgetorigin.origin.observe.logs;

import dev.widgetorigin.origin.observe.MeterNames;
import dev.widgetorigin.origin.observe.Metrics;
import dev.widgetorigin.origin.web.ExchangeEvents;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestIds;
import dev.widgetorigin.origin.web.async.SafeLog;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line for every request, written by a thread of its own.
 *
 * <p>Event loops put what they saw into an {@link AccessRing} each; a full ring drops the line and
 * counts it rather than hold up a request. Lines that the disk refuses are counted, too.
 */
public final class AccessLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final int RING_ENTRIES = 8192;
  private static final int FLUSH_BYTES = 256 * 1024;

  /**
   * Between two looks at the rings: short where there is much to write, for what is done in one go
   * is what requests wait for where the writer shares a core with an event loop. Not shorter: each
   * write costs something for itself, and the kernel takes many lines at once for less.
   */
  private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(16);

  private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  /**
   * Lines that are worth waking up for; some ten microseconds of work. After so many it steps
   * aside: an event loop that wants the core goes first. (A sleep, however short, sets a timer,
   * which costs more than the lines.)
   */
  private static final int LINES_AT_ONCE = 128;

  private final OutputStream out;
  private final AccessLine lines;
  private final LongAdder dropped;
  private final InstantSource clock;
  private final List<AccessRing> rings = new CopyOnWriteArrayList<>();
  private final AtomicInteger ringNumbers = new AtomicInteger();
  private final FastThreadLocal<AccessRing> ring =
      new FastThreadLocal<>() {
        @Override
        protected AccessRing initialValue() {
          AccessRing made = new AccessRing(RING_ENTRIES, ringNumbers.getAndIncrement());
          rings.add(made);
          return made;
        }
      };
  private final Thread writer;
  private volatile boolean closing;
  private volatile boolean reopening;

  /** Lines that the disk refused since it began to; said once an outage, not once a flush. */
  private long refused;

  /** Lines in the buffer. */
  private int pending;

  /**
   * Starts the writing thread.
   *
   * @param out where lines go; closed with the log
   * @param json whether lines are JSON objects
   */
  public AccessLog(OutputStream out, boolean json, Metrics metrics, InstantSource clock) {
    this.out = out;
    this.lines = new AccessLine(json);
    this.dropped = metrics.accessLogDropped();
    this.clock = clock;
    this.writer = new Thread(this::run, "access-log");
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * @param listener {@code delivery} or {@code control}
   */
  public ExchangeEvents observer(String listener) {
    return (request, reply, bytes, nanos) -> add(listener, request, reply, bytes, nanos);
  }

  private void add(String listener, Request request, Reply reply, long bytes, long nanos) {
    AccessRing buffer = ring.get();
    AccessRing.Entry entry = buffer.claim();
    if (entry == null) {
      dropped.increment();
      return;
    }
    entry.listener = listener;
    entry.answer(reply);
    entry.bytes = bytes;
    entry.nanos = nanos;
    if (request == null) {
      entry.timeMillis = clock.millis();
      entry.request(null, null, "-");
      entry.client = null;
      entry.site = null;
      entry.target(null, null);
    } else {
      entry.timeMillis = request.receivedMillis() + TimeUnit.NANOSECONDS.toMillis(nanos);
      entry.request(RequestIds.of(request), request.peerAddress(), request.method().name());
      entry.client = AccessRing.Entry.cut(request.clientAddress());
      entry.site = AccessRing.Entry.cut(site(request));
      entry.target(request.path(), request.query());
    }
    buffer.publish();
  }

  private static String site(Request request) {
    String origin = request.header("origin");
    return origin == null ? request.header("referer") : origin;
  }

  /** Closes the file after what is in hand; the next line begins at whatever its name is then. */
  public void reopen() {
    reopening = true;
    LockSupport.unpark(writer);
  }

  private void closeFile() {
    reopening = false;
    if (out instanceof RolledFiles files) {
      try {
        files.close();
      } catch (IOException e) {
        LOG.error("the file of the access log cannot be closed: {}", e.toString());
      }
    }
  }

  private void run() {
    long pause = MAX_PAUSE_NANOS;
    while (!closing) {
      int written = drainSurviving();
      if (reopening) {
        closeFile();
      }
      if (written > LINES_AT_ONCE) {
        pause = Math.max(MIN_PAUSE_NANOS, pause / 2);
      } else if (written < LINES_AT_ONCE / 4) {
        pause = Math.min(MAX_PAUSE_NANOS, pause * 2);
      }
      LockSupport.parkNanos(this, pause);
    }
    LOG.debug("access log closed, lines left at the end: {}", drainSurviving());
  }

  /**
   * Without this thread there would be no log, and no word of it: it survives what it cannot do.
   */
  private int drainSurviving() {
    try {
      return drain();
    } catch (RuntimeException | Error e) {
      SafeLog.error(LOG, "access log lines were lost", e);
      return 0;
    }
  }

  /** Writes what is there, at most a ring full of each; answers how many lines that were. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it but who goes first
  private int drain() {
    int written = 0;
    for (AccessRing each : rings) {
      AccessRing.Entry entry = each.peek();
      for (int left = RING_ENTRIES; entry != null && left > 0; left--) {
        written++;
        take(each, entry);
        if (written % LINES_AT_ONCE == 0) {
          Thread.yield();
        }
        if (lines.length() > FLUSH_BYTES) {
          flush();
        }
        entry = each.peek();
      }
    }
    flush();
    return written;
  }

  /** A line that cannot be made is lost and counted: nobody else's waits behind it. */
  private void take(AccessRing from, AccessRing.Entry entry) {
    int before = lines.length();
    boolean whole = false;
    try {
      lines.append(entry, from.number);
      pending++;
      whole = true;
    } finally {
      if (!whole) {
        lines.cut(before);
        dropped.increment();
      }
      from.remove();
    }
  }

  private void flush() {
    if (lines.length() == 0) {
      return;
    }
    boolean written = false;
    try {
      out.write(lines.bytes(), 0, lines.length());
      out.flush();
      written = true;
      if (refused > 0) {
        LOG.warn("the access log can be written again; {} lines were lost", refused);
      }
      refused = 0;
    } catch (IOException e) {
      if (refused == 0) {
        LOG.error(
            "the access log cannot be written; lines are lost and counted in {} until it can: {}",
            MeterNames.ACCESS_LOG_DROPPED,
            e.toString());
      }
      refused += pending;
    } finally {
      if (!written) {
        dropped.add(pending);
      }
      pending = 0;
      lines.clear();
    }
  }

  /** Writes what is left. */
  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }

  /** Writes what is left, for that long at most. */
  public void close(Duration atMost) {
    closing = true;
    LockSupport.unpark(writer);
    try {
      // 0 would be without end.
      writer.join(Math.max(1, atMost.toMillis()));
      out.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.error("the access log cannot be closed: {}", e.toString());
    }
  }
}
