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
  @ValueSource(strings = {"*", " * ", "7", "\"7\"", "6, 7", "\"6\" , \"7\"", "0007"})
  void check_sequenceAmongThem_passes(String header) {
    assertThatCode(() -> check(header)).doesNotThrowAnyException();
  }

  @Test
  void check_noHeader_passes() {
    assertThatCode(() -> check(null)).doesNotThrowAnyException();
  }

  @Test
  void check_widgetThatThereIsNot_isAtNoSequence() {
    assertThatCode(() -> Precondition.parse("*").check(Optional.empty()))
        .doesNotThrowAnyException();
    var problem =
        catchThrowableOfType(
                ProblemException.class, () -> Precondition.parse("0").check(Optional.empty()))
            .problem();
    assertThat(problem.status()).isEqualTo(412);
    assertThat(problem.detail()).contains("found no widget");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "\"6\"", "6, 8"})
  void check_anotherSequence_is412ThatNamesThePresentOne(String header) {
    var problem = catchThrowableOfType(ProblemException.class, () -> check(header)).problem();
    assertThat(problem.status()).isEqualTo(412);
    assertThat(problem.detail()).contains("found 7; look at the widget again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "\"", "\"\"", "\"7", "7\"", "-1", "1.5", "W/\"7\"", "7,x", "7,"})
  void parse_noSequence_is400ThatQuotesIt(String header) {
    var problem =
        catchThrowableOfType(ProblemException.class, () -> Precondition.parse(header)).problem();
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.title()).isEqualTo("Malformed If-Match");
    String part = header.substring(header.indexOf(',') + 1);
    assertThat(problem.detail()).endsWith("found '" + part + "'.");
  }
}
