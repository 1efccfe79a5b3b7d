package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.message.Authority;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.message.Syntax;

/**
 * The fields of a request that the server itself acts on: Host, Connection, Expect, Content-Length
 * and Transfer-Encoding. Each is noted as it comes; whether they agree is told after the last.
 * Reused for every request of an event loop.
 */
final class KnownFields {
  private RequestHead head;
  private int contentLengths;
  private int codings;
  private int hosts;
  private boolean hostValid;
  private boolean close;
  private boolean keepAliveToken;
  private boolean onlyChunked;
  private boolean lengthValid;
  private boolean expectationKnown;

  /** Begins anew, with that head. */
  void begin(RequestHead newHead) {
    head = newHead;
    contentLengths = 0;
    codings = 0;
    hosts = 0;
    hostValid = true;
    close = false;
    keepAliveToken = false;
    onlyChunked = true;
    lengthValid = true;
    expectationKnown = true;
    head.acceptEncodingField = RequestHead.NONE;
    head.contentLength = RequestHead.NONE;
    head.chunked = false;
    head.expectContinue = false;
  }

  /** Looks at the field that was added to the head last. */
  void field(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    switch (nameEnd - nameStart) {
      case 4 -> {
        if (head.has(nameStart, "host")) {
          host(valueStart, valueEnd);
        }
      }
      case 6 -> {
        if (head.has(nameStart, "expect")) {
          expect(valueStart, valueEnd);
        }
      }
      case 10 -> {
        if (head.has(nameStart, "connection")) {
          eachToken(valueStart, valueEnd, this::connectionOption);
        }
      }
      case 14 -> {
        if (head.has(nameStart, "content-length")) {
          contentLength(valueStart, valueEnd);
        }
      }
      case 15 -> {
        if (head.has(nameStart, "accept-encoding")) {
          // A second line makes joining necessary; then the common road is not taken.
          head.acceptEncodingField =
              head.acceptEncodingField == RequestHead.NONE
                  ? head.fieldCount - 1
                  : Integer.MAX_VALUE;
        }
      }
      case 17 -> {
        if (head.has(nameStart, "transfer-encoding")) {
          codings++;
          onlyChunked &= isToken(valueStart, valueEnd, "chunked");
        }
      }
      default -> {}
    }
  }

  private void host(int from, int to) {
    hosts++;
    hostValid &= Authority.valid(head.octets, from, to);
    // RFC 9112 §3.2.2: an absolute target's authority takes the place of Host.
    if (head.hostStart == RequestHead.NONE) {
      head.hostStart = from;
      head.hostEnd = to;
    }
  }

  private void expect(int from, int to) {
    boolean known = isToken(from, to, "100-continue");
    expectationKnown &= known;
    head.expectContinue |= known;
  }

  private void connectionOption(int from, int to) {
    close |= isToken(from, to, "close");
    keepAliveToken |= isToken(from, to, "keep-alive");
  }

  /** RFC 9110 §8.6; repeated fields are refused even where the values agree. */
  private void contentLength(int from, int to) {
    contentLengths++;
    lengthValid &= to > from && to - from <= 18;
    long length = 0;
    for (int i = from; i < to && lengthValid; i++) {
      lengthValid = Syntax.digit(head.octets[i]);
      length = 10 * length + head.octets[i] - '0';
    }
    head.contentLength = length;
  }

  private interface TokenVisitor {
    void visit(int from, int to);
  }

  private void eachToken(int from, int to, TokenVisitor visitor) {
    int begin = from;
    while (begin < to) {
      int end = begin;
      while (end < to && head.octets[end] != ',') {
        end++;
      }
      int first = begin;
      int last = end;
      while (first < last && (head.octets[first] == ' ' || head.octets[first] == '\t')) {
        first++;
      }
      while (last > first && (head.octets[last - 1] == ' ' || head.octets[last - 1] == '\t')) {
        last--;
      }
      visitor.visit(first, last);
      begin = end + 1;
    }
  }

  private boolean isToken(int from, int to, String lowerCase) {
    if (to - from != lowerCase.length()) {
      return false;
    }
    for (int i = 0; i < lowerCase.length(); i++) {
      if (Syntax.tokenLower(head.octets[from + i]) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** What is wrong with all fields together; null where that is nothing. */
  RequestRefusal judge() {
    if (hosts > 1) {
      return RequestRefusal.HOST_REPEATED;
    }
    if (hosts == 0 && head.http11) {
      return RequestRefusal.HOST_MISSING;
    }
    if (!hostValid) {
      return RequestRefusal.HOST_INVALID;
    }
    RequestRefusal framing = framing();
    if (framing != null) {
      return framing;
    }
    if (head.http11 && !expectationKnown) {
      return RequestRefusal.EXPECTATION;
    }
    head.expectContinue &= head.http11;
    head.keepAliveNamed = keepAliveToken && !close;
    head.keepAlive = head.http11 ? !close : head.keepAliveNamed;
    return null;
  }

  /** RFC 9112 §6: where the content ends is never a matter of opinion. */
  private RequestRefusal framing() {
    if (codings > 0) {
      if (contentLengths > 0) {
        return RequestRefusal.LENGTH_AND_CODING;
      }
      if (!head.http11) {
        return RequestRefusal.CODING_IN_HTTP_1_0;
      }
      if (codings > 1) {
        return RequestRefusal.CODING_REPEATED;
      }
      if (!onlyChunked) {
        return RequestRefusal.CODING;
      }
      head.chunked = true;
    }
    if (contentLengths > 1 || !lengthValid) {
      return RequestRefusal.CONTENT_LENGTH;
    }
    return null;
  }
}
