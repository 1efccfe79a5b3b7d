package dev.widgetorigin.origin.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/**
 * Fuzz target: the HTTP/1.1 decoder against {@link ReferenceFraming}. Both see the same requests
 * and refuse with the same status, and how the octets are cut into reads changes nothing. The first
 * octet of the input seeds the cuts.
 */
public final class Http1Fuzz {
  private static final int MOST_IN_A_READ = 9;

  private Http1Fuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 0) {
      String octets = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
      if (!leavesHttp1(octets)) {
        check(octets, input[0]);
      }
    }
  }

  /** The reference knows nothing of HTTP/2. */
  private static boolean leavesHttp1(String octets) {
    return octets.contains("PRI * HTTP/2.0")
        || octets.toLowerCase(Locale.ROOT).contains("http2-settings");
  }

  static void check(String octets, int seed) {
    Http1Wire.Outcome whole = Http1Wire.whole(octets);
    ReferenceFraming reference = ReferenceFraming.read(octets);
    assertThat(whole.requests()).isEqualTo(reference.requests);
    if (reference.status != 0) {
      assertThat(whole.output()).contains("HTTP/1.1 " + reference.status + " ");
      assertThat(whole.open()).isFalse();
    } else {
      assertThat(whole.output()).doesNotContain("HTTP/1.1 4").doesNotContain("HTTP/1.1 5");
    }
    assertThat(inPieces(octets, MOST_IN_A_READ, seed)).isEqualTo(whole);
  }

  static Http1Wire.Outcome inPieces(String octets, int most, int seed) {
    Random random = new Random(seed);
    try (Http1Wire wire = new Http1Wire()) {
      int at = 0;
      while (at < octets.length()) {
        int end = Math.min(octets.length(), at + 1 + random.nextInt(most));
        wire.write(octets.substring(at, end));
        at = end;
      }
      return wire.outcome();
    }
  }
}
