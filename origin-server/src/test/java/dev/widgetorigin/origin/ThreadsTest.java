package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.web.Responder;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  @Test
  void deadlines_ofAnAnswer_areNotTheNearest() {
    try (Threads threads = new Threads(new StopDeadline(System::nanoTime), false)) {
      // The nearest wakes the thread that waits for deadlines, each time that one comes to be it.
      Responder unused = threads.observing().watched(reply -> {}, failure -> null);

      assertThat(threads.deadlines.getQueue()).hasSize(2);
      Delayed nearest = (Delayed) threads.deadlines.getQueue().peek();
      assertThat(nearest.getDelay(TimeUnit.MILLISECONDS)).isLessThanOrEqualTo(1000);
    }
  }
}
