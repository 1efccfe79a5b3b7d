package dev.widgetorigin.origin.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.Http2Client;
import dev.widgetorigin.origin.http.TestCertificate;
import dev.widgetorigin.origin.http.hpack.HpackEncoder;
import dev.widgetorigin.origin.http.listener.TestServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every rule of HTTP/2's messages over a real socket, plain and over TLS: a malformed one ends its
 * stream (RFC 9113 §8.1.1), a bad but well-formed one is answered as it is over HTTP/1.1, and in
 * either case the connection goes on.
 */
@ParameterizedClass(name = "over TLS: {0}")
@ValueSource(booleans = {false, true})
class StrictHttp2Test {
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PROTOCOL_ERROR = 1;
  private static final int LARGEST_PIECE = 16_000;

  private static TestServer server;

  @TempDir static Path folder;
  @Parameter boolean tls;

  @BeforeParameterizedClassInvocation
  static void start(boolean tls) {
    server =
        TestServer.start(
            Transport.AUTO,
            TestServer::echo,
            builder -> tls ? builder.tls(TestCertificate.in(folder)) : builder);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  private Http2Client connect() {
    return tls
        ? new Http2Client(TestCertificate.connect(server.port(), "h2")).preface()
        : new Http2Client(server.port());
  }

  private static byte[] only(String... fields) {
    HpackEncoder encoder = new HpackEncoder();
    for (int i = 0; i < fields.length; i += 2) {
      encoder.field(fields[i], fields[i + 1]);
    }
    return encoder.octets();
  }

  private static byte[] get(String... more) {
    return Http2Client.block("GET", "/", more);
  }

  /** A request without content; a block that is larger than a frame goes on in CONTINUATION. */
  private static void request(Http2Client client, int stream, byte[] block) {
    int at = Math.min(block.length, LARGEST_PIECE);
    int flags = END_STREAM | (at == block.length ? END_HEADERS : 0);
    client.frame(Http2Client.HEADERS, flags, stream, Arrays.copyOf(block, at));
    while (at < block.length) {
      int end = Math.min(block.length, at + LARGEST_PIECE);
      client.frame(
          Http2Client.CONTINUATION,
          end == block.length ? END_HEADERS : 0,
          stream,
          Arrays.copyOfRange(block, at, end));
      at = end;
    }
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("path without slash", Http2Client.block("GET", "a"), 400),
        Arguments.of("absolute form", Http2Client.block("GET", "http://a/"), 400),
        Arguments.of("authority form", Http2Client.block("GET", "a:80"), 400),
        Arguments.of("fragment", Http2Client.block("GET", "/a#b"), 400),
        Arguments.of("raw non-ASCII", Http2Client.block("GET", "/\u00fc"), 400),
        Arguments.of("blank in the path", Http2Client.block("GET", "/a b"), 400),
        Arguments.of("tab in the path", Http2Client.block("GET", "/a\tb"), 400),
        Arguments.of("asterisk without OPTIONS", Http2Client.block("GET", "*"), 400),
        Arguments.of("asterisk and more", Http2Client.block("OPTIONS", "*a"), 400),
        Arguments.of("host of another place", get("host", "b"), 400),
        Arguments.of("host with another port", get("host", "a:81"), 400),
        Arguments.of("host twice", get("host", "a", "host", "a"), 400),
        Arguments.of("unknown expectation", get("expect", "x"), 417),
        Arguments.of("fields too large", get("x", "y".repeat(33_000)), 431),
        Arguments.of("too many fields", get(many(101)), 431),
        Arguments.of("9113 §8.5 CONNECT", only(":method", "CONNECT", ":authority", "a:80"), 400),
        Arguments.of("no authority", only(":method", "GET", ":scheme", "http", ":path", "/"), 400),
        authority("empty", ""),
        authority("with userinfo", "u@a"),
        authority("with path", "a/b"),
        authority("with two ports", "a:80:80"),
        authority("with port 0", "a:0"),
        authority("with an open bracket", "[::1"),
        authority("with a comma and a blank", "a, b"));
  }

  private static Arguments authority(String what, String value) {
    return Arguments.of(
        "9113 §8.3.1 authority " + what,
        only(":method", "GET", ":scheme", "http", ":path", "/", ":authority", value),
        400);
  }

