package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.exchange.DateHeader;
import dev.widgetorigin.origin.http.exchange.LoopState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** What the HTTP/1 connections of one event loop share. Confined to that loop. */
final class Http1Loop {
  private static final int KEPT = 256;

  final StringCache strings = new StringCache();
  final RequestHeadParser parser = new RequestHeadParser();

  final HotAnswers hot = HotAnswers.current();

  /** {@code Date: …} with its CR LF. */
  final DateHeader.Encoded<byte[]> date;

  private final ArrayDeque<Http1Exchange> exchanges = new ArrayDeque<>();

  private Http1Loop(LoopState loop) {
    this.date =
        loop.date.encoded(value -> ("Date: " + value + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  static Http1Loop of(LoopState loop) {
    return loop.part(Http1Loop.class, Http1Loop::new);
  }

  /** An exchange for one request: so an idle connection holds none. */
  Http1Exchange acquire() {
    Http1Exchange exchange = exchanges.pollLast();
    return exchange == null ? new Http1Exchange() : exchange;
  }

  /** Takes back an exchange that nothing else can refer to any more. */
  void release(Http1Exchange exchange) {
    exchange.clear();
    if (exchanges.size() < KEPT) {
      exchanges.addLast(exchange);
    }
  }
}
