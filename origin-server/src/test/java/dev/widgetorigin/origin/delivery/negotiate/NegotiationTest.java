package dev.widgetorigin.origin.delivery.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.store.manifest.Encoding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not a file is negotiated by the same rules; it has entity tags and no dates. */
final class NegotiationTest {
  private static final Encoding[] CODINGS = {Encoding.BR, Encoding.GZIP, null};

  @ParameterizedTest(name = "Accept-Encoding {0} → {1}")
  @CsvSource({", 2", "gzip, 1", "'gzip, br', 0", "identity;q=0, -1"})
  void choose_isTheIndexOfTheBestCoding(String accept, int index) {
    var request = FakeRequest.of(Method.GET, "/", "Accept-Encoding", accept);
    assertThat(Negotiation.choose(request, CODINGS)).isEqualTo(index);
  }

  @ParameterizedTest(name = "If-Match {0}, If-None-Match {1} → {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "         |         | 200",
        "\"a\"    |         | 200",
        "*        |         | 200",
        "\"b\"    |         | 412",
        "W/\"a\"  |         | 412",
        "         | \"a\"   | 304",
        "         | W/\"a\" | 304",
        "         | *       | 304",
        "         | \"b\"   | 200",
        "\"a\"    | \"a\"   | 304",
        "\"b\"    | \"a\"   | 412",
      })
  void status_table(String match, String noneMatch, int status) {
    var request = FakeRequest.of(Method.GET, "/", "If-Match", match, "If-None-Match", noneMatch);
    assertThat(Negotiation.status(request, "\"a\"")).isEqualTo(status);
  }
}
