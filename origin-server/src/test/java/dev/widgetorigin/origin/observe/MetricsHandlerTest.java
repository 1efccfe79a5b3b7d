package dev.widgetorigin.origin.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.web.FakeRequest;
import dev.widgetorigin.origin.web.Method;
import dev.widgetorigin.origin.web.ProblemReplies;
import dev.widgetorigin.origin.web.Reply;
import dev.widgetorigin.origin.web.StandardHeaders;
import dev.widgetorigin.origin.web.async.Deferred;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Metrics are a large text for each who asks; clients that take it slowly must not fill memory. */
final class MetricsHandlerTest {
  private static final String SLOW = "192.0.2.1";
  private static final String OTHER = "192.0.2.2";

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final List<Reply> held = new ArrayList<>();
  private boolean full;

  private final Executor executor =
      task -> {
        if (full) {
          throw new RejectedExecutionException("full");
        }
        task.run();
      };

  private final MetricsHandler handler =
      new MetricsHandler(
          new Metrics("test", FakeCatalog::new),
          StandardHeaders.control(),
          new ProblemReplies(StandardHeaders.control(), OriginConfig.DEFAULTS.cache()),
          Deferred.within(Duration.ofMinutes(1), executor, timer));

  @AfterEach
  void stop() {
    held.forEach(reply -> reply.body().release());
    timer.shutdownNow();
  }

  private Reply ask(Method method, String client) {
    List<Reply> replies = new ArrayList<>();
    handler.handle(FakeRequest.of(method, "/metrics").from(client), replies::add);
    held.addAll(replies);
    assertThat(replies).hasSize(1);
    return replies.get(0);
  }

  private int status(String client) {
    return ask(Method.GET, client).status();
  }

  @Test
  void get_answersThatNobodyTakes_areFewAndEachClientHasItsShare() {
    for (int i = 0; i < MetricsHandler.MOST / 2; i++) {
      assertThat(status(SLOW)).isEqualTo(200);
    }
    assertThat(status(SLOW)).isEqualTo(503);
    assertThat(status(OTHER)).isEqualTo(200);

    held.remove(0).body().release();
    held.remove(0).body().release();
    assertThat(status(SLOW)).as("some were taken").isEqualTo(200);
  }

  @Test
  void get_withoutContentOrAThread_holdsNoPlace() {
    for (int i = 0; i < 2 * MetricsHandler.MOST; i++) {
      assertThat(ask(Method.HEAD, SLOW).status()).isEqualTo(200);
      full = true;
      assertThat(status(SLOW)).isEqualTo(503);
      full = false;
    }
    assertThat(status(SLOW)).isEqualTo(200);
  }
}
