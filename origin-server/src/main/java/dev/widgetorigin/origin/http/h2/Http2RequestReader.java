package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.hpack.HpackDecoder;
import dev.widgetorigin.origin.http.hpack.HpackField;
import dev.widgetorigin.origin.http.message.Authority;
import dev.widgetorigin.origin.http.message.FieldRules;
import dev.widgetorigin.origin.http.message.RequestRefusal;
import dev.widgetorigin.origin.http.message.Syntax;
import dev.widgetorigin.origin.web.Method;
import java.nio.charset.StandardCharsets;

/**
 * Makes a request of one header block, or tells what is wrong with it (RFC 9113 §8). Reused for
 * every block of a connection.
 */
final class Http2RequestReader implements HpackDecoder.Sink {
  private final int sizeLimit;
  private Http2Stream stream;
  private boolean trailers;
  private boolean malformed;
  private boolean regularSeen;
  private RequestRefusal refusal;
  private int size;
  private int count;
  private String method;
  private String scheme;
  private String path;
  private String host;
  private String lastValidAuthority;

  Http2RequestReader(int sizeLimit) {
    this.sizeLimit = sizeLimit;
  }

  /** The next block is that stream's request. */
  void begin(Http2Stream newStream) {
    stream = newStream;
    trailers = false;
    malformed = false;
    regularSeen = false;
    refusal = null;
    size = 0;
    count = 0;
    method = null;
    scheme = null;
    path = null;
    host = null;
  }

  /** The next block is read for the tables' sake, and checked as trailers. */
  void beginTrailers() {
    begin(null);
    trailers = true;
  }

  /** Whether the block breaks the rules of HTTP/2 messages: a stream error (RFC 9113 §8.1.1). */
  boolean malformed() {
    return malformed;
  }

  /** Octets of the block's fields, unpacked (RFC 9113 §6.5.2). */
  int size() {
    return size;
  }

  /** What the request is to be answered with; null where it is sound. */
  RequestRefusal refusal() {
    return refusal;
  }

  @Override
  public void field(HpackField field) {
    size += field.size();
    count++;
    if (size > sizeLimit || count > FieldRules.MOST_FIELDS) {
      // The block must be decoded to its end all the same, but nothing more is kept.
      refuse(RequestRefusal.FIELDS_TOO_LARGE);
      return;
    }
    if (!field.sound) {
      malformed = true;
      return;
    }
    switch (field.kind) {
      case METHOD -> method = pseudo(method, field);
      case SCHEME -> scheme = pseudo(scheme, field);
      case PATH -> path = pseudo(path, field);
      case AUTHORITY -> authority(field);
      case OTHER_PSEUDO, CONNECTION_SPECIFIC -> malformed = true;
      default -> regular(field);
    }
  }

  private String pseudo(String before, HpackField field) {
    malformed |= trailers || regularSeen || before != null;
    return field.value;
  }

  private void authority(HpackField field) {
    if (stream == null) {
      malformed = true;
    } else {
      stream.authority = pseudo(stream.authority, field);
    }
  }

  private void regular(HpackField field) {
    regularSeen = true;
    malformed |= field.kind == HpackField.Kind.TE && !field.value.equals("trailers");
    if (stream == null) {
      return;
    }
    switch (field.kind) {
      case HOST -> {
        if (host != null) {
          refuse(RequestRefusal.HOST_REPEATED);
        }
        host = field.value;
      }
      case CONTENT_LENGTH -> contentLength(field.value);
      case EXPECT -> {
        if (field.value.equalsIgnoreCase("100-continue")) {
          stream.expectContinue = true;
        } else {
          refuse(RequestRefusal.EXPECTATION);
        }
      }
      default -> {}
    }
    stream.add(field);
  }

  private void contentLength(String value) {
    boolean sound = !value.isEmpty() && value.length() <= 18 && stream.declaredLength < 0;
    for (int i = 0; i < value.length() && sound; i++) {
      sound = Syntax.digit((byte) value.charAt(i));
    }
    malformed |= !sound;
    if (sound) {
      stream.declaredLength = Long.parseLong(value);
    }
  }

  private void refuse(RequestRefusal reason) {
    if (refusal == null) {
      refusal = reason;
    }
  }

  /** Looks at the request as a whole, after its last field. */
  void end() {
    stream.method = Method.OTHER;
    if (refusal == RequestRefusal.FIELDS_TOO_LARGE) {
      return;
    }
    boolean connect = "CONNECT".equals(method);
    malformed |= method == null || !token(method);
    malformed |= connect ? scheme != null || path != null : scheme == null || path == null;
    malformed |= path != null && path.isEmpty();
    if (malformed) {
      return;
    }
    stream.method = method(method);
    checkAuthority();
    if (connect) {
      refuse(RequestRefusal.TARGET_FORM);
    } else {
      target();
    }
  }

  private static boolean token(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Syntax.tokenLower((byte) text.charAt(i)) == 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static Method method(String name) {
    return switch (name) {
      case "GET" -> Method.GET;
      case "HEAD" -> Method.HEAD;
      case "OPTIONS" -> Method.OPTIONS;
      case "PUT" -> Method.PUT;
      case "POST" -> Method.POST;
      case "PATCH" -> Method.PATCH;
      case "DELETE" -> Method.DELETE;
      default -> Method.OTHER;
    };
  }

  /** RFC 9113 §8.3.1: Host and :authority may not name different places. */
  private void checkAuthority() {
    if (stream.authority == null) {
      stream.authority = host;
    }
    if (stream.authority == null) {
      refuse(RequestRefusal.HOST_MISSING);
      return;
    }
    if (!validAuthority(stream.authority)
        || (host != null && !host.equalsIgnoreCase(stream.authority))) {
      refuse(RequestRefusal.HOST_INVALID);
    }
  }

  /** Every request of a connection has the same authority, mostly the very same string. */
  private boolean validAuthority(String authority) {
    if (authority.equals(lastValidAuthority)) {
      return true;
    }
    byte[] octets = authority.getBytes(StandardCharsets.ISO_8859_1);
    if (!Authority.valid(octets, 0, octets.length)) {
      return false;
    }
    lastValidAuthority = authority;
    return true;
  }

  private void target() {
    for (int i = 0; i < path.length(); i++) {
      if (!Syntax.target((byte) path.charAt(i))) {
        refuse(RequestRefusal.TARGET_CHARACTER);
        return;
      }
    }
    boolean asterisk = path.equals("*") && stream.method == Method.OPTIONS;
    if (!asterisk && path.charAt(0) != '/') {
      refuse(RequestRefusal.TARGET_FORM);
      return;
    }
    int mark = path.indexOf('?');
    stream.path = mark < 0 ? path : path.substring(0, mark);
    stream.query = mark < 0 ? null : path.substring(mark + 1);
  }
}
