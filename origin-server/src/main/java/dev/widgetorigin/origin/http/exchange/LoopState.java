package dev.widgetorigin.origin.http.exchange;

import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What the connections of one event loop of one listener share. Confined to that loop. */
public final class LoopState {
  public final EventLoop loop;
  public final DateHeader date;
  public final TimerWheel timers;

  /** What only the connections of one protocol share. */
  private final Map<Class<?>, Object> parts = new HashMap<>();

  LoopState(EventLoop loop, InstantSource clock) {
    this.loop = loop;
    this.date = new DateHeader(clock);
    this.timers = new TimerWheel(loop, date::refresh);
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
