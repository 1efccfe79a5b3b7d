package dev.widgetorigin.origin.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Connections of {@link Http2DifferentialFuzz}, the same in every build. */
class Http2DifferentialTest {
  private static final int CONNECTIONS = 4000;
  private static final int MOST_OCTETS = 300;

  @Test
  void connections_ofRandomFrames_areUnderstoodAsByNetty() {
    Map<Http2Difference, Integer> differences = new EnumMap<>(Http2Difference.class);
    for (int seed = 0; seed < CONNECTIONS; seed++) {
      Random random = new Random(seed);
      byte[] input = new byte[20 + random.nextInt(MOST_OCTETS)];
      random.nextBytes(input);
      try {
        Http2DifferentialFuzz.run(input)
            .forEach((rule, count) -> differences.merge(rule, count, Integer::sum));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", input " + HexFormat.of().formatHex(input), e);
      }
    }
    // A rule that nothing needs would hide an error one day.
    assertThat(differences).containsOnlyKeys(Http2Difference.values());
  }
}
