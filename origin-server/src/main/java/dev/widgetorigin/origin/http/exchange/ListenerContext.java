package dev.widgetorigin.origin.http.exchange;

import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.http.upload.IncomingContent;
import dev.widgetorigin.origin.http.upload.UploadPolicy;
import dev.widgetorigin.origin.web.ExchangeEvents;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.TrustedProxies;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections of one listener share. Thread-safe. */
public final class ListenerContext {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerContext.class);

  private static final Duration FIRST_REQUEST = Duration.ofSeconds(1);

  private static final long TELL_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long PUBLIC_LINGER = 1L << 20;
  private static final long UPLOAD_LINGER = 16L << 20;

  public final Handler handler;
  public final Function<Problem, Reply> problems;
  public final LimitsConfig limits;
  public final UploadPolicy uploads;
  public final InstantSource clock;
  public final ConnectionEvents events;

  /** Writes of uploads, and the like. */
  public final Executor files;

  /** Reads of what is sent: a slow disk there must not hold up uploads. */
  public final Executor reads;

  /** What those reads take of the memory. */
  public final ReadBudget readBudget;

  /** Whose word counts for who the client is. */
  final TrustedProxies proxies;

  private final ExchangeEvents observer;
  public final LongSupplier nanos;

  public final boolean secure;

  /** Whether a file can go to the socket without being read here. */
  public final boolean sendsFiles;

  public final long headerTicks;

  /**
   * How long a new connection may still begin its first request when all are to end: the request of
   * a client that was accepted just before is on its way, and would be lost.
   */
  public final long firstTicks;

  public final long idleTicks;

  /** How fast content of requests must come. */
  public final IncomingContent.Pace pace;

  /** What a client must take of its answers within {@link #idleTicks}. */
  public final long leastAnswer;

  /** So much input behind the last answer is read and thrown away, lest TCP resets the answer. */
  final long lingerOctets;

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<EventLoop, LoopState> loops = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> emptied = new CompletableFuture<>();
  private final AtomicLong toldOfOverload = new AtomicLong(System.nanoTime() - TELL_AGAIN_NANOS);
  private volatile boolean draining;

  /**
   * What the connections of one listener share.
   *
   * @param readBudget what reads of files may take of the memory
   * @param secure whether its connections are encrypted
   * @param transportSendsFiles whether a plain socket can send a file that was not read
   */
  public ListenerContext(
      Service service,
      Executor files,
      Executor reads,
      ReadBudget readBudget,
      boolean secure,
      boolean transportSendsFiles) {
    this.handler = service.handler();
    this.problems = service.problems();
    this.limits = service.limits();
    this.uploads = service.uploads();
    this.clock = service.clock();
    this.events = service.events();
    this.observer = service.observer();
    this.proxies = service.proxies();
    this.nanos = service.nanos();
    this.files = files;
    this.reads = reads;
    this.readBudget = readBudget;
    this.secure = secure;
    this.sendsFiles = transportSendsFiles && !secure;
    this.headerTicks = TimerWheel.ticks(limits.headerTimeout());
    this.firstTicks = Math.min(headerTicks, TimerWheel.ticks(FIRST_REQUEST));
    this.idleTicks = TimerWheel.ticks(limits.idleTimeout());
    long bodyTicks = TimerWheel.ticks(limits.bodyTimeout());
    this.pace =
        new IncomingContent.Pace(
            Math.min(headerTicks, bodyTicks), bodyTicks, limits.least(limits.bodyTimeout()));
    this.leastAnswer = limits.least(limits.idleTimeout());
    this.lingerOctets = uploads.folder() == null ? PUBLIC_LINGER : UPLOAD_LINGER;
  }

  public LoopState loop(EventLoop loop) {
    return loops.computeIfAbsent(loop, key -> new LoopState(key, clock, nanos));
  }

  public void opened(Connection connection) {
    connections.add(connection);
    events.opened();
    if (draining) {
      connection.drain();
    }
  }

  /** The same client goes on in another protocol. */
  public void replaced(Connection before, Connection after) {
    connections.add(after);
    connections.remove(before);
    if (draining) {
      after.drain();
    }
  }

  public void closed(Connection connection) {
    if (connections.remove(connection)) {
      events.closed();
    }
    if (draining && connections.isEmpty()) {
      emptied.complete(null);
    }
  }

  /** Tells the observer; what it throws is its own affair. */
  public void observed(Request request, Reply reply, long bytes, long nanosTaken) {
    try {
      observer.completed(request, reply, bytes, nanosTaken);
    } catch (RuntimeException | Error e) {
      LOG.error("a request could not be observed", e);
    }
  }

  /** A reply is broken off. Where there are too many of them, one line a minute says so. */
  public void fileFailed(Throwable cause) {
    if (!(cause instanceof RejectedExecutionException)) {
      LOG.error("a reply's file could not be read", cause);
      return;
    }
    long now = System.nanoTime();
    long last = toldOfOverload.get();
    if (now - last >= TELL_AGAIN_NANOS && toldOfOverload.compareAndSet(last, now)) {
      LOG.warn(
          "replies are broken off, because too many files are being read: {}", cause.toString());
    }
  }

  public boolean draining() {
    return draining;
  }

  public int open() {
    return connections.size();
  }

  /** Begins to close all connections; the answer completes when the last is closed. */
  public CompletableFuture<Void> drain() {
    draining = true;
    connections.forEach(Connection::drain);
    if (connections.isEmpty()) {
      emptied.complete(null);
    }
    return emptied;
  }

  public void abort() {
    connections.forEach(Connection::abort);
  }
}
