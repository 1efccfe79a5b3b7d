package dev.widgetorigin.origin.observe.health;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whether the parts of a process are well, and which work each of them is needed for. Checks are
 * read when somebody asks, on an event loop: a check that would block is made elsewhere and only
 * looked up here. Thread-safe once set up.
 */
public final class Health {
  /** The work that stops where a part is down. */
  public enum Need {
    /** Nothing can be read; changes cannot be taken either. Both listeners are not ready. */
    READS,
    /** Nothing can be changed: a full disk. The control listener is not ready; readers stay. */
    CHANGES,
    /** All work goes on, but somebody should look: a certificate that expires soon. */
    ATTENTION
  }

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

  /** How one part is, and what it is needed for. */
  record Part(Need need, State state) {
    /** Whether that work goes on: {@code READS} or {@code CHANGES}. */
    boolean allows(Need work) {
      return state.up() || need.ordinal() > work.ordinal();
    }
  }

  private record Check(Need need, Supplier<State> state) {}

  private final String version;
  private final LongSupplier nanos;
  private final long startedAt;
  private final Map<String, Check> checks = new LinkedHashMap<>();
  private volatile boolean started;
  private volatile boolean draining;

  public Health(String version) {
    this(version, System::nanoTime);
  }

  /** {@code nanos} is a clock that nobody can set, like {@link System#nanoTime}. */
  Health(String version, LongSupplier nanos) {
    this.version = version;
    this.nanos = nanos;
    this.startedAt = nanos.getAsLong();
  }

  /**
   * Adds a part; before the first question.
   *
   * @param need which work stops while the part is down
   */
  public Health with(String name, Need need, Supplier<State> check) {
    checks.put(name, new Check(need, check));
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
    return Duration.ofNanos(nanos.getAsLong() - startedAt);
  }

  Map<String, Part> parts() {
    Map<String, Part> parts = new LinkedHashMap<>();
    checks.forEach((name, check) -> parts.put(name, new Part(check.need(), check.state().get())));
    return parts;
  }

  /** What is not well, in words, by the part's name. */
  public Map<String, String> troubles() {
    Map<String, String> troubles = new LinkedHashMap<>();
    parts()
        .forEach(
            (name, part) -> {
              if (!part.state().up()) {
                troubles.put(name, part.state().detail());
              }
            });
    return troubles;
  }

  /** Whether a listener whose work that is wants requests. */
  boolean ready(Need work, Map<String, Part> parts) {
    return started && !draining && parts.values().stream().allMatch(part -> part.allows(work));
  }

  /**
   * {@code starting}, {@code draining}, {@code down} (nothing can be read), {@code degraded} (a
   * part is down, but reads go on) or {@code up}.
   */
  String status(Map<String, Part> parts) {
    if (draining) {
      return "draining";
    }
    if (!started) {
      return "starting";
    }
    if (!ready(Need.READS, parts)) {
      return "down";
    }
    return parts.values().stream().allMatch(part -> part.state().up()) ? "up" : "degraded";
  }
}
