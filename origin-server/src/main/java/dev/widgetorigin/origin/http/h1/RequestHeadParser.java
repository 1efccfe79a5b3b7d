package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.message.FieldRules;
import dev.widgetorigin.origin.http.message.OctetScan;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.message.Syntax;

/**
 * Reads a complete {@link RequestHead} strictly (RFC 9112): what two servers could read in two ways
 * is refused, so that no proxy in front can be made to see another message than this server. Reused
 * for every request of an event loop.
 *
 * <pre>
 * head       = request-line *field-line CRLF
 * field-line = token ":" OWS *( VCHAR / SP / HTAB / obs-text ) OWS CRLF
 * </pre>
 */
final class RequestHeadParser {
  private final RequestLineParser line = new RequestLineParser();
  private final KnownFields known = new KnownFields();

  /** Null where the head is sound; its parts are then set in it. */
  RequestRefusal parse(RequestHead complete) {
    complete.forgetFields();
    known.begin(complete);
    RequestRefusal refusal = line.parse(complete);
    if (refusal == null) {
      refusal = fields(complete);
    }
    return refusal == null ? known.judge() : refusal;
  }

  private RequestRefusal fields(RequestHead head) {
    byte[] octets = head.octets;
    int at = head.fieldsStart;
    int end = head.length - 2;
    while (at < end) {
      if (head.fieldCount == FieldRules.MOST_FIELDS) {
        return RequestRefusal.TOO_MANY_FIELDS;
      }
      if (whitespace(octets[at])) {
        return RequestRefusal.FOLDED_LINE;
      }
      int nameStart = at;
      for (byte lower = Syntax.tokenLower(octets[at]); lower != 0; ) {
        octets[at++] = lower;
        lower = Syntax.tokenLower(octets[at]);
      }
      int nameEnd = at;
      if (nameEnd == nameStart || octets[at] != ':') {
        return RequestRefusal.FIELD_NAME;
      }
      at++;
      while (whitespace(octets[at])) {
        at++;
      }
      int valueStart = at;
      at = OctetScan.fieldValueEnd(octets, at, head.length);
      int valueEnd = behindValue(octets, valueStart, at);
      if (octets[at] != '\r' || octets[at + 1] != '\n') {
        return RequestRefusal.FIELD_VALUE;
      }
      at += 2;
      head.addField(nameStart, nameEnd, valueStart, valueEnd);
      known.field(nameStart, nameEnd, valueStart, valueEnd);
    }
    return null;
  }

  /** Where the value ends without the whitespace behind it. */
  private static int behindValue(byte[] octets, int from, int to) {
    int end = to;
    while (end > from && whitespace(octets[end - 1])) {
      end--;
    }
    return end;
  }

  private static boolean whitespace(byte octet) {
    return octet == ' ' || octet == '\t';
  }
}
