package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.message.Authority;
import dev.widgetorigin.origin.http.message.FieldRules;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.message.Syntax;
import dev.widgetorigin.origin.web.Method;

/**
 * Reads a complete {@link RequestHead} strictly (RFC 9112): what two servers could read in two ways
 * is refused, so that no proxy in front can be made to see another message than this server. Reused
 * for every request of an event loop.
 *
 * <pre>
 * request-line = token SP target SP "HTTP/1." ( "0" / "1" ) CRLF
 * field-line   = token ":" OWS *( VCHAR / SP / HTAB / obs-text ) OWS CRLF
 * </pre>
 */
final class RequestHeadParser {
  private static final int NONE = -1;

  private RequestHead head;
  private byte[] octets;
  private int at;
  private int contentLengths;
  private int codings;
  private int hosts;
  private boolean hostValid;
  private boolean close;
  private boolean keepAliveToken;
  private boolean onlyChunked;
  private boolean lengthValid;
  private boolean expectationKnown;

  /** Null where the head is sound; its parts are then set in it. */
  RequestRefusal parse(RequestHead complete) {
    reset(complete);
    RequestRefusal refusal = requestLine();
    if (refusal == null) {
      refusal = fields();
    }
    return refusal == null ? together() : refusal;
  }

  private void reset(RequestHead complete) {
    head = complete;
    octets = complete.octets;
    at = complete.start;
    contentLengths = 0;
    codings = 0;
    hosts = 0;
    hostValid = true;
    close = false;
    keepAliveToken = false;
    onlyChunked = true;
    lengthValid = true;
    expectationKnown = true;
    head.fieldCount = 0;
    head.pathStart = NONE;
    head.queryStart = NONE;
    head.hostStart = NONE;
    head.acceptEncodingField = NONE;
    head.contentLength = NONE;
    head.chunked = false;
    head.expectContinue = false;
  }

  // --- request line -----------------------------------------------------------------------------

  private RequestRefusal requestLine() {
    int from = at;
    while (Syntax.tokenLower(octets[at]) != 0) {
      at++;
    }
    if (at == from || octets[at] != ' ') {
      return RequestRefusal.METHOD;
    }
    head.methodEnd = at;
    head.method = method(from, at);
    int targetStart = ++at;
    while (Syntax.target(octets[at])) {
      at++;
    }
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
    if (octets[at + 5] != '1' || octets[at + 7] > '1') {
      return RequestRefusal.VERSION;
    }
    head.http11 = octets[at + 7] == '1';
    at += 10;
    return null;
  }

  private Method method(int from, int to) {
    return switch (to - from) {
      case 3 -> is(from, "GET") ? Method.GET : is(from, "PUT") ? Method.PUT : Method.OTHER;
      case 4 -> is(from, "HEAD") ? Method.HEAD : is(from, "POST") ? Method.POST : Method.OTHER;
      case 5 -> is(from, "PATCH") ? Method.PATCH : Method.OTHER;
      case 6 -> is(from, "DELETE") ? Method.DELETE : Method.OTHER;
      case 7 -> is(from, "OPTIONS") ? Method.OPTIONS : Method.OTHER;
      default -> Method.OTHER;
    };
  }

  private boolean is(int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (octets[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
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
      return NONE;
    }
    for (int i = 0; i < prefix.length(); i++) {
      int octet = octets[from + i];
      int lower = octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
      if (lower != prefix.charAt(i)) {
        return NONE;
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

  // --- fields -----------------------------------------------------------------------------------

  private RequestRefusal fields() {
    int end = head.length - 2;
    while (at < end) {
      if (head.fieldCount == FieldRules.MOST_FIELDS) {
        return RequestRefusal.TOO_MANY_FIELDS;
      }
      if (octets[at] == ' ' || octets[at] == '\t') {
        return RequestRefusal.FOLDED_LINE;
      }
      int nameStart = at;
      byte lower = Syntax.tokenLower(octets[at]);
      while (lower != 0) {
        octets[at++] = lower;
        lower = Syntax.tokenLower(octets[at]);
      }
      int nameEnd = at;
      if (nameEnd == nameStart || octets[at] != ':') {
        return RequestRefusal.FIELD_NAME;
      }
      at++;
      while (octets[at] == ' ' || octets[at] == '\t') {
        at++;
      }
      int valueStart = at;
      while (Syntax.fieldValue(octets[at])) {
        at++;
      }
      int valueEnd = at;
      if (octets[at] != '\r' || octets[at + 1] != '\n') {
        return RequestRefusal.FIELD_VALUE;
      }
      at += 2;
      while (valueEnd > valueStart
          && (octets[valueEnd - 1] == ' ' || octets[valueEnd - 1] == '\t')) {
        valueEnd--;
      }
      head.addField(nameStart, nameEnd, valueStart, valueEnd);
      known(nameStart, nameEnd, valueStart, valueEnd);
    }
    return null;
  }

  /** Notes the fields that this server itself acts on. */
  private void known(int nameStart, int nameEnd, int valueStart, int valueEnd) {
    switch (nameEnd - nameStart) {
      case 4 -> {
        if (is(nameStart, "host")) {
          host(valueStart, valueEnd);
        }
      }
      case 6 -> {
        if (is(nameStart, "expect")) {
          expect(valueStart, valueEnd);
        }
      }
      case 10 -> {
        if (is(nameStart, "connection")) {
          eachToken(valueStart, valueEnd, this::connectionOption);
        }
      }
      case 14 -> {
        if (is(nameStart, "content-length")) {
          contentLength(valueStart, valueEnd);
        }
      }
      case 15 -> {
        if (is(nameStart, "accept-encoding")) {
          // A second line makes joining necessary; then the common road is not taken.
          head.acceptEncodingField =
              head.acceptEncodingField == NONE ? head.fieldCount - 1 : Integer.MAX_VALUE;
        }
      }
      case 17 -> {
        if (is(nameStart, "transfer-encoding")) {
          codings++;
          onlyChunked &= isToken(valueStart, valueEnd, "chunked");
        }
      }
      default -> {}
    }
  }

  private void host(int from, int to) {
    hosts++;
    hostValid &= Authority.valid(octets, from, to);
    // RFC 9112 §3.2.2: an absolute target's authority takes the place of Host.
    if (head.hostStart == NONE) {
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
      lengthValid = Syntax.digit(octets[i]);
      length = 10 * length + octets[i] - '0';
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
      while (end < to && octets[end] != ',') {
        end++;
      }
      int first = begin;
      int last = end;
      while (first < last && (octets[first] == ' ' || octets[first] == '\t')) {
        first++;
      }
      while (last > first && (octets[last - 1] == ' ' || octets[last - 1] == '\t')) {
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
      if (Syntax.tokenLower(octets[from + i]) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  // --- what only all fields together tell -------------------------------------------------------

  private RequestRefusal together() {
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
    head.keepAlive = head.http11 ? !close : keepAliveToken && !close;
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
