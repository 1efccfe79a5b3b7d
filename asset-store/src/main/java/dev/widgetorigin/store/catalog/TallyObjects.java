package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.StoreException.Code;
import dev.widgetorigin.store.Tallies;
import dev.widgetorigin.store.codec.TallyCodec;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.ObjectStore.Entry;
import dev.widgetorigin.store.object.Parallel;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.Rollout;
import dev.widgetorigin.store.widget.RolloutTally;
import dev.widgetorigin.store.widget.RolloutTally.Step;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tallies as objects of a bucket, under the step that they belong to. */
public final class TallyObjects implements Tallies {
  private static final Logger LOG = LoggerFactory.getLogger(TallyObjects.class);

  /** A node's tally with as many networks and sites as it tells apart has half of it. */
  private static final int MOST_BYTES = 1 << 21;

  /**
   * At a time: a node that starts late in a long step has one to read for each minute and node, and
   * each waits for the bucket.
   */
  private static final int MOST_READ = 16;

  /** At a time: verdicts wait for it. */
  private static final int MOST_REMOVED = 100;

  private final ObjectStore objects;
  private final LogCatalog catalog;

  public TallyObjects(ObjectStore objects, LogCatalog catalog) {
    this.objects = objects;
    this.catalog = catalog;
  }

  @Override
  public String key(RolloutTally tally) {
    return StoreLayout.tally(folder(tally.step()), tally.minute(), tally.node(), tally.run());
  }

  private static String folder(Step step) {
    return StoreLayout.tallies(step.widget(), step.rollout(), step.name());
  }

  @Override
  public Optional<Kept> write(RolloutTally tally) {
    String key = key(tally);
    byte[] bytes = TallyCodec.encode(tally);
    try {
      objects.ensure(key, Source.of(bytes));
      if (!Arrays.equals(bytes, objects.bytes(key).orElse(bytes))) {
        throw new StoreException(Code.CORRUPT, key + " is taken by something else");
      }
      return objects.stat(key).map(entry -> kept(key, entry, Optional.of(tally)));
    } catch (IOException e) {
      throw IoFailures.unavailable("write a tally of a rollout", e);
    }
  }

  @Override
  public List<Kept> read(Step step, long from, Predicate<String> wanted) {
    String folder = folder(step);
    List<Entry> found = new ArrayList<>();
    try {
      objects.list(
          folder,
          from <= 0 ? "" : StoreLayout.tallies(folder, from),
          entry -> {
            if (wanted.test(entry.key())) {
              found.add(entry);
            }
          });
      Map<String, Kept> kept = new ConcurrentSkipListMap<>();
      Parallel.each(
          MOST_READ,
          found,
          entry -> read(entry, step).ifPresent(each -> kept.put(entry.key(), each)));
      return List.copyOf(kept.values());
    } catch (IOException e) {
      throw IoFailures.unavailable("read the tallies of a rollout", e);
    }
  }

  /** Empty where it was removed meanwhile. */
  private Optional<Kept> read(Entry entry, Step step) throws IOException {
    if (entry.size() > MOST_BYTES) {
      return Optional.of(refused(entry, "it has " + entry.size() + " bytes"));
    }
    Optional<byte[]> bytes = objects.bytes(entry.key());
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      RolloutTally tally = TallyCodec.decode(bytes.get(), entry.key());
      if (!tally.step().equals(step) || !key(tally).equals(entry.key())) {
        return Optional.of(refused(entry, "its name says something else than its content"));
      }
      return Optional.of(kept(entry.key(), entry, Optional.of(tally)));
    } catch (StoreException e) {
      return Optional.of(refused(entry, e.getMessage()));
    }
  }

  /** A listing may be more exact than an answer about one object; all must see the same time. */
  private static Kept kept(String key, Entry entry, Optional<RolloutTally> tally) {
    return new Kept(key, entry.modified().truncatedTo(ChronoUnit.SECONDS), tally);
  }

  private static Kept refused(Entry entry, String why) {
    LOG.warn("the tally {} does not count: {}", entry.key(), why);
    return kept(entry.key(), entry, Optional.empty());
  }

  @Override
  public boolean sweep() {
    try {
      List<Entry> found = all(objects);
      if (found.isEmpty()) {
        return false;
      }
      // After the listing: whatever was counted by then belongs to a step that is known then.
      catalog.catchUp();
      List<Entry> over = over(found, catalog.snapshot());
      for (Entry entry : over.subList(0, Math.min(MOST_REMOVED, over.size()))) {
        objects.delete(entry.key());
      }
      return over.size() > MOST_REMOVED;
    } catch (IOException e) {
      throw IoFailures.unavailable("remove the tallies of rollouts that are over", e);
    }
  }

  /** Every tally there is, of whatever step. */
  public static List<Entry> all(ObjectStore objects) throws IOException {
    List<Entry> found = new ArrayList<>();
    objects.list(StoreLayout.TALLIES, found::add);
    return found;
  }

  /**
   * Those that no verdict needs any more.
   *
   * @param found before the snapshot was the newest
   */
  public static List<Entry> over(List<Entry> found, CatalogSnapshot now) {
    Set<String> going =
        now.widgets()
            .filter(widget -> widget.rollout() instanceof Rollout.Active)
            .map(widget -> folder(Step.of(widget.state().name(), widget.rollout())))
            .collect(Collectors.toSet());
    return found.stream()
        .filter(entry -> !going.contains(StoreLayout.tallyFolder(entry.key())))
        .toList();
  }
}
