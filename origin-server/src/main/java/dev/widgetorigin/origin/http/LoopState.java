package dev.widgetorigin.origin.http;

import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.ArrayDeque;

/** What the connections of one event loop of one listener share. Confined to that loop. */
final class LoopState {
  private static final int KEPT = 256;

  final EventLoop loop;
  final DateHeader date;
  final Timeouts timeouts;
  final LateTurns lateTurns;
  final StringCache strings = new StringCache();
  final RequestHeadParser parser = new RequestHeadParser();
  private final ArrayDeque<Http1Exchange> exchanges = new ArrayDeque<>();
  private final ArrayDeque<Http2Stream> streams = new ArrayDeque<>();

  LoopState(EventLoop loop, InstantSource clock) {
    this.loop = loop;
    this.date = new DateHeader(clock);
    this.timeouts = new Timeouts(loop, date::refresh);
    this.lateTurns = new LateTurns(loop);
  }

  /** An exchange for one request: so an idle connection holds none. */
  Http1Exchange acquire(Http1Connection connection) {
    Http1Exchange exchange = exchanges.pollLast();
    if (exchange == null) {
      exchange = new Http1Exchange();
    }
    exchange.begin(connection);
    return exchange;
  }

  /** Takes back an exchange that nothing else can refer to any more. */
  void release(Http1Exchange exchange) {
    exchange.end();
    if (exchanges.size() < KEPT) {
      exchanges.addLast(exchange);
    }
  }

  /** A stream for one request. */
  Http2Stream acquireStream() {
    Http2Stream stream = streams.pollLast();
    return stream == null ? new Http2Stream() : stream;
  }

  /** Takes back a stream that nothing else can refer to any more. */
  void release(Http2Stream stream) {
    stream.end();
    if (streams.size() < KEPT) {
      streams.addLast(stream);
    }
  }
}
