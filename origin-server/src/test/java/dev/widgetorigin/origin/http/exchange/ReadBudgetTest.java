package dev.widgetorigin.origin.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Slow clients cannot take all memory with what was read for them. */
class ReadBudgetTest {
  private static final int LARGE = 128 * 1024;
  private static final long MOST = 1 << 20;
  private static final String CLIENT = "192.0.2.1";

  private final ReadBudget budget = new ReadBudget(MOST);

  /** Until there is no more for that client. */
  private long takeAll(String client) {
    long all = 0;
    int last = 1;
    while (last > 0) {
      last = budget.take(client, LARGE);
      all += last;
    }
    return all;
  }

  @Test
  void take_whileHalfIsFree_givesAll() {
    for (int i = 0; i < 4; i++) {
      assertThat(budget.take(CLIENT, LARGE)).isEqualTo(LARGE);
    }
    assertThat(budget.taken()).isEqualTo(MOST / 2);
  }

  @Test
  void take_whenHalfIsTaken_givesSmallPieces() {
    while (budget.taken() < MOST / 2) {
      assertThat(budget.take(CLIENT, LARGE)).isPositive();
    }
    assertThat(budget.take(CLIENT, LARGE)).isEqualTo(ReadBudget.SMALL);
    assertThat(budget.take(CLIENT, 100)).isEqualTo(100);
  }

  @Test
  void take_byOneClientThatGivesNothingBack_leavesRoomForOthers() {
    assertThat(takeAll(CLIENT)).isEqualTo(MOST - MOST / 4);
    for (int other = 0; other < 4; other++) {
      assertThat(takeAll("198.51.100." + other)).isEqualTo(MOST / 16);
    }
    assertThat(budget.taken()).as("all of it").isEqualTo(MOST);
    assertThat(budget.take("203.0.113.1", LARGE)).isZero();

    budget.give("198.51.100.0", ReadBudget.SMALL);
    assertThat(budget.take(CLIENT, LARGE)).as("has more than its share").isZero();
    assertThat(budget.take("203.0.113.1", LARGE)).isEqualTo(ReadBudget.SMALL);
  }

  /** A customer is given that many addresses. */
  @Test
  void take_byOneNetworkOfIpv6_isByOneClient() {
    for (int i = 1; i < 20; i++) {
      takeAll("2001:db8:0:7::" + i);
    }
    assertThat(budget.taken()).isEqualTo(MOST - MOST / 4);
    assertThat(takeAll("2001:db8:0:8::1")).isEqualTo(MOST / 16);
  }

  @Test
  void give_allThatAClientHas_letsItBeginAnew() {
    long all = takeAll(CLIENT);
    budget.give(CLIENT, (int) (all - 1));
    budget.give(CLIENT, 1);
    budget.give(CLIENT, 0);
    assertThat(budget.taken()).isZero();
    assertThat(takeAll(CLIENT)).isEqualTo(all);
  }
}
