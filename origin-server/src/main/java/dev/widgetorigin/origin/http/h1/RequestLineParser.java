package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.message.Authority;
import dev.widgetorigin.origin.http.message.OctetScan;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.message.Syntax;
import dev.widgetorigin.origin.web.Method;

/**
 * Reads the first line of a complete {@link RequestHead} (RFC 9112 §3). Reused for every request of
 * an event loop.
 *
 * <pre>
 * request-line = token SP target SP "HTTP/1." DIGIT CRLF
 * </pre>
 */
final class RequestLineParser {
  private RequestHead head;
  private byte[] octets;
  private int at;

  /** Null where the line is sound; its parts are then set in the head. */
  RequestRefusal parse(RequestHead complete) {
    head = complete;
    octets = complete.octets;
    at = complete.start;
    head.pathStart = RequestHead.NONE;
    head.queryStart = RequestHead.NONE;
    head.hostStart = RequestHead.NONE;
    int from = at;
    while (Syntax.tokenLower(octets[at]) != 0) {
      at++;
    }
    if (at == from || octets[at] != ' ') {
      return RequestRefusal.METHOD;
    }
    head.method = method(from, at);
    int targetStart = ++at;
    at = OctetScan.targetEnd(octets, at, head.length);
    int targetEnd = at;
    if (octets[at] != ' ') {
      return octets[at] == '\r' && octets[at + 1] == '\n'
          ? RequestRefusal.REQUEST_LINE
          : RequestRefusal.TARGET_CHARACTER;
    }
    if (targetEnd == targetStart) {
      return RequestRefusal.REQUEST_LINE;
    }
    at++;
    RequestRefusal refusal = version();
    return refusal == null ? target(targetStart, targetEnd) : refusal;
  }

  private RequestRefusal version() {
    boolean shape =
        head.fieldsStart - at == 10
            && octets[at] == 'H'
            && octets[at + 1] == 'T'
            && octets[at + 2] == 'T'
            && octets[at + 3] == 'P'
            && octets[at + 4] == '/'
            && Syntax.digit(octets[at + 5])
            && octets[at + 6] == '.'
            && Syntax.digit(octets[at + 7])
            && octets[at + 8] == '\r';
    if (!shape) {
      return RequestRefusal.VERSION_SYNTAX;
    }
    if (octets[at + 5] != '1') {
      return RequestRefusal.VERSION;
    }
    // RFC 9110 §2.5: a higher minor version is read as the highest that is known.
    head.http11 = octets[at + 7] != '0';
    at += 10;
    return null;
  }

  private Method method(int from, int to) {
    return switch (to - from) {
      case 3 ->
          head.has(from, "GET") ? Method.GET : head.has(from, "PUT") ? Method.PUT : Method.OTHER;
      case 4 ->
          head.has(from, "HEAD")
              ? Method.HEAD
              : head.has(from, "POST") ? Method.POST : Method.OTHER;
      case 5 -> head.has(from, "PATCH") ? Method.PATCH : Method.OTHER;
      case 6 -> head.has(from, "DELETE") ? Method.DELETE : Method.OTHER;
      case 7 -> head.has(from, "OPTIONS") ? Method.OPTIONS : Method.OTHER;
      default -> Method.OTHER;
    };
  }

  /** RFC 9112 §3.2: origin-form, absolute-form, and {@code *} for OPTIONS. */
  private RequestRefusal target(int from, int to) {
    if (octets[from] == '/') {
      return path(from, to);
    }
    if (octets[from] == '*' && to - from == 1 && head.method == Method.OPTIONS) {
      head.pathStart = from;
      head.pathEnd = to;
      return null;
    }
    int authority = absolute(from, to);
    if (authority < 0) {
      return RequestRefusal.TARGET_FORM;
    }
    int end = authority;
    while (end < to && octets[end] != '/' && octets[end] != '?') {
      end++;
    }
    if (!Authority.valid(octets, authority, end)) {
      return RequestRefusal.HOST_INVALID;
    }
    head.hostStart = authority;
    head.hostEnd = end;
    return path(end, to);
  }

  private int absolute(int from, int to) {
    int http = scheme(from, to, "http://");
    return http >= 0 ? http : scheme(from, to, "https://");
  }

  private int scheme(int from, int to, String prefix) {
    if (to - from <= prefix.length()) {
      return RequestHead.NONE;
    }
    for (int i = 0; i < prefix.length(); i++) {
      int octet = octets[from + i];
      int lower = octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
      if (lower != prefix.charAt(i)) {
        return RequestHead.NONE;
      }
    }
    return from + prefix.length();
  }

  private RequestRefusal path(int from, int to) {
    int end = from;
    while (end < to && octets[end] != '?') {
      end++;
    }
    head.pathStart = from;
    head.pathEnd = end;
    if (end < to) {
      head.queryStart = end + 1;
      head.queryEnd = to;
    }
    return null;
  }
}
