package dev.widgetorigin.origin.purge;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.LogFollower.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one edge has still to be told. Each item is due twice: as soon as the change is visible, and
 * once more a while later, for an answer that was under way to the edge when it was purged the
 * first time. What comes while a request is under way is put together.
 *
 * <p>Changes that another node made are left to that node. They are kept here until it is known
 * that the edge was told of them, or until this node takes them over.
 *
 * <p>Knows no thread and no clock: times are nanoseconds of its caller's. Not thread-safe.
 */
final class PurgeQueue {
  static final Duration AGAIN = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 20;

  /** A tag or a path, and whose it is. */
  record Item(WidgetName widget, String text) {}

  /**
   * One telling of an item.
   *
   * @param before the position in the log before the change; null for what a person asked for
   * @param sequence of the newest change that wants it; 0 for what a person asked for
   * @param again whether it is the second time
   */
  private record Entry(Item item, Position before, long sequence, long due, boolean again) {
    Entry at(long newDue) {
      return new Entry(item, before, sequence, newDue, again);
    }
  }

  /**
   * A change that another node is to tell.
   *
   * @param owner the node that made it
   * @param heard when this node heard of it
   */
  record Left(String owner, List<Item> items, Position before, long sequence, long heard) {}

  /** Of each item one first, one later and one second telling at most. */
  private final Map<Item, Entry> first = new LinkedHashMap<>();

  private final Map<Item, Entry> second = new LinkedHashMap<>();

  /**
   * First tellings that may not be so early as the one that waits already. Changes that follow each
   * other quickly would put that one off for ever.
   */
  private final Map<Item, Entry> later = new LinkedHashMap<>();

  private final Map<Item, List<Entry>> underWay = new LinkedHashMap<>();
  private final List<Left> left = new ArrayList<>();
  private final DoubleSupplier random;

  /** Whether nothing may be told before {@link #notBefore}. */
  private boolean paused;

  private long notBefore;
  private int failures;

  /** {@code random} gives numbers from 0 to 1. */
  PurgeQueue(DoubleSupplier random) {
    this.random = random;
  }

  void add(Collection<Item> items, Position before, long sequence, long due) {
    for (Item item : items) {
      Entry waiting = first.get(item);
      boolean earlier = waiting != null && waiting.due() - due < 0;
      put(earlier ? later : first, new Entry(item, before, sequence, due, false));
    }
  }

  /** These are for another node to tell. */
  void leave(Left change) {
    left.add(change);
  }

  boolean hasLeft() {
    return !left.isEmpty();
  }

  /** Some node has told the edge of all changes until that one, twice. */
  void toldUntil(long sequence) {
    left.removeIf(change -> change.sequence() <= sequence);
  }

  /** Those of other nodes' changes that {@code mine} takes are this node's to tell, now. */
  void takeOver(Predicate<Left> mine, long now) {
    for (Iterator<Left> all = left.iterator(); all.hasNext(); ) {
      Left change = all.next();
      if (mine.test(change)) {
        all.remove();
        add(change.items(), change.before(), change.sequence(), now);
      }
    }
  }

  /** Whether something is held back only because not every node may have seen the change. */
  boolean hasUnseen(long now) {
    return Stream.of(first, later)
        .flatMap(entries -> entries.values().stream())
        .anyMatch(entry -> entry.due() - now > 0);
  }

  /** Every node has seen the changes until that one, so they need not be held back. */
  void seenUntil(long sequence, long now) {
    for (Map<Item, Entry> entries : List.of(first, later)) {
      entries.replaceAll(
          (item, entry) ->
              entry.sequence() <= sequence && entry.due() - now > 0 ? entry.at(now) : entry);
    }
  }

  private static void put(Map<Item, Entry> entries, Entry entry) {
    entries.merge(entry.item(), entry, PurgeQueue::both);
  }

  /** One telling for both, not before the later of the two is due. */
  private static Entry both(Entry a, Entry b) {
    return new Entry(
        a.item(),
        older(a.before(), b.before()),
        Math.max(a.sequence(), b.sequence()),
        Math.max(a.due(), b.due()),
        a.again() && b.again());
  }

