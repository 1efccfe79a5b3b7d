package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OutcomeTest {
  private static Outcome.Done done(Map<String, Object> facts) {
    return new Outcome.Done(3, true, facts);
  }

  @Test
  void heldBack_isTheSentenceOfEachPin() {
    Map<String, Object> latest = Map.of("alias", "latest", "message", "latest stays on 1.0.0");
    Map<String, Object> v1 = Map.of("alias", "v1", "message", "v1 stays on 1.0.0");
    assertThat(done(Map.of("held", List.of(latest, v1))).heldBack())
        .containsExactly("latest stays on 1.0.0", "v1 stays on 1.0.0");
    assertThat(done(Map.of()).heldBack()).isEmpty();
  }

  @Test
  void moved_isTheAliasesThatAnswerOtherwise() {
    Map<String, Object> shift = Map.of("alias", "latest", "to", "1.1.0");
    assertThat(done(Map.of("aliases", List.of(shift))).moved()).containsExactly("latest");
    assertThat(done(Map.of()).moved()).isEmpty();
  }

  @Test
  void with_addsFactsAndKeepsTheRest() {
    assertThat(done(Map.of("a", 1)).with(Map.of("b", 2)))
        .isEqualTo(new Outcome.Done(3, true, Map.of("a", 1, "b", 2)));
  }
}
