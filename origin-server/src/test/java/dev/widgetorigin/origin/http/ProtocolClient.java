package dev.widgetorigin.origin.http;

import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import java.io.Closeable;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;

/**
 * Sends requests exactly as they are given, in one of the protocols, one after the other over a
 * connection that it keeps where the protocol does.
 */
public final class ProtocolClient implements Closeable {
  /** Who the requests are for. */
  public static final String AUTHORITY = "cdn.example.com";

  private static final int LARGE_WINDOW = 1 << 30;

  /** What came back: {@code fields} has names and values in turn, in order, as they were sent. */
  public record Received(int status, List<String> fields, byte[] content) {}

  private final Protocol protocol;
  private final int port;
  private RawClient http1;
  private Http2Client http2;
  private int lastStream;

  public ProtocolClient(Protocol protocol, int port) {
    this.protocol = protocol;
    this.port = port;
  }

  /** {@code headers} are names and values in turn. */
  public Received send(String method, String target, String... headers) {
    return switch (protocol) {
      case HTTP1, HTTP1_TLS -> overHttp1(method, target, headers);
      case H2C, H2_TLS -> overHttp2(method, target, headers);
    };
  }

  private Received overHttp1(String method, String target, String... headers) {
    if (http1 == null) {
      http1 =
          protocol.tls()
              ? new RawClient(TestCertificate.connect(port, "http/1.1"))
              : new RawClient(port);
    }
    RawClient.Answer answer =
        http1.send(head(method, target, headers)).read(!method.equals("HEAD"));
    if (answer.fields().getOrDefault("connection", "").equals("close")) {
      close();
    }
    return new Received(answer.status(), answer.lines(), answer.content());
  }

  private static String head(String method, String target, String... headers) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(AUTHORITY).append("\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private Received overHttp2(String method, String target, String... headers) {
    if (http2 == null) {
      http2 = begin(new Http2Client(connect()));
      lastStream = -1;
    }
    lastStream += 2;
    HpackEncoder block =
        new HpackEncoder()
            .field(":method", method)
            .field(":scheme", protocol.tls() ? "https" : "http")
            .field(":path", target)
            .field(":authority", AUTHORITY);
    for (int i = 0; i < headers.length; i += 2) {
      block.field(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
    }
    http2.frame(Http2Client.HEADERS, 5, lastStream, block.octets());
    return received(http2, lastStream);
  }

  private java.net.Socket connect() {
    if (!protocol.tls()) {
      return Http2Client.open(port);
    }
    SSLSocket socket = TestCertificate.connect(port, "h2", "http/1.1");
    if (!socket.getApplicationProtocol().equals("h2")) {
      throw new IllegalStateException("h2 was not agreed on");
    }
    return socket;
  }

  /** Windows that no answer fills, so that none has to be opened. */
  private static Http2Client begin(Http2Client client) {
    return client
        .raw(Http2Client.PREFACE)
        .frame(Http2Client.SETTINGS, 0, 0, Http2Client.setting(4, LARGE_WINDOW))
        .frame(Http2Client.WINDOW_UPDATE, 0, 0, Http2Client.int32(LARGE_WINDOW));
  }

  private static Received received(Http2Client client, int stream) {
    Http2Client.Answer answer = client.answer(stream);
    if (answer.reset() >= 0) {
      throw new IllegalStateException("stream was reset, code " + answer.reset());
    }
    List<String> lines = answer.lines();
    if (!lines.get(0).equals(":status")) {
      throw new IllegalStateException(":status expected first: " + lines);
    }
    return new Received(answer.status(), lines.subList(2, lines.size()), answer.body());
  }

  @Override
  public void close() {
    if (http1 != null) {
      http1.close();
      http1 = null;
    }
    if (http2 != null) {
      http2.close();
      http2 = null;
    }
  }
}
