package dev.widgetorigin.origin.observe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Whether the parts of a process are well. Checks are read when somebody asks, on an event loop: a
 * check that would block is made elsewhere and only looked up here. Thread-safe once set up.
 */
public final class Health {
  /**
   * How one part is.
   *
   * @param detail what is wrong or what there is, in words; no paths of this machine
   */
  public record State(boolean up, String detail) {
    public static State up(String detail) {
      return new State(true, detail);
    }

    public static State down(String detail) {
      return new State(false, detail);
    }
  }

  private final String version;
  private final InstantSource clock;
  private final Instant startedAt;
  private final Map<String, Supplier<State>> components = new LinkedHashMap<>();
  private volatile boolean started;
  private volatile boolean draining;

  public Health(String version, InstantSource clock) {
    this.version = version;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /** Adds a part; before the first question. */
  public Health with(String name, Supplier<State> check) {
    components.put(name, check);
    return this;
  }

  /** The listeners are open. */
  public void started() {
    started = true;
  }

  /** No new work is wanted; load balancers should look elsewhere. */
  public void draining() {
    draining = true;
  }

  String version() {
    return version;
  }

  Duration uptime() {
    return Duration.between(startedAt, clock.instant());
  }

  Map<String, State> components() {
    Map<String, State> states = new LinkedHashMap<>();
    components.forEach((name, check) -> states.put(name, check.get()));
    return states;
  }

  /** {@code starting}, {@code draining}, {@code down} or {@code up}. */
  String status(Map<String, State> states) {
    if (draining) {
      return "draining";
    }
    if (!started) {
      return "starting";
    }
    return states.values().stream().allMatch(State::up) ? "up" : "down";
  }
}
