package dev.widgetorigin.origin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start reads of a line of the audit log. */
final class AuditPositionTest {
  private static AuditPosition of(String line) {
    return AuditPosition.of(line.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void line_isReadWhateverElseIsInIt() {
    assertThat(
            of(
                "{\"n\":7,\"who\":{\"n\":1,\"a\":[{\"sequence\":2}]},\"time\":\"2026-11-29T10:00:00Z\","
                    + "\"sequence\":42,\"why\":null,\"prev\":\"ab\"}"))
        .isEqualTo(new AuditPosition(7, "2026-11-29T10:00:00Z", 42));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"n\":\"7\",\"sequence\":true,\"time\":5}", "{\"n\":{},\"time\":[]}"})
  void fieldThatIsMissingOrOfAnotherKind_isNothing(String line) {
    assertThat(of(line)).isEqualTo(new AuditPosition(0, "", 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[1]",
        "7",
        "{",
        "{\"n\":1",
        "{\"n\":1,}",
        "{n:1}",
        "\u0000",
        "{\"n\":99999999999999999999}"
      })
  void noObject_isNull(String line) {
    assertThat(of(line)).isNull();
  }
}
