package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.web.ExchangeObserver;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections of one listener share. Thread-safe. */
final class ListenerContext {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerContext.class);

  private static final long PUBLIC_LINGER = 1L << 20;
  private static final long UPLOAD_LINGER = 16L << 20;

  final Handler handler;
  final Function<Problem, Reply> problems;
  final LimitsConfig limits;
  final UploadPolicy uploads;
  final InstantSource clock;
  final ConnectionEvents events;

  /** Writes of uploads, and the like. */
  final Executor files;

  /** Reads of what is sent: a slow disk there must not hold up uploads. */
  final Executor reads;

  final ConnectionLimits admission;
  private final ExchangeObserver observer;
  final LongSupplier nanos;

  /** Null on a plain listener. */
  final Tls tls;

  final boolean secure;

  /** Whether a file can go to the socket without being read here. */
  final boolean sendsFiles;

  final long headerTicks;
  final long idleTicks;
  final long bodyTicks;

  /** How long all of a content may take that is so small that it is held in memory. */
  final long smallBodyTicks;

  /** What a client must send of its content within {@link #bodyTicks}. */
  final long leastContent;

  /** What a client must take of its answers within {@link #idleTicks}. */
  final long leastAnswer;

  /** So much input behind the last answer is read and thrown away, lest TCP resets the answer. */
  final long lingerOctets;

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<EventLoop, LoopState> loops = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> emptied = new CompletableFuture<>();
  private volatile boolean draining;

  ListenerContext(
      Listener.Builder from, Tls tls, Executor files, Executor reads, boolean transportSendsFiles) {
    this.handler = from.handler;
    this.problems = from.problems;
    this.limits = from.limits;
    this.uploads = from.uploads;
    this.clock = from.clock;
    this.events = from.events;
    this.files = files;
    this.reads = reads;
    this.admission = new ConnectionLimits(limits.connections(), limits.connectionsPerAddress());
    this.observer = from.observer;
    this.nanos = from.nanos;
    this.tls = tls;
    this.secure = tls != null;
    this.sendsFiles = transportSendsFiles && !secure;
    this.headerTicks = Timeouts.ticks(limits.headerTimeout());
    this.idleTicks = Timeouts.ticks(limits.idleTimeout());
    this.bodyTicks = Timeouts.ticks(limits.bodyTimeout());
    this.smallBodyTicks = Math.min(headerTicks, bodyTicks);
    this.leastContent = limits.least(limits.bodyTimeout());
    this.leastAnswer = limits.least(limits.idleTimeout());
    this.lingerOctets = uploads.folder() == null ? PUBLIC_LINGER : UPLOAD_LINGER;
  }

  LoopState loop(EventLoop loop) {
    return loops.computeIfAbsent(loop, key -> new LoopState(key, clock));
  }

  void opened(Connection connection) {
    connections.add(connection);
    events.opened();
    if (draining) {
      connection.drain();
    }
  }

  /** The same client goes on in another protocol. */
  void replaced(Connection before, Connection after) {
    connections.add(after);
    connections.remove(before);
    if (draining) {
      after.drain();
    }
  }

  void closed(Connection connection) {
    if (connections.remove(connection)) {
      events.closed();
    }
    if (draining && connections.isEmpty()) {
      emptied.complete(null);
    }
  }

  /** Tells the observer; what it throws is its own affair. */
  void observed(Request request, Reply reply, long bytes, long nanosTaken) {
    try {
      observer.completed(request, reply, bytes, nanosTaken);
    } catch (RuntimeException | Error e) {
      LOG.error("a request could not be observed", e);
    }
  }

  boolean draining() {
    return draining;
  }

  int open() {
    return connections.size();
  }

  /** Begins to close all connections; the answer completes when the last is closed. */
  CompletableFuture<Void> drain() {
    draining = true;
    connections.forEach(Connection::drain);
    if (connections.isEmpty()) {
      emptied.complete(null);
    }
    return emptied;
  }

  void abort() {
    connections.forEach(Connection::abort);
  }
}
