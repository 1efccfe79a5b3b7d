package dev.widgetorigin.origin.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * No octets make the server see another message than the grammar has, or depend on how they come.
 */
class Http1FramingPropertyTest {
  private static final String STREAM =
      "\r\nGET /a?b HTTP/1.1\r\nHost: x:1\r\nConnection: keep-alive\r\n\r\n"
          + "POST http://h/c HTTP/1.1\r\nhost:y\r\nContent-Length: 5\r\n\r\nhello"
          + "PUT /d HTTP/1.1\r\nHost: z\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "3;x=y\r\nabc\r\n00a\r\n0123456789\r\n0\r\nT: u\r\n\r\n"
          + "OPTIONS * HTTP/1.1\r\nHost: [::1]\r\n\r\n"
          + "GET /last HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n";

  @Example
  void split_everyPosition_givesTheSameOutcome() {
    Http1Wire.Outcome whole = Http1Wire.whole(STREAM);
    assertThat(whole.requests())
        .containsExactly(
            "GET /a b x:1 0", "POST /c null h 5", "PUT /d null z 13", "OPTIONS * null [::1] 0");
    assertThat(whole.output()).contains("HTTP/1.1 400 Bad Request");
    for (int split = 1; split < STREAM.length(); split++) {
      try (Http1Wire wire = new Http1Wire()) {
        wire.write(STREAM.substring(0, split));
        wire.write(STREAM.substring(split));
        assertThat(wire.outcome()).as("split at %d", split).isEqualTo(whole);
      }
    }
  }

  @Example
  void split_octetByOctet_givesTheSameOutcome() {
    assertThat(Http1Fuzz.inPieces(STREAM, 1, 1)).isEqualTo(Http1Wire.whole(STREAM));
  }

  @Property(tries = 4000)
  void framing_anyOctets_isTheReferences(@ForAll("streams") String octets, @ForAll int seed) {
    Http1Fuzz.check(octets, seed);
  }

  @Provide
  Arbitrary<String> streams() {
    Arbitrary<String> requests = Arbitraries.randoms().map(Http1FramingPropertyTest::requests);
    Arbitrary<String> noise =
        Arbitraries.strings().withCharRange('\u0000', '\u00ff').ofMaxLength(60);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(12, requests), net.jqwik.api.Tuple.of(1, noise));
  }

  private static final List<String> LINES =
      List.of(
          "GET / HTTP/1.1",
          "POST /p?q HTTP/1.1",
          "HEAD http://a:1/b HTTP/1.1",
          "OPTIONS * HTTP/1.1",
          "OPTIONS https://h HTTP/1.1",
          "GET / HTTP/1.0",
          "PUT http://[::1]?q HTTP/1.1",
          "get /x HTTP/1.1",
          "GET / HTTP/1.2",
          "GET / HTTP/2.0");
  private static final List<String> FIELDS =
      List.of(
          "Host: a",
          "Host: b:80",
          "Content-Length: 3",
          "Content-Length: 0",
          "Content-Length: 12",
          "content-length:3 ",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: CHUNKED",
          "Transfer-Encoding: gzip",
          "Connection: close",
          "Connection: keep-alive, x",
          "Expect: 100-continue",
          "X: y",
          "X:\u00fc\t ",
          "Accept-Encoding: br");
  private static final List<String> CONTENT =
      List.of(
          "",
          "",
          "abc",
          "3\r\nabc\r\n0\r\n\r\n",
          "2;a=b\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
          "0\r\nA: b\r\n\r\n",
          "C\r\nGET / HTTP/1\r\n00\r\n\r\n",
          "hello world!");
  private static final String NOISE = "\r\n \t:;,\u0000\u0001\u007f\u00ff0aF/?#%@[]HTP1.-";

  private static String requests(Random random) {
    StringBuilder stream = new StringBuilder();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      request(random, stream);
    }
    int mutations = random.nextInt(4) == 0 ? 0 : random.nextInt(3);
    for (int i = 0; i < mutations; i++) {
      mutate(random, stream);
    }
    return stream.toString();
  }

  private static void request(Random random, StringBuilder stream) {
    stream.append(pick(random, LINES)).append("\r\n");
    List<String> fields = new ArrayList<>();
    if (random.nextInt(8) > 0) {
      fields.add("Host: h");
    }
    int more = random.nextInt(3);
    for (int i = 0; i < more; i++) {
      fields.add(pick(random, FIELDS));
    }
    for (String field : fields) {
      stream.append(field).append("\r\n");
    }
    stream.append("\r\n").append(pick(random, CONTENT));
  }

  private static void mutate(Random random, StringBuilder stream) {
    int at = random.nextInt(stream.length());
    char noise = NOISE.charAt(random.nextInt(NOISE.length()));
    switch (random.nextInt(4)) {
      case 0 -> stream.setCharAt(at, noise);
      case 1 -> stream.insert(at, noise);
      case 2 -> {
        if (stream.length() > 1) {
          stream.deleteCharAt(at);
        }
      }
      default -> stream.setLength(at + 1);
    }
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
