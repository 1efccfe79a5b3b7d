package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.config.LimitsConfig;
import dev.widgetorigin.origin.web.ExchangeObserver;
import dev.widgetorigin.origin.web.Handler;
import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.Reply;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What all connections of one listener share. Thread-safe. */
final class ListenerContext {
  final Handler handler;
  final Function<Problem, Reply> problems;
  final LimitsConfig limits;
  final UploadPolicy uploads;
  final InstantSource clock;
  final ConnectionEvents events;
  final Executor files;
  final ConnectionLimits admission;
  final ExchangeObserver observer;
  final LongSupplier nanos;

  /** Null on a plain listener. */
  final Tls tls;

  final boolean secure;

  /** Whether a file can go to the socket without being read here. */
  final boolean sendsFiles;

  final long headerTicks;
  final long idleTicks;
  final long bodyTicks;

  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<EventLoop, LoopState> loops = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> emptied = new CompletableFuture<>();
  private volatile boolean draining;

  ListenerContext(Listener.Builder from, Tls tls, Executor files, boolean transportSendsFiles) {
    this.handler = from.handler;
    this.problems = from.problems;
    this.limits = from.limits;
    this.uploads = from.uploads;
    this.clock = from.clock;
    this.events = from.events;
    this.files = files;
    this.admission = new ConnectionLimits(limits.connections(), limits.connectionsPerAddress());
    this.observer = from.observer;
    this.nanos = from.nanos;
    this.tls = tls;
    this.secure = tls != null;
    this.sendsFiles = transportSendsFiles && !secure;
    this.headerTicks = Timeouts.ticks(limits.headerTimeout());
    this.idleTicks = Timeouts.ticks(limits.idleTimeout());
    this.bodyTicks = Timeouts.ticks(limits.bodyTimeout());
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