  private static String[] many(int count) {
    String[] fields = new String[2 * count];
    for (int i = 0; i < count; i++) {
      fields[2 * i] = "x" + i;
      fields[2 * i + 1] = "y";
    }
    return fields;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(String rule, byte[] block, int status) {
    try (Http2Client client = connect()) {
      request(client, 1, block);
      assertThat(client.answer(1).status()).isEqualTo(status);
      assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
    }
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        field("§8.2 upper-case name", "X", "y"),
        field("§8.2 upper-case letter in a name", "acCept", "y"),
        field("§8.2.1 line break in a value", "x", "a\r\nb"),
        field("§8.2.1 line feed in a value", "x", "a\nb"),
        field("§8.2.1 carriage return in a value", "x", "a\rb"),
        field("§8.2.1 NUL in a value", "x", "a\u0000"),
        field("§8.2.1 blank before a value", "x", " a"),
        field("§8.2.1 blank behind a value", "x", "a "),
        field("§8.2.1 tab behind a value", "x", "a\t"),
        field("9110 §5.5 DEL in a value", "x", "a\u007f"),
        field("9110 §5.5 control in a value", "x", "a\u0008"),
        Arguments.of("9110 §5.5 DEL in the path", Http2Client.block("GET", "/\u007f")),
        field("§8.2.1 blank in a name", "x y", "a"),
        field("§8.2.1 colon in a name", "x:y", "a"),
        field("§8.2.1 control in a name", "x\u0001", "a"),
        field("§8.2.1 non-ASCII name", "\u00fc", "a"),
        field("§8.2.1 empty name", "", "a"),
        field("§8.2.2 connection", "connection", "close"),
        field("§8.2.2 connection, empty", "connection", ""),
        field("§8.2.2 keep-alive", "keep-alive", "5"),
        field("§8.2.2 proxy-connection", "proxy-connection", "close"),
        field("§8.2.2 transfer-encoding", "transfer-encoding", "chunked"),
        field("§8.2.2 upgrade", "upgrade", "h2c"),
        field("§8.2.2 te", "te", "gzip"),
        field("§8.2.2 te, trailers and more", "te", "trailers, gzip"),
        field("§8.3 late pseudo-header", "x", "y", ":path", "/b"),
        field("§8.3 path twice", ":path", "/b"),
        field("§8.3 method twice", ":method", "GET"),
        field("§8.3 scheme twice", ":scheme", "http"),
        field("§8.3 authority twice", ":authority", "a"),
        field("§8.3 unknown", ":x", "y"),
        field("§8.3 of a reply", ":status", "200"),
        field("8441 §4 protocol, not offered", ":protocol", "websocket"),
        field("§8.1.1 length without content", "content-length", "1"),
        field("9110 §8.6 length twice", "content-length", "0", "content-length", "0"),
        field("9110 §8.6 length list", "content-length", "0, 0"),
        field("9110 §8.6 length negative", "content-length", "-0"),
        field("9110 §8.6 length empty", "content-length", ""),
        field("9110 §8.6 length overflow", "content-length", "18446744073709551616"),
        whole("no method", ":scheme", "http", ":path", "/", ":authority", "a"),
        whole("no scheme", ":method", "GET", ":path", "/", ":authority", "a"),
        whole("no path", ":method", "GET", ":scheme", "http", ":authority", "a"),
        whole("empty path", ":method", "GET", ":scheme", "http", ":path", "", ":authority", "a"),
        whole("empty method", ":method", "", ":scheme", "http", ":path", "/", ":authority", "a"),
        whole(
            "method with a blank",
            ":method",
            "GET /x HTTP/1.1",
            ":scheme",
            "http",
            ":path",
            "/",
            ":authority",
            "a"),
        whole("CONNECT with a path", ":method", "CONNECT", ":path", "/", ":authority", "a:80"),
        whole("CONNECT with a scheme", ":method", "CONNECT", ":scheme", "x", ":authority", "a:80"),
        Arguments.of("9113 §8.3 empty block", new byte[0]));
  }

  private static Arguments field(String rule, String... fields) {
    return Arguments.of(rule.startsWith("§") ? "9113 " + rule : rule, get(fields));
  }

