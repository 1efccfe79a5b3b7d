package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import dev.widgetorigin.origin.http.hpack.HpackLine;
import dev.widgetorigin.origin.http.hpack.HpackMemory;
import dev.widgetorigin.origin.http.message.FieldRules;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Status and header fields in HPACK, without date: what is said of this answer only, and what is
 * said of many. Made once for each {@link HeaderBlock} and kept in it. Immutable; any thread.
 */
final class Http2Head {
  static final int WIRE_SLOT = 1;

  /** Of a client's table, for the own lines of one answer: two such, and the common lines, fit. */
  private static final int MOST_AGAIN = HpackMemory.MOST / 4;

  private static final String STATUS = ":status";
  private static final HpackLine[] NONE = {};

  /** RFC 9113 §8.2.2: what belongs to a connection has no place in HTTP/2. */
  private static final Set<String> OMITTED =
      Set.of(
          "connection", "date", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

  /** What says nothing of the one file, or the same of all files of a version. */
  private static final Set<String> COMMON =
      Set.of(
          "accept-ranges",
          "access-control-allow-credentials",
          "access-control-allow-origin",
          "access-control-expose-headers",
          "cache-control",
          "cache-tag",
          "cdn-cache-control",
          "content-encoding",
          "content-security-policy",
          "content-type",
          "cross-origin-resource-policy",
          "last-modified",
          "server",
          "strict-transport-security",
          "surrogate-control",
          "surrogate-key",
          "timing-allow-origin",
          "vary",
          "x-content-type-options");

  final int status;

  /** The status and this answer's own fields, in full. */
  final byte[] own;

  /** Fields that other answers have too. */
  final HpackLine[] common;

  /** What content-length says; -1 where it is absent. */
  final long contentLength;

  /** The most octets of a block of it. */
  final int most;

  private final HeaderBlock headers;

  /** What {@code own} says, line by line; null until some client gets the answer again. */
  private volatile HpackLine[] again;

  private Http2Head(int status, HeaderBlock headers) {
    this.status = status;
    this.headers = headers;
    HpackEncoder encoder = new HpackEncoder();
    encoder.field(STATUS, Integer.toString(status));
    List<HpackLine> lines = new ArrayList<>();
    long length = -1;
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i).toLowerCase(Locale.ROOT);
      String value = headers.value(i);
      FieldRules.check(name, value);
      if (name.equals("content-length")) {
        length = Long.parseLong(value);
      }
      if (COMMON.contains(name)) {
        lines.add(HpackLine.common(name, value));
      } else if (!OMITTED.contains(name)) {
        encoder.field(name, value);
      }
    }
    this.own = encoder.octets();
    this.common = lines.toArray(new HpackLine[0]);
    this.contentLength = length;
    int octets = own.length;
    for (HpackLine line : common) {
      octets += line.most();
    }
    this.most = octets;
  }

  /**
   * The encoded head of the reply.
   *
   * @throws IllegalArgumentException where a field cannot be sent
   */
  static Http2Head of(Reply reply) {
    HeaderBlock headers = reply.headers();
    Object kept = headers.wire(WIRE_SLOT);
    if (kept instanceof Http2Head http2Head && http2Head.status == reply.status()) {
      return http2Head;
    }
    Http2Head head = new Http2Head(reply.status(), headers);
    headers.wire(WIRE_SLOT, head);
    return head;
  }

  /**
   * What {@link #own} says, for a client that gets the same answer again and is to remember it;
   * empty where it is not to: where the answer is not for everybody, or where it would fill the
   * client's table.
   */
  HpackLine[] again() {
    HpackLine[] lines = again;
    if (lines == null) {
      lines = ownLines();
      again = lines;
    }
    return lines;
  }

  private HpackLine[] ownLines() {
    String caching = headers.get("Cache-Control");
    if (caching == null || !caching.startsWith("public")) {
      return NONE;
    }
    List<HpackLine> lines = new ArrayList<>();
    lines.add(HpackLine.own(STATUS, Integer.toString(status)));
    int size = 0;
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i).toLowerCase(Locale.ROOT);
      if (!COMMON.contains(name) && !OMITTED.contains(name)) {
        HpackLine line = HpackLine.own(name, headers.value(i));
        size += line.size;
        lines.add(line);
      }
    }
    return size > MOST_AGAIN ? NONE : lines.toArray(NONE);
  }
}
