package dev.widgetorigin.store.health;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The versions some of whose bytes were found missing or wrong, by whoever found it: a reader, a
 * check, a publish. An alias leaves such a version as a whole; people are told. In memory only: a
 * restart finds again what is still damaged. Thread-safe; never blocks.
 */
public final class DamagedVersions {
  /**
   * One damaged version.
   *
   * @param problem what was expected and what was found, e.g. {@code blob 3fc9… is missing}
   * @param readable true where only encoded variants are lost: the version still answers, larger
   */
  public record Entry(
      WidgetName widget, Version version, String problem, boolean readable, Instant since) {}

  private record Key(WidgetName widget, Version version) {}

  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

  /** The same, in order, so that the first few are found without sorting all. */
  private final ConcurrentSkipListSet<Key> ordered =
      new ConcurrentSkipListSet<>(Comparator.comparing(Key::widget).thenComparing(Key::version));

  private final AtomicLong epoch = new AtomicLong();
  private final List<Runnable> afterChanges = new CopyOnWriteArrayList<>();

  /** Changes whenever a version becomes damaged or whole; what was decided before then is void. */
  public long epoch() {
    return epoch.get();
  }

  /** False where it was known, and known to be no better. */
  public boolean add(Entry entry) {
    boolean[] added = {false};
    entries.compute(
        new Key(entry.widget(), entry.version()),
        (key, known) -> {
          added[0] = known == null || (known.readable() && !entry.readable());
          ordered.add(key);
          return added[0] ? entry : known;
        });
    if (added[0]) {
      changed();
    }
    return added[0];
  }

  /** What a look at the whole version found, whatever was known before. False where it was that. */
  public boolean set(Entry entry) {
    boolean[] other = {false};
    entries.compute(
        new Key(entry.widget(), entry.version()),
        (key, known) -> {
          other[0] =
              known == null
                  || known.readable() != entry.readable()
                  || !known.problem().equals(entry.problem());
          ordered.add(key);
          return other[0] ? entry : known;
        });
    if (other[0]) {
      changed();
    }
    return other[0];
  }

  /** The version is whole again. False where nobody had said otherwise. */
  public boolean remove(WidgetName widget, Version version) {
    boolean[] removed = {false};
    entries.computeIfPresent(
        new Key(widget, version),
        (key, known) -> {
          removed[0] = true;
          ordered.remove(key);
          return null;
        });
    if (removed[0]) {
      changed();
    }
    return removed[0];
  }

  private void changed() {
    epoch.incrementAndGet();
    afterChanges.forEach(Runnable::run);
  }

  /** Whether aliases leave the version, because not all its files can be read. */
  public boolean unreadable(WidgetName widget, Version version) {
    if (entries.isEmpty()) {
      return false;
    }
    Entry entry = entries.get(new Key(widget, version));
    return entry != null && !entry.readable();
  }

  public Optional<Entry> find(WidgetName widget, Version version) {
    return Optional.ofNullable(entries.get(new Key(widget, version)));
  }

  public int count() {
    return entries.size();
  }

  /** The first by name and version, at most {@code limit}. */
  public List<Entry> list(int limit) {
    return ordered.stream().map(entries::get).filter(Objects::nonNull).limit(limit).toList();
  }

  /** Has a task run after each change of {@link #epoch}, by whoever made it; it must be quick. */
  public void onChange(Runnable task) {
    afterChanges.add(task);
  }
}
