package dev.widgetorigin.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolutionTest {
  private static final Version VERSION = Version.parse("1.2.3");

  @Test
  void answer_isTheVersionThatIsFoundOrNone() {
    Release release = new Release(VERSION, ReleaseState.RELEASED, "", Instant.EPOCH, Instant.EPOCH);
    assertThat(new Resolution.Found(VERSION, release, "why").answer()).isEqualTo(VERSION);
    assertThat(new Resolution.NoMatch("why").answer()).isNull();
    assertThat(new Resolution.Blocked(VERSION, "why").answer()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"STAGED,false", "RELEASED,true", "DEPRECATED,true", "YANKED,false", "BLOCKED,false"})
  void isServable_isWhatAliasesMayAnswer(ReleaseState state, boolean servable) {
    assertThat(state.isServable()).isEqualTo(servable);
  }
}
