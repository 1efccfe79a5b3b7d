package dev.widgetorigin.origin.web.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDateTest {
  private static final DateTimeFormatter IMF =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  @DisplayName("RFC 9110 §5.6.7 dates")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sun, 06 Nov 1994 08:49:37 GMT  | 1994-11-06T08:49:37Z",
        "Sunday, 06-Nov-94 08:49:37 GMT | 1994-11-06T08:49:37Z",
        "Sun Nov  6 08:49:37 1994       | 1994-11-06T08:49:37Z",
        "Sun Nov 16 08:49:37 1994       | 1994-11-16T08:49:37Z",
        "Friday, 20-Nov-26 10:00:00 GMT | 2026-11-20T10:00:00Z",
        "Friday, 20-Nov-76 10:00:00 GMT | 2076-11-20T10:00:00Z",
        "Friday, 20-Nov-77 10:00:00 GMT | 1977-11-20T10:00:00Z",
        "Sat, 31 Dec 2016 23:59:60 GMT  | 2016-12-31T23:59:59Z",
      })
  void parse_eachForm(String text, Instant expected) {
    assertThat(HttpDate.parse(text, 2026)).isEqualTo(expected.getEpochSecond());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "junk",
        "0",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "sun, 06 nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 GMT; length=1",
      })
  void parse_noDate_isInvalid(String text) {
    assertThat(HttpDate.parse(text, 2026)).isEqualTo(HttpDate.INVALID);
  }

  @Property
  void format_roundTrips(@ForAll @LongRange(min = 0, max = 253_402_300_799L) long seconds) {
    String text = HttpDate.format(Instant.ofEpochSecond(seconds));
    assertThat(text).isEqualTo(IMF.format(Instant.ofEpochSecond(seconds)));
    assertThat(HttpDate.parse(text, 2026)).isEqualTo(seconds);
  }

  @Property
  void parse_anyText_neverThrows(@ForAll String text) {
    HttpDate.parse(text, 2026);
  }
}
