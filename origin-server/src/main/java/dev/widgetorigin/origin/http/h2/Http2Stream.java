package dev.widgetorigin.origin.http.h2;

import dev.widgetorigin.origin.http.exchange.FilePump;
import dev.widgetorigin.origin.http.hpack.HpackField;
import dev.widgetorigin.origin.http.upload.UploadSpool;
import dev.widgetorigin.origin.web.Body;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.RequestBody;
import dev.widgetorigin.origin.web.Responder;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * One HTTP/2 request and the way back, with its share of flow control. Used again for a later
 * request only where the whole reply was sent while the handler ran. Confined to the connection's
 * event loop but for what {@link Request} and {@link Responder} offer.
 */
final class Http2Stream implements Request, Responder {
  private static final int USUAL_FIELDS = 16;

  int id;
  private Http2Connection connection;

  // The request.
  private HpackField[] fields = new HpackField[USUAL_FIELDS];
  private int fieldCount;
  Method method;
  String path;
  String query;
  String authority;
  long declaredLength = -1;
  boolean expectContinue;
  boolean withContent;
  UploadSpool upload;

  /** When it is looked at whether the client sends its content fast enough, in ticks. */
  long contentDue;

  /** How much of the content had come at the last look. */
  long contentSeen;

  private RequestBody body = RequestBody.EMPTY;
  long nanos;

  // Where it stands.
  boolean remoteClosed;
  boolean answered;
  boolean closed;
  int unacknowledged;

  // The reply.
  Reply reply;
  long sent;
  int sendWindow;
  boolean queued;
  ByteBuf current;
  ArrayDeque<Body> rest;
  FilePump pump;

  /** Begins anew; {@link #end} has cleared what was before. */
  void begin(int newId, Http2Connection newConnection, int newSendWindow) {
    id = newId;
    connection = newConnection;
    sendWindow = newSendWindow;
  }

  /** Forgets the request, where nothing else can refer to this any more. */
  void end() {
    Arrays.fill(fields, 0, fieldCount, null);
    fieldCount = 0;
    path = null;
    query = null;
    authority = null;
    declaredLength = -1;
    expectContinue = false;
    remoteClosed = false;
    answered = false;
    closed = false;
    unacknowledged = 0;
    reply = null;
    connection = null;
  }

  void add(HpackField field) {
    if (fieldCount == fields.length) {
      fields = Arrays.copyOf(fields, 2 * fieldCount);
    }
    fields[fieldCount++] = field;
  }

  void body(RequestBody newBody) {
    body = newBody;
  }

  /** Whether some of the reply's content is yet to be framed. */
  boolean unsent() {
    return current != null || rest != null;
  }

  /** Lets go of everything the stream holds. */
  void release() {
    if (upload != null) {
      upload.discard();
      upload = null;
    }
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
  }

  void releaseBody() {
    UploadSpool.release(body);
    body = RequestBody.EMPTY;
  }

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
  public void send(Reply newReply) {
    Http2Connection target = connection;
    if (target == null) {
      newReply.body().release();
    } else {
      target.send(this, newReply);
    }
  }
}
