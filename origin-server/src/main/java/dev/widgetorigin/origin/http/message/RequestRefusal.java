package dev.widgetorigin.origin.http.message;

import dev.widgetorigin.origin.web.Problem;
import dev.widgetorigin.origin.web.text.DiskTrouble;

/** Why a request is refused before any handler sees it. The connection closes after each. */
public enum RequestRefusal {
  FIRST_OCTET(400, "Expected a request line; found an octet that cannot begin one."),
  BARE_LINE_FEED(400, "Expected CR LF at the end of every line; found LF alone."),
  REQUEST_LINE(400, "Expected 'method SP target SP HTTP/1.1' with single spaces."),
  METHOD(400, "Expected a method made of token characters."),
  TARGET_CHARACTER(
      400, "Expected a target of visible ASCII characters without '#'; encode others as %XX."),
  TARGET_FORM(400, "Expected a target that begins with '/' or 'http://' or 'https://'."),
  VERSION_SYNTAX(400, "Expected the version HTTP/1.1 or HTTP/1.0."),
  VERSION(505, "Expected HTTP/1.1 or HTTP/1.0."),
  REQUEST_LINE_TOO_LONG(414, "The request line is longer than this server accepts."),
  FIELDS_TOO_LARGE(431, "The header fields are larger than this server accepts."),
  TOO_MANY_FIELDS(431, "There are more header fields than this server accepts."),
  FOLDED_LINE(400, "A header field goes on in a second line; folding is obsolete."),
  FIELD_NAME(400, "Expected a field name of token characters directly followed by ':'."),
  FIELD_VALUE(400, "Found a control character in a field value."),
  HOST_MISSING(400, "Expected one Host field; found none."),
  HOST_REPEATED(400, "Expected one Host field; found several."),
  HOST_INVALID(400, "Expected Host to be a name or address with an optional port 1 to 65535."),
  CONTENT_LENGTH(400, "Expected one Content-Length of decimal digits."),
  LENGTH_AND_CODING(400, "Found both Transfer-Encoding and Content-Length."),
  CODING_IN_HTTP_1_0(400, "Transfer-Encoding does not exist in HTTP/1.0."),
  CODING_REPEATED(400, "Expected one Transfer-Encoding field; found several."),
  CODING(501, "The only transfer coding is 'chunked'."),
  EXPECTATION(417, "The only expectation is '100-continue'."),
  CHUNK(400, "The chunked content is malformed."),
  CHUNK_OVERHEAD(400, "The chunked content has too many extensions."),
  TRAILERS(431, "The trailer fields are larger than this server accepts."),
  CONTENT_TOO_LARGE(413, "The content is larger than this server accepts."),
  UPLOAD_FAILED(503, "The content could not be stored; the error log of the origin says why."),
  UPLOADS_BUSY(503, "Other uploads take all the room there is for them; try again later."),
  UPLOADS_SHARE(
      503,
      "Uploads of your token (of your address, where no token tells you apart) that are under way"
          + " take their share of the room, and the rest is for others; send them one after the"
          + " other, or try again later."),
  HEADER_TIMEOUT(408, "The header fields did not arrive in time."),
  BODY_TIMEOUT(408, "The content did not arrive in time."),
  PLAIN_ON_TLS(400, "Expected TLS on this port; found plain HTTP.");

  private final int status;
  private final String detail;

  RequestRefusal(int status, String detail) {
    this.status = status;
    this.detail = detail;
  }

  public int status() {
    return status;
  }

  public Problem problem() {
    return Problem.of(status, Statuses.reason(status), detail);
  }

  /** What a client is told where the disk did not take what it sent. */
  public static Problem notStored(Throwable cause) {
    String trouble = DiskTrouble.describe(cause);
    return trouble == null
        ? UPLOAD_FAILED.problem()
        : Problem.of(503, Statuses.reason(503), trouble);
  }

  /** What a client is told where handling its request threw: an Error passes, most often. */
  public static Problem failure(Throwable thrown) {
    return thrown instanceof Error
        ? Problem.of(503, Statuses.reason(503), "The origin is short of memory; try again later.")
        : Problem.of(
            500,
            Statuses.reason(500),
            "The origin failed to answer this request; its error log says why.");
  }
}
