package dev.widgetorigin.origin.http.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class AcceptFailuresTest {
  @Test
  void exceptions_areSaidOnceInTenSecondsWithTheRemedy() {
    AtomicLong nanos = new AtomicLong(42);
    Logger logger = (Logger) LoggerFactory.getLogger(AcceptFailures.class);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    logger.addAppender(said);
    EmbeddedChannel channel = new EmbeddedChannel(new AcceptFailures("delivery", nanos::get));
    try {
      for (int second = 0; second < 15; second++) {
        channel
            .pipeline()
            .fireExceptionCaught(
                new IOException("accept(..) failed with error(-24): Too many open files"));
        nanos.addAndGet(1_000_000_000L);
      }
    } finally {
      logger.detachAppender(said);
    }
    // Nothing is handed on: Netty would log each with its stack.
    channel.checkException();
    assertThat(List.copyOf(said.list).stream().map(ILoggingEvent::getFormattedMessage))
        .containsExactly(
            "delivery: no connection can be taken in, it tries again every second (failure 1):"
                + " the process may not open more files. Raise its limit (LimitNOFILE of the"
                + " service, ulimit -n), or lower limits.connections",
            "delivery: no connection can be taken in, it tries again every second (failure 11):"
                + " the process may not open more files. Raise its limit (LimitNOFILE of the"
                + " service, ulimit -n), or lower limits.connections");
  }

  @Test
  void reason_ofAnythingElse_isWhatTheSystemSaid() {
    assertThat(AcceptFailures.reason(new IOException("Network is down")))
        .isEqualTo("Network is down");
  }
}
