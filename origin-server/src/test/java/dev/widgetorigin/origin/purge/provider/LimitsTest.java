package dev.widgetorigin.origin.purge.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests are no larger than they may be. */
public final class LimitsTest {
  /** For tests of other packages. */
  public static Limits limits(int items, int burst, double perSecond) {
    return Limits.of(items, burst, perSecond);
  }

  @Test
  void split_byCount_keepsTheOrder() {
    assertThat(limits(2, 1, 1).split(List.of("a", "b", "c")))
        .containsExactly(List.of("a", "b"), List.of("c"));
    assertThat(limits(2, 1, 1).split(List.of())).isEmpty();
  }

  @Test
  void split_byBytes_neverExceeds() {
    Limits limits = new Limits(1000, 100, 1, 1, false);

    assertThat(limits.split(Collections.nCopies(20, "twenty-characters-xx")))
        .hasSize(5)
        .allMatch(request -> request.size() == 4);
  }
}
