package dev.widgetorigin.origin.http.h1;

import dev.widgetorigin.origin.http.exchange.ServerExchange;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;

/** One HTTP/1 request and the way back. */
final class Http1Exchange extends ServerExchange {
  /** The connection, as its exchange sees it. */
  interface Owner {
    /** As {@link ServerExchange#write}. */
    void write(Http1Exchange exchange, Reply reply, boolean last);

    /** As {@link ServerExchange#skipContent}. */
    void skipContent();

    /** As {@link ServerExchange#recycle}. */
    void recycle(Http1Exchange exchange);
  }

  final RequestHead head = new RequestHead();
  private Owner owner;
  private String path;
  private String query;
  private String authority;
  private String acceptEncoding;

  /** Begins anew, for a request of that connection, which is its own owner. */
  <T extends SocketConnection & Owner> Http1Exchange begun(T connection) {
    begin(connection);
    owner = connection;
    return this;
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
    query = head.queryStart < 0 ? null : head.text(head.queryStart, head.queryEnd);
    authority = head.hostStart < 0 ? null : strings.get(octets, head.hostStart, head.hostEnd);
    int field = head.acceptEncodingField;
    acceptEncoding =
        field < 0 || field == Integer.MAX_VALUE
            ? null
            : strings.get(octets, head.fields[4 * field + 2], head.fields[4 * field + 3]);
    headComplete();
  }

  /** The last octet of the reply is queued, or the client is gone. */
  void ended(long contentOctets) {
    end(contentOctets);
  }

  @Override
  protected void clear() {
    super.clear();
    head.clear();
    owner = null;
    path = null;
    query = null;
    authority = null;
    acceptEncoding = null;
  }

  @Override
  protected void write(Reply reply, boolean last) {
    owner.write(this, reply, last);
  }

  @Override
  protected void skipContent() {
    owner.skipContent();
  }

  @Override
  protected void contentResumed() {
    // The connection goes on to read, which is all there is to do.
  }

  @Override
  protected void recycle() {
    owner.recycle(this);
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
  public String authority() {
    return authority;
  }
}
