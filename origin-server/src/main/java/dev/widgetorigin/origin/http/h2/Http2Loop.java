package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.DateHeader;
import dev.widgetorigin.origin.http.exchange.LoopState;
import dev.widgetorigin.origin.http.hpack.HpackBlock;
import dev.widgetorigin.origin.http.hpack.HpackLine;
import java.util.ArrayDeque;

/** What the HTTP/2 connections of one event loop share. Confined to that loop. */
final class Http2Loop {
  private static final int KEPT = 256;

  final PenaltyQueue penalties;

  /** The Date field; an array of one. */
  final DateHeader.Encoded<HpackLine[]> date;

  /** For the block that is being made. */
  final HpackBlock block = new HpackBlock();

  private final ArrayDeque<Http2Stream> streams = new ArrayDeque<>();

  private Http2Loop(LoopState loop) {
    this.penalties = new PenaltyQueue(loop.loop);
    this.date = loop.date.encoded(value -> new HpackLine[] {HpackLine.own("date", value)});
  }

  static Http2Loop of(LoopState loop) {
    return loop.part(Http2Loop.class, Http2Loop::new);
  }

  /** A stream for one request. */
  Http2Stream acquire() {
    Http2Stream stream = streams.pollLast();
    return stream == null ? new Http2Stream() : stream;
  }

  /** Takes back a stream that nothing else can refer to any more. */
  void release(Http2Stream stream) {
    stream.clear();
    if (streams.size() < KEPT) {
      streams.addLast(stream);
    }
  }
}
