package dev.widgetorigin.origin.http.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says why a listener takes in no more connections, at most once in ten seconds. It comes after
 * Netty's own handler, which by then has stopped accepting for a second. Confined to the listener's
 * event loop.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
  private static final long EVERY = Duration.ofSeconds(10).toNanos();

  private final String listener;
  private final LongSupplier nanos;
  private long last;
  private long failures;

  /**
   * @param listener its name, e.g. {@code delivery}
   */
  AcceptFailures(String listener, LongSupplier nanos) {
    this.listener = listener;
    this.nanos = nanos;
    this.last = nanos.getAsLong() - EVERY;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    failures++;
    long now = nanos.getAsLong();
    if (now - last >= EVERY) {
      last = now;
      LOG.warn(
          "{}: no connection can be taken in, it tries again every second (failure {}): {}",
          listener,
          failures,
          reason(cause));
    }
  }

  static String reason(Throwable cause) {
    String said = String.valueOf(cause.getMessage());
    return said.toLowerCase(Locale.ROOT).contains("too many open files")
        ? "the process may not open more files. Raise its limit (LimitNOFILE of the service, ulimit"
            + " -n), or lower limits.connections"
        : said;
  }
}
