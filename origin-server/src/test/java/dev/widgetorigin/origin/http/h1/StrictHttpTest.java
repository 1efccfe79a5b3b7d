package dev.widgetorigin.origin.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.listener.HttpConfig.Transport;
import dev.widgetorigin.origin.http.RawClient;
import dev.widgetorigin.origin.http.TestCertificate;
import dev.widgetorigin.origin.http.listener.TestServer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule of HTTP/1.1's message syntax over a real socket, on every transport and over TLS: the
 * octets sent and the status expected.
 */
@ParameterizedClass(name = "{0}")
@EnumSource
class StrictHttpTest {
  enum Carrier {
    IO_URING(Transport.IO_URING),
    EPOLL(Transport.EPOLL),
    NIO(Transport.NIO),
    TLS(Transport.AUTO);

    final Transport transport;

    Carrier(Transport transport) {
      this.transport = transport;
    }
  }

  private static final String END = "\r\n\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";

  private static TestServer server;

  @TempDir static Path folder;
  @Parameter Carrier carrier;

  @BeforeParameterizedClassInvocation
  static void start(Carrier carrier) {
    server = null; // which it stays where the transport is not there
    server =
        TestServer.start(
            carrier.transport,
            TestServer::echo,
            builder -> carrier == Carrier.TLS ? builder.tls(TestCertificate.in(folder)) : builder);
  }

