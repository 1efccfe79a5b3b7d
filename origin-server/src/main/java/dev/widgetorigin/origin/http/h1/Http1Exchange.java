package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.upload.UploadSpool;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import dev.widgetorigin.origin.web.Responder;

/**
 * One HTTP/1 request and the way back. Used again for a later request only where the reply was
 * given while the handler ran; after a late reply it is left to the garbage collector, so that a
 * second reply by mistake can never reach somebody else's request.
 */
final class Http1Exchange implements Request, Responder {
  final RequestHead head = new RequestHead();
  private Http1Connection connection;
  private RequestBody body = RequestBody.EMPTY;
  private String path;
  private String query;
  private String authority;
  private String acceptEncoding;

  void begin(Http1Connection newConnection) {
    connection = newConnection;
  }

  /** Makes the parsed head's parts available; on the event loop. */
  void parsed(StringCache strings) {
    byte[] octets = head.octets;
    if (head.pathEnd == head.pathStart) {
      // RFC 9112 §3.2.4: an absolute target without a path.
      path = head.method == Method.OPTIONS && head.queryStart < 0 ? "*" : "/";
    } else {
      path = strings.get(octets, head.pathStart, head.pathEnd);
    }
    if (octets[head.pathStart] == '?') {
      path = "/";
    }
    query = head.queryStart < 0 ? null : head.text(head.queryStart, head.queryEnd);
    authority = head.hostStart < 0 ? null : strings.get(octets, head.hostStart, head.hostEnd);
    int field = head.acceptEncodingField;
    acceptEncoding =
        field < 0 || field == Integer.MAX_VALUE
            ? null
            : strings.get(octets, head.fields[4 * field + 2], head.fields[4 * field + 3]);
  }

  void body(RequestBody newBody) {
    body = newBody;
  }

  /** Lets go of the content, and leaves the rest to whoever may still look at the request. */
  void endContent() {
    if (body != RequestBody.EMPTY) {
      UploadSpool.release(body);
      body = RequestBody.EMPTY;
    }
  }

  void end() {
    endContent();
    head.clear();
    connection = null;
    path = null;
    query = null;
    authority = null;
    acceptEncoding = null;
  }

  @Override
  public Method method() {
    return head.method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String query() {
    return query;
  }

  @Override
  public String header(String lowerCaseName) {
    if (acceptEncoding != null && lowerCaseName.equals("accept-encoding")) {
      return acceptEncoding;
    }
    return head.value(lowerCaseName);
  }

  @Override
  public String peerAddress() {
    return connection.peerAddress();
  }

  @Override
  public String authority() {
    return authority;
  }

  @Override
  public boolean secure() {
    return connection.secure();
  }

  @Override
  public RequestBody body() {
    return body;
  }

  @Override
  public void send(Reply reply) {
    Http1Connection target = connection;
    if (target == null) {
      Http1Connection.tooLate(reply);
    } else {
      target.send(this, reply);
    }
  }
}
