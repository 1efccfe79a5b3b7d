package dev.widgetorigin.origin.delivery.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.text.HttpDate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("RFC 9110 §13.2.2 precedence of preconditions, entity tag \"a\", modified at M")
final class PreconditionsTest {
  private static final String BEFORE = "Fri, 20 Nov 2026 09:59:59 GMT";
  private static final String MODIFIED = "Fri, 20 Nov 2026 10:00:00 GMT";
  private static final String AFTER = "Fri, 20 Nov 2026 10:00:01 GMT";
  private static final long SECONDS = HttpDate.parse(MODIFIED, 2026);

  @ParameterizedTest(
      name =
          "If-Match {0}, If-Unmodified-Since {1}, If-None-Match {2}, If-Modified-Since {3} → {4}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "               |        |               |        | PROCEED",
        "\"a\"          |        |               |        | PROCEED",
        "*              |        |               |        | PROCEED",
        "\"b\"          |        |               |        | FAILED",
        "\"b\", \"a\"   |        |               |        | PROCEED",
        "W/\"a\"        |        |               |        | FAILED",
        "a              |        |               |        | FAILED",
        "               | M      |               |        | PROCEED",
        "               | AFTER  |               |        | PROCEED",
        "               | BEFORE |               |        | FAILED",
        "               | junk   |               |        | PROCEED",
        "\"a\"          | BEFORE |               |        | PROCEED",
        "\"b\"          | AFTER  |               |        | FAILED",
        "               |        | \"a\"         |        | NOT_MODIFIED",
        "               |        | W/\"a\"       |        | NOT_MODIFIED",
        "               |        | *             |        | NOT_MODIFIED",
        "               |        | \"b\"         |        | PROCEED",
        "               |        | \"b\",\"a\"   |        | NOT_MODIFIED",
        "               |        | \"b\" , W/\"a\" |      | NOT_MODIFIED",
        "               |        | \"x,\", \"a\" |        | NOT_MODIFIED",
        "               |        | a             |        | PROCEED",
        "               |        | \"A\"         |        | PROCEED",
        "               |        | w/\"a\"       |        | PROCEED",
        "               |        | \"a           |        | PROCEED",
        "               |        |               | M      | NOT_MODIFIED",
        "               |        |               | AFTER  | NOT_MODIFIED",
        "               |        |               | BEFORE | PROCEED",
        "               |        |               | junk   | PROCEED",
        "               |        | \"b\"         | AFTER  | PROCEED",
        "               |        | \"a\"         | BEFORE | NOT_MODIFIED",
        "\"b\"          |        | \"a\"         |        | FAILED",
        "\"a\"          |        | \"a\"         |        | NOT_MODIFIED",
        "               | BEFORE |               | AFTER  | FAILED",
      })
  void evaluate_table(
      String match, String unmodified, String noneMatch, String modified, String expected) {
    List<String> fields = new ArrayList<>();
    add(fields, "If-Match", match);
    add(fields, "If-Unmodified-Since", date(unmodified));
    add(fields, "If-None-Match", noneMatch);
    add(fields, "If-Modified-Since", date(modified));
    FakeRequest request = FakeRequest.of(Method.GET, "/", fields.toArray(new String[0]));

    assertThat(Preconditions.any(request)).isEqualTo(!fields.isEmpty());
    assertThat(Preconditions.evaluate(request, "\"a\"", SECONDS, SECONDS, 2026))
        .hasToString(expected);
  }

  @ParameterizedTest(name = "§13.1.5 If-Range {0} → {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "         | true",
        "\"a\"    | true",
        "\"b\"    | false",
        "W/\"a\"  | false",
        "M        | true",
        "AFTER    | false",
        "BEFORE   | false",
        "junk     | false",
        "a        | false",
        "*        | false",
      })
  void ifRange_table(String field, boolean expected) {
    assertThat(Preconditions.ifRange(date(field), "\"a\"", SECONDS, 2026)).isEqualTo(expected);
  }

  @DisplayName("an alias may have been moved back since a client last asked")
  @ParameterizedTest(
      name = "If-Modified-Since {0} s after the version, which it has for 100 s → {1}")
  @CsvSource({
    "-1, PROCEED",
    "0, NOT_MODIFIED",
    "1, PROCEED",
    "99, PROCEED",
    "100, NOT_MODIFIED",
    "101, NOT_MODIFIED"
  })
  void evaluate_aliasThatMoved_trustsNoDateBetween(long after, String expected) {
    Instant date = Instant.ofEpochSecond(SECONDS + after);
    String field = " " + HttpDate.format(date) + " ";
    FakeRequest request = FakeRequest.of(Method.GET, "/", "If-Modified-Since", field);

    assertThat(Preconditions.evaluate(request, "\"a\"", SECONDS, SECONDS + 100, 2026))
        .hasToString(expected);
  }

  @Test
  void ifRange_withoutAStrongDate_takesTagsOnly() {
    assertThat(Preconditions.ifRange(MODIFIED, "\"a\"", Preconditions.NO_STRONG_DATE, 2026))
        .isFalse();
    assertThat(Preconditions.ifRange("junk", "\"a\"", Preconditions.NO_STRONG_DATE, 2026))
        .isFalse();
    assertThat(Preconditions.ifRange(" \"a\" ", "\"a\"", Preconditions.NO_STRONG_DATE, 2026))
        .isTrue();
    assertThat(Preconditions.ifRange(" " + MODIFIED + " ", "\"a\"", SECONDS, 2026)).isTrue();
  }

  @ParameterizedTest(name = "{0} with a two-digit year, in {1} → {2}")
  @CsvSource({
    "'Friday, 20-Nov-26 10:00:00 GMT', 2026, true",
    "'Friday, 20-Nov-26 10:00:00 GMT', 2126, false",
  })
  void ifRange_obsoleteDate_isOfTheCenturyThatIsNow(String field, int year, boolean expected) {
    assertThat(Preconditions.ifRange(field, "\"a\"", SECONDS, year)).isEqualTo(expected);
  }

  private static void add(List<String> fields, String name, String value) {
    if (value != null) {
      fields.add(name);
      fields.add(value);
    }
  }

  private static String date(String name) {
    if (name == null) {
      return null;
    }
    return switch (name) {
      case "M" -> MODIFIED;
      case "BEFORE" -> BEFORE;
      case "AFTER" -> AFTER;
      default -> name;
    };
  }
}
