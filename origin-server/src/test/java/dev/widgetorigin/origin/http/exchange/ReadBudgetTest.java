package dev.widgetorigin.origin.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Slow clients cannot take all memory with what was read for them. */
class ReadBudgetTest {
  private static final int LARGE = 128 * 1024;
  private static final long MOST = 1 << 20;

  private final ReadBudget budget = new ReadBudget(MOST);

  @Test
  void take_whileHalfIsFree_givesAll() {
    for (int i = 0; i < 4; i++) {
      assertThat(budget.take(LARGE)).isEqualTo(LARGE);
    }
    assertThat(budget.taken()).isEqualTo(MOST / 2);
  }

  @Test
  void take_whenHalfIsTaken_givesSmallPiecesUntilAllIs() {
    while (budget.taken() < MOST / 2) {
      assertThat(budget.take(LARGE)).isPositive();
    }
    assertThat(budget.take(LARGE)).isEqualTo(ReadBudget.SMALL);
    assertThat(budget.take(100)).isEqualTo(100);
    int last = 1;
    while (last > 0) {
      last = budget.take(LARGE);
    }
    assertThat(budget.taken()).isBetween(MOST - ReadBudget.SMALL, MOST);
    budget.give(ReadBudget.SMALL);
    assertThat(budget.take(LARGE)).isEqualTo(ReadBudget.SMALL);
  }
}
