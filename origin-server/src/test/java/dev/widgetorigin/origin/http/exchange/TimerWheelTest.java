package dev.widgetorigin.origin.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.async.Unspeakable;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Deadlines of one loop, on a clock that is moved by hand. */
final class TimerWheelTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<String> told = new ArrayList<>();
  private final TimerWheel timers = new TimerWheel(channel.eventLoop(), () -> {});

  private TimerWheel.Deadline deadline(String name, Runnable then) {
    return new TimerWheel.Deadline() {
      @Override
      void expired() {
        told.add(name);
        then.run();
      }
    };
  }

  private void pass(int ticks) {
    channel.freezeTime();
    for (int i = 0; i < ticks; i++) {
      channel.advanceTimeBy(TimerWheel.TICK_MILLIS, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  private static void fail() {
    throw new AssertionError("by intent");
  }

  /** As where there is no memory for the log either. */
  private static void failUnspeakably() {
    throw new Unspeakable();
  }

  @Test
  void expired_oneThrows_othersOfTheTickAndLaterOnesAreTold() {
    timers.arm(deadline("first", () -> {}), 3);
    timers.arm(deadline("throws", TimerWheelTest::fail), 3);
    timers.arm(deadline("unspeakable", TimerWheelTest::failUnspeakably), 3);
    timers.arm(deadline("last", () -> {}), 3);
    timers.arm(deadline("later", () -> {}), 5);
    pass(10);
    assertThat(told).containsExactlyInAnyOrder("first", "throws", "unspeakable", "last", "later");
    timers.arm(deadline("afterwards", () -> {}), 1);
    pass(3);
    assertThat(told).contains("afterwards");
  }

  @Test
  void expired_cancelsOthersAndSetsItselfAgain_isObeyed() {
    TimerWheel.Deadline[] all = new TimerWheel.Deadline[4];
    all[0] = deadline("a", () -> timers.cancel(all[1]));
    all[1] = deadline("b", () -> timers.cancel(all[0]));
    all[2] = deadline("c", () -> {});
    boolean[] again = {true};
    all[3] =
        deadline(
            "again",
            () -> {
              if (again[0]) {
                again[0] = false;
                timers.arm(all[3], 0);
              }
            });
    for (TimerWheel.Deadline each : all) {
      timers.arm(each, 3);
    }
    pass(10);
    assertThat(told).hasSize(4).contains("c");
    assertThat(told.stream().filter("again"::equals)).hasSize(2);
  }

  @Test
  void tick_itsOwnTaskThrows_deadlinesStillPass() {
    TimerWheel failing = new TimerWheel(channel.eventLoop(), TimerWheelTest::fail);
    failing.arm(deadline("told", () -> {}), 2);
    pass(5);
    assertThat(told).containsExactly("told");
  }
}