  private static Arguments whole(String rule, String... fields) {
    return Arguments.of("9113 §8.3.1 " + rule, only(fields));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void malformed(String rule, byte[] block) {
    try (Http2Client client = connect()) {
      request(client, 1, block);
      assertThat(client.answer(1).reset()).isEqualTo(PROTOCOL_ERROR);
      assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
    }
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        understood("plain", get(), "GET / null a null 0"),
        understood("query", Http2Client.block("GET", "/a?b?c"), "GET /a b?c a null 0"),
        understood("empty query", Http2Client.block("GET", "/a?"), "GET /a  a null 0"),
        understood(
            "escapes are left alone",
            Http2Client.block("GET", "/%zz%2f"),
            "GET /%zz%2f null a null 0"),
        understood(
            "9110 §9.3.7 OPTIONS *", Http2Client.block("OPTIONS", "*"), "OPTIONS * null a null 0"),
        understood("unknown method", Http2Client.block("PURGE", "/"), "OTHER / null a null 0"),
        understood("lower-case method", Http2Client.block("get", "/"), "OTHER / null a null 0"),
        understood(
            "9110 §5.3 lines joined", get("x-test", "b", "x-test", "c"), "GET / null a b, c 0"),
        understood("empty value", get("x-test", ""), "GET / null a  0"),
        understood(
            "9110 §5.5 obs-text in a value", get("x-test", "\u00fc"), "GET / null a \u00fc 0"),
        understood("9113 §8.2.2 te: trailers", get("te", "trailers"), "GET / null a null 0"),
        understood("9113 §8.3.1 host, the same", get("host", "A"), "GET / null a null 0"),
        understood("length zero", get("content-length", "0"), "GET / null a null 0"),
        understood("100 fields", get(many(95)), "GET / null a null 0"),
        understood(
            "9113 §8.3.1 host instead of authority",
            only(":method", "GET", ":scheme", "http", ":path", "/", "host", "b"),
            "GET / null b null 0"),
        understood(
            "9113 §8.3.1 any scheme",
            only(":method", "GET", ":scheme", "x", ":path", "/", ":authority", "[::1]:8080"),
            "GET / null [::1]:8080 null 0"),
        understood(
            "9113 §8.3 pseudo-headers in any order",
            only(":authority", "a", ":path", "/", ":scheme", "http", ":method", "GET"),
            "GET / null a null 0"));
  }

  private static Arguments understood(String rule, byte[] block, String text) {
    return Arguments.of(rule, block, text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void accepted(String rule, byte[] block, String understood) {
    try (Http2Client client = connect()) {
      request(client, 1, block);
      Http2Client.Answer answer = client.answer(1);
      assertThat(answer.text().replace('\n', ' ')).isEqualTo(understood);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.fields()).containsKeys("date", "content-length");
    }
  }

  static Stream<Arguments> mismatched() {
    return Stream.of(
        Arguments.of("longer than declared", "3", new int[] {2, 2}),
        Arguments.of("shorter than declared", "3", new int[] {1, 1}),
        Arguments.of("none though declared", "3", new int[] {0}),
        Arguments.of("some though 0 is declared", "0", new int[] {1}));
  }

  @ParameterizedTest(name = "9113 §8.1.1 content {0}")
  @MethodSource
  void mismatched(String rule, String declared, int[] pieces) {
    try (Http2Client client = connect()) {
      byte[] head = Http2Client.block("POST", "/", "content-length", declared);
      client.frame(Http2Client.HEADERS, END_HEADERS, 1, head);
      for (int i = 0; i < pieces.length; i++) {
        int flags = i == pieces.length - 1 ? END_STREAM : 0;
        client.frame(Http2Client.DATA, flags, 1, new byte[pieces[i]]);
      }
      assertThat(client.answer(1).reset()).isEqualTo(PROTOCOL_ERROR);
      assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void content_asLongAsDeclared_isTaken() {
    try (Http2Client client = connect()) {
      byte[] head = Http2Client.block("POST", "/", "content-length", "3");
      client.frame(Http2Client.HEADERS, END_HEADERS, 1, head);
      client.frame(Http2Client.DATA, 0, 1, new byte[1]);
      client.frame(Http2Client.DATA, END_STREAM, 1, new byte[2]);
      assertThat(client.answer(1).text()).endsWith("\n3");
    }
  }

  static Stream<Arguments> trailers() {
    return Stream.of(
        Arguments.of("with a pseudo-header", only(":path", "/"), true),
        Arguments.of("with te that is not trailers", only("te", "gzip"), true),
        Arguments.of("that do not end the stream", only("x", "y"), false),
        Arguments.of("with an upper-case name", only("X", "y"), true),
        Arguments.of("with a connection field", only("connection", "close"), true));
  }

  @ParameterizedTest(name = "9113 §8.1 trailers {0}")
  @MethodSource
  void trailers(String rule, byte[] block, boolean ends) {
    try (Http2Client client = connect()) {
      client.frame(Http2Client.HEADERS, END_HEADERS, 1, Http2Client.block("POST", "/"));
      client.frame(Http2Client.DATA, 0, 1, new byte[1]);
      client.frame(Http2Client.HEADERS, END_HEADERS | (ends ? END_STREAM : 0), 1, block);
      assertThat(client.answer(1).reset()).isEqualTo(PROTOCOL_ERROR);
      assertThat(client.get(3, "/").answer(3).status()).isEqualTo(200);
    }
  }
}
