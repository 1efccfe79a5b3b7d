package dev.widgetorigin.origin.notify;

import dev.widgetorigin.origin.notify.Outbox.Dead;
import dev.widgetorigin.origin.notify.Outbox.Message;
import dev.widgetorigin.store.FollowerDocuments;
import dev.widgetorigin.store.LogFollower.Cursor;
import dev.widgetorigin.store.LogFollower.Position;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a receiver was never told of, and of it what a person wants it to be told once more: kept in
 * the store, so the same on every node and after a restart. The oldest go where there are more than
 * {@link #MOST}, or all have more than {@link #MOST_BYTES}. Thread-safe.
 *
 * <p>What {@link #all} and {@link #again} tell is as it was after the last {@link #refresh} or
 * {@link #look}, or change made here; they never block. Who changes something leaves a mark beside
 * it, so that a look costs the others one read of it, and a list of all only where there is
 * something new.
 */
final class DeadLetters {
  static final int MOST = 1000;
  static final long MOST_BYTES = 4L << 20;

  /** For what a process changed that died before it left the mark. */
  static final Duration LIST_EVERY = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final String DEAD = "dead/";
  private static final String AGAIN = "again/";
  private static final int MOST_ID = 150;

  /** Bytes 0: something that is no letter. */
  private record Kept(Dead letter, long bytes) {}

  private final FollowerDocuments store;
  private final Cursor mark;
  private final TreeMap<String, Kept> dead = new TreeMap<>();
  private final TreeMap<String, Kept> again = new TreeMap<>();

  private volatile List<Dead> shownDead = List.of();
  private volatile List<Message> shownAgain = List.of();

  /** The mark that the last list goes with; null before the first. */
  private Optional<Position> seen;

  /** When the letters were last listed for that; MAX before the first time. */
  private Instant listed = Instant.MAX;

  /**
   * @param mark the same on every node; a position of it stands for a change that was made
   */
  DeadLetters(FollowerDocuments store, Cursor mark) {
    this.store = store;
    this.mark = mark;
  }

  /** Refreshes where somebody changed something since, or that was long ago. */
  synchronized void look(Instant now) throws IOException {
    // Before the list: whoever changes something meanwhile leaves another mark.
    Optional<Position> found = mark.load();
    // Also where the clock was put back since.
    boolean due = now.isBefore(listed) || !now.isBefore(listed.plus(LIST_EVERY));
    if (due || !found.equals(seen)) {
      refresh();
      seen = found;
      listed = now;
    }
  }

  /** After a change, so that who sees the mark sees the change too. */
  private void leaveMark(String change) {
    try {
      long last = mark.load().map(Position::sequence).orElse(0L);
      mark.save(new Position(last + 1, change));
    } catch (IOException e) {
      LOG.debug("other nodes see the change of the dead letters later", e);
    }
  }

  /** Lists what there is now, on all nodes. */
  synchronized void refresh() throws IOException {
    try {
      list();
    } finally {
      show();
    }
  }

  private void list() throws IOException {
    SortedMap<String, Long> found = store.list();
    dead.keySet().retainAll(found.keySet());
    again.keySet().retainAll(found.keySet());
    for (String name : found.keySet()) {
      TreeMap<String, Kept> kind = name.startsWith(DEAD) ? dead : again;
      if (!kind.containsKey(name)) {
        Kept kept = read(name);
        if (kept != null) {
          kind.put(name, kept);
        }
      }
    }
  }

  /** Null where it went meanwhile. */
  private Kept read(String name) throws IOException {
    byte[] bytes = store.get(name).orElse(null);
    if (bytes == null) {
      return null;
    }
    try {
      return new Kept(LetterJson.parse(bytes), bytes.length);
    } catch (IllegalArgumentException e) {
      LOG.error("the dead letter {} is damaged and tells nothing: {}", name, e.getMessage());
      return new Kept(null, 0);
    }
  }

  private void show() {
    shownDead = letters(dead).toList();
    shownAgain = letters(again).map(Dead::message).toList();
  }

  private static Stream<Dead> letters(Map<String, Kept> of) {
    return of.values().stream().filter(kept -> kept.letter() != null).map(Kept::letter);
  }

  /** The oldest first. */
  List<Dead> all() {
    return shownDead;
  }

  /** What is to be told once more, and was not yet. */
  List<Message> again() {
    return shownAgain;
  }

  /** Keeps a message that was given up, and forgets that it was to be told. */
  synchronized void bury(Dead letter) throws IOException {
    try {
      put(DEAD, dead, letter);
      boolean unused = remove(again, letter.message().id());
      removeOldest();
    } finally {
      show();
    }
    leaveMark(DEAD + letter.message().id());
  }

  private void removeOldest() throws IOException {
    long bytes = dead.values().stream().mapToLong(Kept::bytes).sum();
    while (!dead.isEmpty() && (dead.size() > MOST || bytes > MOST_BYTES)) {
      Map.Entry<String, Kept> oldest = dead.firstEntry();
      bytes -= oldest.getValue().bytes();
      boolean unused = store.remove(oldest.getKey());
      dead.remove(oldest.getKey());
    }
  }

  /**
   * Has letters told once more, for a day from {@code now}.
   *
   * @param ids which; empty for all
   * @return how many; not those that somebody else took at the same time
   */
  synchronized int retry(Set<String> ids, Instant now) throws IOException {
    refresh();
    int count = 0;
    try {
      for (Map.Entry<String, Kept> each : List.copyOf(dead.entrySet())) {
        Dead letter = each.getValue().letter();
        if (letter != null && (ids.isEmpty() || ids.contains(letter.message().id()))) {
          Message old = letter.message();
          Message anew = new Message(old.id(), old.widget(), old.event(), now, old.body());
          // In this order: told twice rather than never.
          put(AGAIN, again, new Dead(anew, letter.when(), letter.problem()));
          count += store.remove(each.getKey()) ? 1 : 0;
          dead.remove(each.getKey());
          leaveMark(AGAIN + old.id());
        }
      }
    } finally {
      show();
    }
    return count;
  }

  /** It was told after all. */
  synchronized void taken(String id) throws IOException {
    boolean removed = false;
    try {
      removed = remove(dead, id);
      removed |= remove(again, id);
    } finally {
      show();
    }
    if (removed) {
      leaveMark("taken/" + id);
    }
  }

  private void put(String kind, Map<String, Kept> all, Dead letter) throws IOException {
    byte[] bytes = LetterJson.bytes(letter);
    Message message = letter.message();
    String id = message.id().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "-");
    String name =
        "%s%018d-%s"
            .formatted(
                kind,
                Math.max(0, message.since().toEpochMilli()),
                id.substring(0, Math.min(MOST_ID, id.length())));
    store.put(name, bytes);
    all.put(name, new Kept(letter, bytes.length));
  }

  private boolean remove(Map<String, Kept> all, String id) throws IOException {
    boolean removed = false;
    for (Map.Entry<String, Kept> each : List.copyOf(all.entrySet())) {
      Dead letter = each.getValue().letter();
      if (letter != null && letter.message().id().equals(id)) {
        boolean unused = store.remove(each.getKey());
        all.remove(each.getKey());
        removed = true;
      }
    }
    return removed;
  }
}
