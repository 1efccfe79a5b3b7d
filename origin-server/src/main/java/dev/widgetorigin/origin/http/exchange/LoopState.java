package dev.widgetorigin.origin.http.exchange;

import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What the connections of one event loop of one listener share. Confined to that loop. */
public final class LoopState {
  private static final long NANOS_A_MILLI = 1_000_000;

  public final EventLoop loop;
  public final DateHeader date;
  public final TimerWheel timers;
  private final InstantSource clock;
  private final LongSupplier nanos;

  /** See {@link #look}. */
  long nowNanos;

  /** Wall-clock time at {@link #nowNanos}, a millisecond late at most. */
  long nowMillis;

  private long millisReadAt;

  /** What only the connections of one protocol share. */
  private final Map<Class<?>, Object> parts = new HashMap<>();

  LoopState(EventLoop loop, InstantSource clock, LongSupplier nanos) {
    this.loop = loop;
    this.clock = clock;
    this.nanos = nanos;
    this.nowMillis = clock.millis();
    this.millisReadAt = nanos.getAsLong();
    this.date = new DateHeader(clock);
    this.timers = new TimerWheel(loop, date::refresh);
  }

  /**
   * Looks at the clock, once for all that a read brought: at full load a look for each request is
   * one part in a hundred of the work.
   */
  public void look() {
    nowNanos = nanos.getAsLong();
    if (nowNanos - millisReadAt >= NANOS_A_MILLI) {
      millisReadAt = nowNanos;
      nowMillis = clock.millis();
    }
  }

  /** What the connections of one protocol share; made when the first of them asks for it. */
  public <T> T part(Class<T> type, Function<LoopState, T> maker) {
    Object part = parts.get(type);
    if (part == null) {
      part = maker.apply(this);
      parts.put(type, part);
    }
    return type.cast(part);
  }
}