  private RawClient connect() {
    return carrier == Carrier.TLS
        ? new RawClient(TestCertificate.connect(server.port()))
        : server.connect();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static Arguments row(String rule, String octets, int status) {
    return Arguments.of(rule, octets, status);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        row("9112 §3 two spaces before the target", "GET  / HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3 two spaces before the version", "GET /  HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3 blank behind the version", "GET / HTTP/1.1 \r\nHost: a" + END, 400),
        row("9112 §3 tab as separator", "GET\t/ HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3 no version", "GET /\r\nHost: a" + END, 400),
        row("9112 §3 no target", "GET HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3 leading blank", " GET / HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §2.2 two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §2.2 bare LF", "GET / HTTP/1.1\nHost: a\n\n", 400),
        row("9112 §2.2 bare LF between fields", GET + "A: b\nC: d" + END, 400),
        row("9112 §2.2 bare CR in a value", GET + "A: b\rC: d" + END, 400),
        row("9110 §9.1 method with a delimiter", "GE(T / HTTP/1.1\r\nHost: a" + END, 400),
        row("9110 §9.1 method with a control", "GE\u0001T / HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §2.3 lower-case version", "GET / http/1.1\r\nHost: a" + END, 400),
        row("9112 §2.3 version without dot", "GET / HTTP/11\r\nHost: a" + END, 400),
        row("9112 §2.3 version with three digits", "GET / HTTP/1.10\r\nHost: a" + END, 400),
        row("9112 §2.3 another protocol", "GET / HTCPCP/1.1\r\nHost: a" + END, 400),
        row("9110 §15.6.6 HTTP/2.0", "GET / HTTP/2.0\r\nHost: a" + END, 505),
        row("9110 §15.6.6 HTTP/2.1", "GET / HTTP/2.1\r\nHost: a" + END, 505),
        row("9110 §15.6.6 HTTP/3.0", "GET / HTTP/3.0\r\nHost: a" + END, 505),
        row("9110 §15.6.6 HTTP/0.9", "GET / HTTP/0.9\r\nHost: a" + END, 505),
        row("9112 §2.3 minor version that is no digit", "GET / HTTP/1.:\r\nHost: a" + END, 400),
        row("9112 §3.2 Host missing in HTTP/1.2", "GET / HTTP/1.2" + END, 400),
        row("9112 §3.2 target without slash", "GET a HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3.2.3 authority form", "CONNECT a:80 HTTP/1.1\r\nHost: a:80" + END, 400),
        row("9112 §3.2.4 asterisk without OPTIONS", "GET * HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3.2.2 another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3.2.2 userinfo", "GET http://u@a/ HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3.2.2 no authority", "GET http:///x HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3.2 fragment", "GET /a#b HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3.2 raw non-ASCII", "GET /\u00fc HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3.2 NUL", "GET /\u0000 HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3.2 DEL", "GET /\u007f HTTP/1.1\r\nHost: a" + END, 400),
        row("9112 §3.2 Host missing", "GET / HTTP/1.1" + END, 400),
        row("9112 §3.2 Host twice", GET + "Host: a" + END, 400),
        row("9112 §3.2 Host empty", "GET / HTTP/1.1\r\nHost:" + END, 400),
        row("9112 §3.2 Host with userinfo", "GET / HTTP/1.1\r\nHost: u@a" + END, 400),
        row("9112 §3.2 Host with path", "GET / HTTP/1.1\r\nHost: a/b" + END, 400),
        row("9112 §3.2 Host with blank", "GET / HTTP/1.1\r\nHost: a b" + END, 400),
        row("9112 §3.2 two names", "GET / HTTP/1.1\r\nHost: a,b c" + END, 400),
        row("9112 §3.2 port not a number", "GET / HTTP/1.1\r\nHost: a:x" + END, 400),
        row("9112 §3.2 port too large", "GET / HTTP/1.1\r\nHost: a:65536" + END, 400),
        row("9112 §3.2 port 0", "GET / HTTP/1.1\r\nHost: a:0" + END, 400),
        row("9112 §3.2 port alone", "GET / HTTP/1.1\r\nHost: :80" + END, 400),
        row("9112 §3.2 two ports", "GET / HTTP/1.1\r\nHost: a:80:80" + END, 400),
        row("9112 §3.2 open bracket", "GET / HTTP/1.1\r\nHost: [::1" + END, 400),
        row("9112 §3.2 bad escape", "GET / HTTP/1.1\r\nHost: a%zz" + END, 400),
        row(
            "9112 §3.2 bad Host with absolute target",
            "GET http://a/ HTTP/1.1\r\nHost: @" + END,
            400),
        row("9112 §5.1 blank before the colon", GET + "A : b" + END, 400),
        row("9112 §5.1 no colon", GET + "A" + END, 400),
        row("9112 §5.1 empty name", GET + ": b" + END, 400),
        row("9112 §5.1 name with a delimiter", GET + "A(b: c" + END, 400),
        row("9112 §5.1 non-ASCII name", GET + "\u00fc: c" + END, 400),
        row("9112 §5.2 folded line", GET + "A: b\r\n c" + END, 400),
        row("9112 §5.2 folded first line", "GET / HTTP/1.1\r\n Host: a" + END, 400),
        row("9110 §5.5 NUL in a value", GET + "A: \u0000" + END, 400),
        row("9110 §5.5 control in a value", GET + "A: b\u0008" + END, 400),
        row("9110 §5.5 DEL in a value", GET + "A: b\u007f" + END, 400),
        row(
            "9112 §6.1 coding and length",
            POST + "Transfer-Encoding: chunked\r\nContent-Length: 3" + END,
            400),
        row("9112 §6.1 another coding", POST + "Transfer-Encoding: gzip" + END, 501),
        row("9112 §6.1 gzip, chunked", POST + "Transfer-Encoding: gzip, chunked" + END, 501),
        row("9112 §6.1 identity", POST + "Transfer-Encoding: identity" + END, 501),
        row(
            "9112 §6.1 chunked with a parameter",
            POST + "Transfer-Encoding: chunked;q=1" + END,
            501),
        row("9112 §6.1 empty coding", POST + "Transfer-Encoding:" + END, 501),
        row("9112 §6.1 xchunked", POST + "Transfer-Encoding: xchunked" + END, 501),
        row(
            "9112 §6.1 coding twice",
            POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + END,
            400),
        row(
            "9112 §6.1 coding in HTTP/1.0",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked" + END,
            400),
        row("9112 §6.3 length twice", POST + "Content-Length: 3\r\nContent-Length: 3" + END, 400),
        row("9112 §6.3 length list", POST + "Content-Length: 3, 3" + END, 400),
        row("9110 §8.6 length empty", POST + "Content-Length:" + END, 400),
        row("9110 §8.6 length negative", POST + "Content-Length: -1" + END, 400),
        row("9110 §8.6 length with plus", POST + "Content-Length: +1" + END, 400),
        row("9110 §8.6 length hexadecimal", POST + "Content-Length: 0x1" + END, 400),
        row("9110 §8.6 length overflow", POST + "Content-Length: 18446744073709551617" + END, 400),
        row("9110 §8.6 length with blank inside", POST + "Content-Length: 1 1" + END, 400),
        row("9110 §10.1.1 unknown expectation", GET + "Expect: 200-ok" + END, 417),
        row("9110 §15.5.14 content too large", POST + "Content-Length: 5000" + END, 413),
        row(
            "9112 §7.1 chunk size not hexadecimal",
            POST + "Transfer-Encoding: chunked\r\n\r\nx\r\n",
            400),
        row(
            "9112 §7.1 chunk size overflow",
            POST + "Transfer-Encoding: chunked\r\n\r\n1000000000000000\r\n",
            400),
        row(
            "9112 §7.1 chunk size negative",
            POST + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
            400),
        row(
            "9112 §7.1 chunk size with 0x",
            POST + "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n",
            400),
        row(
            "9112 §7.1 bare LF behind the size",
            POST + "Transfer-Encoding: chunked\r\n\r\n1\na\r\n",
            400),
        row(
            "9112 §7.1 chunk longer than its size",
            POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
            400),
        row(
            "9112 §7.1 blank behind the size",
            POST + "Transfer-Encoding: chunked\r\n\r\n1 \r\na\r\n",
            400),
        row(
            "9112 §7.1.1 LF in an extension",
            POST + "Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\na\r\n",
            400),
        row(
            "9112 §7.1.2 trailer without colon",
            POST + "Transfer-Encoding: chunked\r\n\r\n0\r\nab\r\n\r\n",
            400),
        row(
            "9112 §3 request line too long",
            "GET /" + "a".repeat(17_000) + " HTTP/1.1\r\nHost: a" + END,
            414),
        row("6585 §5 fields too large", GET + "A: " + "a".repeat(33_000) + END, 431),
        row("6585 §5 too many fields", GET + "A: b\r\n".repeat(101) + "\r\n", 431),
        row("TLS on a plain port", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001", 400));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void refused(String rule, String octets, int status) {
    try (RawClient client = connect()) {
      RawClient.Answer answer = client.send(octets).read();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.fields()).containsEntry("connection", "close").containsKey("date");
      assertThat(client.ended()).isTrue();
    }
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        row("plain", GET + "\r\n", "GET / null a null 0"),
        row("9112 §2.2 an empty line first", "\r\n" + GET + "\r\n", "GET / null a null 0"),
        row("query", "GET /a?b?c HTTP/1.1\r\nHost: a" + END, "GET /a b?c a null 0"),
        row("empty query", "GET /a? HTTP/1.1\r\nHost: a" + END, "GET /a  a null 0"),
        row("9110 §2.5 HTTP/1.2", "GET / HTTP/1.2\r\nHost: a" + END, "GET / null a null 0"),
        row(
            "9110 §2.5 chunks in HTTP/1.9",
            "POST / HTTP/1.9\r\nHost: a\r\nTransfer-Encoding: chunked"
                + END
                + "1\r\na\r\n0\r\n\r\n",
            "POST / null a null 1"),
        row(
            "escapes are left alone",
            "GET /%zz%2f HTTP/1.1\r\nHost: a" + END,
            "GET /%zz%2f null a null 0"),
        row(
            "range characters",
            "GET /w@^1||>=2 HTTP/1.1\r\nHost: a" + END,
            "GET /w@^1||>=2 null a null 0"),
        row(
            "9112 §3.2.2 absolute form",
            "GET http://b:81/x?y HTTP/1.1\r\nHost: a" + END,
            "GET /x y b:81 null 0"),
        row(
            "9112 §3.2.2 absolute without path",
            "GET HTTPS://b HTTP/1.1\r\nHost: a" + END,
            "GET / null b null 0"),
        row(
            "9112 §3.2.2 absolute with query only",
            "GET http://b?y HTTP/1.1\r\nHost: a" + END,
            "GET / y b null 0"),
        row(
            "9112 §3.2.4 OPTIONS *",
            "OPTIONS * HTTP/1.1\r\nHost: a" + END,
            "OPTIONS * null a null 0"),
        row(
            "9112 §3.2.4 OPTIONS absolute",
            "OPTIONS http://b HTTP/1.1\r\nHost: a" + END,
            "OPTIONS * null b null 0"),
        row(
            "9110 §9.1 lower-case method",
            "get / HTTP/1.1\r\nHost: a" + END,
            "OTHER / null a null 0"),
        row(
            "9110 §9.1 unknown method",
            "PURGE / HTTP/1.1\r\nHost: a" + END,
            "OTHER / null a null 0"),
        row(
            "IPv6 literal",
            "GET / HTTP/1.1\r\nHost: [::1]:8080" + END,
            "GET / null [::1]:8080 null 0"),
        row("empty port", "GET / HTTP/1.1\r\nHost: a:" + END, "GET / null a: null 0"),
        row(
            "9110 §5.3 lines joined",
            GET + "X-Test: b\r\nx-test:\t c \t" + END,
            "GET / null a b, c 0"),
        row("9110 §5.5 obs-text in a value", GET + "X-Test: \u00fc" + END, "GET / null a \u00fc 0"),
        row("empty value", GET + "X-Test:" + END, "GET / null a  0"),
        row(
            "8 kB request line",
            "GET /" + "a".repeat(8192) + " HTTP/1.1\r\nHost: a" + END,
            "GET /" + "a".repeat(8192) + " null a null 0"),
        row("content by length", POST + "Content-Length: 3" + END + "abc", "POST / null a null 3"),
        row("GET with content", GET + "Content-Length: 3" + END + "abc", "GET / null a null 3"),
        row("length zero", POST + "Content-Length: 0" + END, "POST / null a null 0"),
        row(
            "leading zeros in a length",
            POST + "Content-Length: 003" + END + "abc",
            "POST / null a null 3"),
        row(
            "9112 §7.1 chunks",
            POST + "Transfer-Encoding: Chunked" + END + "3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n",
            "POST / null a null 13"),
        row(
            "9112 §7.1.1 extensions",
            POST + "Transfer-Encoding: chunked" + END + "3 ;a=\"b\"\r\nabc\r\n0;x\r\n\r\n",
            "POST / null a null 3"),
        row(
            "9112 §7.1.2 trailers",
            POST + "Transfer-Encoding: chunked" + END + "1\r\na\r\n0\r\nX-Test: y\r\n\r\n",
            "POST / null a null 1"));
  }

  private static Arguments row(String rule, String octets, String understood) {
    return Arguments.of(rule, octets, understood);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void accepted(String rule, String octets, String understood) {
    try (RawClient client = connect()) {
      RawClient.Answer answer = client.send(octets).read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body().replace('\n', ' ')).isEqualTo(understood);
      assertThat(answer.fields()).doesNotContainKey("connection");
      assertThat(client.send(GET + "\r\n").read().status()).isEqualTo(200);
    }
  }
}
