package dev.widgetorigin.origin.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.resolver.ReleaseState;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TransitionsTest {
  @ParameterizedTest(name = "{0} may become: {1}")
  @CsvSource(
      nullValues = "-",
      value = {
        "STAGED,RELEASED YANKED BLOCKED",
        "RELEASED,DEPRECATED YANKED BLOCKED",
        "DEPRECATED,RELEASED YANKED BLOCKED",
        "YANKED,RELEASED DEPRECATED BLOCKED",
        "BLOCKED,-"
      })
  void allowed_isExactlyTheTable(ReleaseState from, String next) {
    for (ReleaseState to : ReleaseState.values()) {
      boolean listed = next != null && Arrays.asList(next.split(" ")).contains(to.name());
      assertThat(Transitions.allowed(from, to)).as("%s to %s", from, to).isEqualTo(listed);
      assertThat(Transitions.next(from).contains(to)).as("%s to %s", from, to).isEqualTo(listed);
    }
  }
}
