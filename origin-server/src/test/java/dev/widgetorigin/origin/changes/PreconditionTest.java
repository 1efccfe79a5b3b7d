package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.widgetorigin.origin.web.ProblemException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code If-Match}, RFC 9110 section 13.1.1, with the widget's sequence as its entity tag. */
final class PreconditionTest {
  private static void check(String header) {
    Precondition.parse(header).check(Chat.widget("1.0.0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        " * ",
        "7",
        "\"7\"",
        "6, 7",
        "\"6\" , \"7\"",
        "0007",
        "W/\"7\", \"7\"",
        "\"a,b\",\"7\"",
        // Section 5.6.1.2: empty members of a list are passed over.
        "7,",
        ", ,\"7\""
      })
  void check_sequenceAmongThem_passes(String header) {
    assertThatCode(() -> check(header)).doesNotThrowAnyException();
  }

  @Test
  void check_noHeader_passes() {
    assertThatCode(() -> check(null)).doesNotThrowAnyException();
  }

  @Test
  void check_widgetThatThereIsNot_isAtNoSequence() {
    for (String header : new String[] {"*", "0"}) {
      var problem =
          catchThrowableOfType(
                  ProblemException.class, () -> Precondition.parse(header).check(Optional.empty()))
              .problem();
      assertThat(problem.status()).isEqualTo(412);
      assertThat(problem.detail()).contains("found no widget");
    }
    assertThatCode(() -> Precondition.NONE.check(Optional.empty())).doesNotThrowAnyException();
  }

  /** Tags are compared strongly: a weak one is equal to none, whatever it says. */
  @ParameterizedTest
  @ValueSource(strings = {"W/\"7\"", "W/\"6\", W/\"7\"", "\"W/7\"", "\"\"", "\"x\"", "\"7a\""})
  void check_tagOfNoSequence_is412(String header) {
    var problem = catchThrowableOfType(ProblemException.class, () -> check(header)).problem();
    assertThat(problem.status()).isEqualTo(412);
    assertThat(problem.detail()).startsWith("Expected " + header + ", found 7; look at the widget");
    assertThat(problem.detail().contains("send it without W/")).isEqualTo(header.startsWith("W/"));
    assertThat(Precondition.parse(header).highest()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "\"6\"", "6, 8"})
  void check_anotherSequence_is412ThatNamesThePresentOne(String header) {
    var problem = catchThrowableOfType(ProblemException.class, () -> check(header)).problem();
    assertThat(problem.status()).isEqualTo(412);
    assertThat(problem.detail()).contains("found 7; look at the widget again");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "\"", "\"7", "7\"", "-1", "1.5", "w/\"7\"", "W/7", "7,x", "7,*", "*,7"})
  void parse_noSequence_is400ThatQuotesIt(String header) {
    var problem =
        catchThrowableOfType(ProblemException.class, () -> Precondition.parse(header)).problem();
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.title()).isEqualTo("Malformed If-Match");
    String part = header.startsWith("7,") ? header.substring(2) : header.replace(",7", "");
    assertThat(problem.detail()).endsWith("found '" + part + "'.");
  }
}
