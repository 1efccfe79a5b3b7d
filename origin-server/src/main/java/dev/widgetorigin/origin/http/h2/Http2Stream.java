package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.FilePump;
import dev.widgetorigin.origin.http.exchange.ServerExchange;
import dev.widgetorigin.origin.http.exchange.SocketConnection;
import dev.widgetorigin.origin.http.hpack.HpackField;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Arrays;

/** One HTTP/2 request and the way back, with its share of flow control. */
final class Http2Stream extends ServerExchange {
  /** Who is told of what becomes of streams; the one way up from here. On the event loop. */
  interface Events {
    /** As {@link ServerExchange#write}. */
    void write(Http2Stream stream, Reply reply);

    /** As {@link ServerExchange#contentResumed}. */
    void contentResumed(Http2Stream stream);

    /** The reply's last frame is queued. */
    void sent(Http2Stream stream);

    /** The reply's file could not be read. */
    void failed(Http2Stream stream, Throwable cause);

    /** As {@link ServerExchange#recycle}. */
    void recycle(Http2Stream stream);
  }

  /** Of a stream, and of the connection, before the client says anything (RFC 9113 §6.9.2). */
  static final int USUAL_WINDOW = 65535;

  private static final int USUAL_FIELDS = 16;

  int id;
  private Events events;

  // The request.
  private HpackField[] fields = new HpackField[USUAL_FIELDS];
  private int fieldCount;
  Method method;
  String path;
  String query;
  String authority;
  long declaredLength = -1;
  boolean expectContinue;

  /** When it is looked at whether the client sends its content fast enough, in ticks. */
  long contentDue;

  // Where it stands.
  boolean remoteClosed;

  /** Octets of content that the client was not given its window back for. */
  int unacknowledged;

  // The reply.
  long sent;
  int sendWindow;
  boolean queued;
  ByteBuf current;
  ArrayDeque<Body> rest;
  FilePump pump;

  /** Begins anew; {@link #clear} has cleared what was before. */
  void begin(int newId, SocketConnection connection, Events newEvents, int newSendWindow) {
    begin(connection);
    id = newId;
    events = newEvents;
    sendWindow = newSendWindow;
  }

  void add(HpackField field) {
    if (fieldCount == fields.length) {
      fields = Arrays.copyOf(fields, 2 * fieldCount);
    }
    fields[fieldCount++] = field;
  }

  /** The request's fields are complete, sound or not. */
  void read() {
    headComplete();
  }

  /** Whether some of the reply's content is yet to be framed. */
  boolean unsent() {
    return current != null || rest != null;
  }

  /** Lets go of everything the stream holds. */
  void close() {
    if (current != null) {
      current.release();
      current = null;
    }
    if (pump != null) {
      pump.close();
      pump = null;
    }
    if (rest != null) {
      rest.forEach(Body::release);
      rest = null;
    }
    end(sent);
  }

  @Override
  protected void clear() {
    super.clear();
    Arrays.fill(fields, 0, fieldCount, null);
    fieldCount = 0;
    path = null;
    query = null;
    authority = null;
    declaredLength = -1;
    expectContinue = false;
    remoteClosed = false;
    unacknowledged = 0;
    sent = 0;
    events = null;
  }

  // --- as every exchange ------------------------------------------------------------------------

  @Override
  protected void write(Reply reply, boolean last) {
    events.write(this, reply);
  }

  @Override
  protected void skipContent() {
    // Frames of content are told from others whether or not anybody wants them.
  }

  @Override
  protected void contentResumed() {
    events.contentResumed(this);
  }

  @Override
  protected void recycle() {
    if (!queued) {
      events.recycle(this);
    }
  }

  // --- the request ------------------------------------------------------------------------------

  @Override
  public Method method() {
    return method;
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
    String value = null;
    for (int i = 0; i < fieldCount; i++) {
      HpackField field = fields[i];
      if (field.name.equals(lowerCaseName)) {
        if (value == null) {
          value = field.value;
        } else {
          // RFC 9113 §8.2.3: cookies may come in crumbs.
          value += (field.kind == HpackField.Kind.COOKIE ? "; " : ", ") + field.value;
        }
      }
    }
    return value;
  }

  @Override
  public String authority() {
    return authority;
  }
}