  private static Position older(Position a, Position b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.sequence() <= b.sequence() ? a : b;
  }

  /** Everything that is due; until {@link #done} or {@link #failed} it is under way. */
  List<Item> take(long now) {
    if (paused && now - notBefore < 0) {
      return List.of();
    }
    takeDue(first, now);
    takeDue(later, now);
    takeDue(second, now);
    moveUp();
    return List.copyOf(underWay.keySet());
  }

  private void takeDue(Map<Item, Entry> entries, long now) {
    for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      if (now - entry.due() >= 0) {
        underWay.computeIfAbsent(entry.item(), item -> new ArrayList<>()).add(entry);
        all.remove();
      }
    }
  }

  /** Where the first telling was taken, the later one is the next. */
  private void moveUp() {
    for (Iterator<Entry> all = later.values().iterator(); all.hasNext(); ) {
      Entry entry = all.next();
      if (first.putIfAbsent(entry.item(), entry) == null) {
        all.remove();
      }
    }
  }

  /** How long until {@link #take} may have something; a day where there is nothing. */
  Duration untilDue(long now) {
    long wait = Duration.ofDays(1).toNanos();
    for (Map<Item, Entry> entries : List.of(first, later, second)) {
      for (Entry entry : entries.values()) {
        wait = Math.min(wait, entry.due() - now);
      }
    }
    boolean empty = first.isEmpty() && second.isEmpty();
    return Duration.ofNanos(Math.max(0, empty ? wait : Math.max(wait, pause(now))));
  }

  private long pause(long now) {
    return paused ? notBefore - now : 0;
  }

  /** The edge was told of these. */
  void done(Collection<Item> items, long now) {
    failures = 0;
    paused = false;
    for (Item item : items) {
      List<Entry> told = underWay.remove(item);
      if (told != null) {
        told.stream()
            .filter(entry -> !entry.again())
            .forEach(
                entry ->
                    put(
                        second,
                        new Entry(
                            item, entry.before(), entry.sequence(), now + AGAIN.toNanos(), true)));
      }
    }
  }

  /**
   * What is under way was not told: it is due again after a pause that doubles with each failure in
   * a row, of which half is chance, so that many do not come at once.
   */
  void failed(long now, Duration atLeast) {
    failures++;
    long longest = FIRST_PAUSE.toNanos() << Math.min(MOST_DOUBLINGS, Math.max(0, failures - 1));
    longest = Math.min(longest, LONGEST_PAUSE.toNanos());
    long pause = (long) (longest * (0.5 + random.getAsDouble() / 2));
    paused = true;
    notBefore = now + Math.max(pause, atLeast.toNanos());
    underWay
        .values()
        .forEach(
            entries ->
                entries.forEach(entry -> put(entry.again() ? second : first, entry.at(now))));
    underWay.clear();
  }

  int size() {
    return first.size()
        + later.size()
        + second.size()
        + underWay.size()
        + left.stream().mapToInt(change -> change.items().size()).sum();
  }

  /** Up to here the edge need not be told again, should this process end; null is no limit. */
  Position oldest() {
    Position oldest = null;
    for (Entry entry : all()) {
      oldest = older(oldest, entry.before());
    }
    return oldest;
  }

  /** The oldest change that the edge has not been told of even once; MAX_VALUE where it has. */
  long firstUntold() {
    return all().stream()
        .filter(entry -> !entry.again() && entry.before() != null)
        .map(entry -> entry.before().sequence() + 1)
        .min(Comparator.naturalOrder())
        .orElse(Long.MAX_VALUE);
  }

  /** Whether a widget has something that was not told even once. */
  boolean waits(WidgetName widget) {
    return all().stream().anyMatch(entry -> !entry.again() && entry.item().widget().equals(widget));
  }

  private List<Entry> all() {
    List<Entry> all = new ArrayList<>(first.values());
    all.addAll(later.values());
    all.addAll(second.values());
    underWay.values().forEach(all::addAll);
    for (Left change : left) {
      for (Item item : change.items()) {
        all.add(new Entry(item, change.before(), change.sequence(), change.heard(), false));
      }
    }
    return all;
  }
}
