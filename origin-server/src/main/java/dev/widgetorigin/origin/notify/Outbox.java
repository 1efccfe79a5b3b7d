package dev.widgetorigin.origin.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * What one receiver is still to be told. Messages of a widget go in order: the next is due when the
 * one before it was taken, or given up after a day. Other widgets do not wait for it.
 *
 * <p>It holds a bounded number; who fills it asks {@link #isFull} and leaves the rest in the log.
 * Knows no thread and no clock. Not thread-safe.
 */
final class Outbox {
  static final Duration TRIED_FOR = Duration.ofDays(1);
  static final int MOST_WAITING = 10_000;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
  private static final int MOST_DOUBLINGS = 20;

  /**
   * @param id the same at each try, so that a receiver can drop what it has had
   * @param widget whose order it keeps; empty for what is of none
   * @param since when it happened
   */
  record Message(String id, String widget, String event, Instant since, String body) {}

  /** A message that nobody took, and what was answered last. */
  record Dead(Message message, Instant when, String problem) {}

  private static final class Line {
    final Deque<Message> waiting = new ArrayDeque<>();
    Instant notBefore = Instant.MIN;
    Instant failedAt = Instant.MIN;
    int failures;
    boolean underWay;

    /** Also where the clock was put back since: else nobody would be told for as long. */
    boolean due(Instant now) {
      return !notBefore.isAfter(now) || now.isBefore(failedAt);
    }
  }

  private final Map<String, Line> lines = new LinkedHashMap<>();
  private final DoubleSupplier random;
  private int size;

  /** {@code random} gives numbers from 0 to 1. */
  Outbox(DoubleSupplier random) {
    this.random = random;
  }

  boolean isFull() {
    return size >= MOST_WAITING;
  }

  /** Throws IllegalStateException where it is full. */
  void add(Message message) {
    if (isFull()) {
      throw new IllegalStateException("the outbox is full");
    }
    lines.computeIfAbsent(message.widget(), widget -> new Line()).waiting.add(message);
    size++;
  }

  /** A message that is due, which is under way until {@link #taken} or {@link #failed}. */
  Optional<Message> next(Instant now) {
    for (Line line : lines.values()) {
      if (!line.underWay && line.due(now)) {
        line.underWay = true;
        return Optional.of(line.waiting.element());
      }
    }
    return Optional.empty();
  }

  /** How long until {@link #next} may have something; a day where nothing waits. */
  Duration untilDue(Instant now) {
    Duration wait = Duration.ofDays(1);
    for (Line line : lines.values()) {
      if (!line.underWay) {
        Duration left = line.due(now) ? Duration.ZERO : Duration.between(now, line.notBefore);
        wait = left.compareTo(wait) < 0 ? left : wait;
      }
    }
    return wait;
  }

  void taken(Message message) {
    Line line = underWay(message);
    line.failures = 0;
    line.notBefore = Instant.MIN;
    line.failedAt = Instant.MIN;
    remove(message, line);
  }

  /**
   * It is tried again after a pause that doubles with each failure in a row, of which half is
   * chance; or it is given up, where the next try would be later than a day after it happened.
   *
   * @return what was given up
   */
  Optional<Dead> failed(Message message, Instant now, Duration atLeast, String problem) {
    Line line = underWay(message);
    line.failures++;
    long doubled = FIRST_PAUSE.toMillis() << Math.min(MOST_DOUBLINGS, line.failures - 1);
    long longest = Math.min(doubled, LONGEST_PAUSE.toMillis());
    long pause = (long) (longest * (0.5 + random.getAsDouble() / 2));
    Instant again = now.plusMillis(Math.max(pause, atLeast.toMillis()));
    line.notBefore = again;
    line.failedAt = now;
    if (again.isAfter(message.since().plus(TRIED_FOR))) {
      remove(message, line);
      return Optional.of(new Dead(message, now, problem));
    }
    line.underWay = false;
    return Optional.empty();
  }

  /** Drops what waits and is told by somebody else; not what is under way. */
  void drop(Predicate<Message> told) {
    for (Line line : List.copyOf(lines.values())) {
      while (!line.underWay && !line.waiting.isEmpty() && told.test(line.waiting.element())) {
        remove(line.waiting.element(), line);
      }
    }
  }

  private Line underWay(Message message) {
    Line line = lines.get(message.widget());
    if (line == null || !line.underWay || !line.waiting.element().id().equals(message.id())) {
      throw new IllegalStateException("not under way: " + message.id());
    }
    return line;
  }

  private void remove(Message message, Line line) {
    line.waiting.remove();
    line.underWay = false;
    size--;
    if (line.waiting.isEmpty()) {
      lines.remove(message.widget());
    }
  }

  int size() {
    return size;
  }

  /** When the oldest that waits happened, or was to be told once more; null where none does. */
  Instant oldest() {
    return lines.values().stream()
        .map(line -> line.waiting.element().since())
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
