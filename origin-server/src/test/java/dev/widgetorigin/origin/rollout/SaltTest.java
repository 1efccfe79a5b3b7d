package dev.widgetorigin.origin.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.widget.Rollout;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SaltTest {
  private static Rollout before(int salt, int weight) {
    return new Rollout.Pending(RolloutPlans.of("1.3.0", weight, salt, null), "");
  }

  private static boolean offered(int bucket, int salt, int weight) {
    return (bucket + salt) % 10_000 < weight;
  }

  @Property(tries = 300)
  void next_anyDraw_firstStepsDoNotMeet(
      @ForAll @IntRange(max = 9_999) int salt,
      @ForAll @IntRange(min = 1, max = 5_000) int taken,
      @ForAll @IntRange(min = 1, max = 5_000) int weight,
      @ForAll int drawn) {
    int next = Salt.next(before(salt, taken), weight, drawn);
    assertThat(next).isBetween(0, 9_999);
    for (int bucket = 0; bucket < 10_000; bucket++) {
      assertThat(offered(bucket, salt, taken) && offered(bucket, next, weight)).isFalse();
    }
  }

  @Property(tries = 100)
  void next_noRoomOrNothingBefore_isAnyBucket(@ForAll int drawn) {
    assertThat(Salt.next(null, 500, drawn)).isBetween(0, 9_999);
    assertThat(Salt.next(before(7, 9_000), 2_000, drawn)).isBetween(0, 9_999);
  }

  @Test
  void next_roomForExactlyOneShare_isThatWhateverTheDraw() {
    assertThat(Salt.next(before(7, 5_000), 5_000, 0)).isEqualTo(5_007);
    assertThat(Salt.next(before(7, 5_000), 5_000, 1234)).isEqualTo(5_007);
  }

  @Test
  void next_noRoomOrNothingBefore_goesByTheDraw() {
    assertThat(Salt.next(null, 500, 1234)).isEqualTo(1234);
    assertThat(Salt.next(before(7, 9_000), 2_000, 1234)).isEqualTo(1234);
    assertThat(Salt.next(null, 500, -1)).isEqualTo(9_999);
  }
}
