package dev.widgetorigin.store.catalog;

import dev.widgetorigin.store.DownloadLog;
import dev.widgetorigin.store.IoFailures;
import dev.widgetorigin.store.StoreException;
import dev.widgetorigin.store.codec.DownloadCodec;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.ObjectStore.Entry;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.DownloadTally;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tallies of downloads as objects: one for each writer and day, but for a moment. */
public final class DownloadObjects implements DownloadLog {
  private static final Logger LOG = LoggerFactory.getLogger(DownloadObjects.class);

  /** As many counts as a tally may have, with long names, take less. */
  private static final long MOST_BYTES = 32L << 20;

  private final ObjectStore objects;

  public DownloadObjects(ObjectStore objects) {
    this.objects = objects;
  }

  @Override
  public boolean has(DownloadTally tally) {
    try {
      return objects.stat(key(tally)).isPresent();
    } catch (IOException e) {
      throw IoFailures.unavailable("look for counts of downloads", e);
    }
  }

  @Override
  public void write(DownloadTally tally) {
    String key = key(tally);
    try {
      objects.ensure(key, Source.of(DownloadCodec.encode(tally)));
      List<Entry> all = list(objects, StoreLayout.downloadsOf(key), "");
      for (Entry entry : all.subList(0, Math.max(0, all.size() - 1))) {
        objects.delete(entry.key());
      }
    } catch (IOException e) {
      throw IoFailures.unavailable("write counts of downloads", e);
    }
  }

  private static String key(DownloadTally tally) {
    return StoreLayout.downloads(tally.day(), tally.writer(), tally.number());
  }

  @Override
  public void read(LocalDate from, LocalDate to, Consumer<DownloadTally> each) {
    Map<String, Entry> last = new LinkedHashMap<>();
    try {
      for (Entry entry : list(objects, StoreLayout.DOWNLOADS, StoreLayout.downloads(from))) {
        LocalDate day = StoreLayout.downloadsDay(entry.key());
        if (day != null && !day.isAfter(to)) {
          last.put(StoreLayout.downloadsOf(entry.key()), entry);
        }
      }
      for (Map.Entry<String, Entry> one : last.entrySet()) {
        read(one.getKey(), one.getValue()).ifPresent(each);
      }
    } catch (IOException e) {
      throw IoFailures.unavailable("read counts of downloads", e);
    }
  }

  private Optional<DownloadTally> read(String writer, Entry listed) throws IOException {
    Entry entry = listed;
    Optional<byte[]> bytes = bytes(entry);
    if (bytes.isEmpty()) {
      // Replaced since it was listed, as happens to the tallies of today.
      List<Entry> now = list(objects, writer, "");
      if (now.isEmpty()) {
        return Optional.empty();
      }
      entry = now.get(now.size() - 1);
      bytes = bytes(entry);
    }
    if (bytes.isEmpty()) {
      LOG.warn("the counts of {} are left out: too large, or replaced twice", entry.key());
      return Optional.empty();
    }
    try {
      DownloadTally tally = DownloadCodec.decode(bytes.get(), entry.key());
      if (key(tally).equals(entry.key())) {
        return Optional.of(tally);
      }
      LOG.warn("the counts of {} are left out: they say another name", entry.key());
    } catch (StoreException e) {
      LOG.warn("the counts of {} are left out: {}", entry.key(), e.getMessage());
    }
    return Optional.empty();
  }

  private Optional<byte[]> bytes(Entry entry) throws IOException {
    return entry.size() > MOST_BYTES ? Optional.empty() : objects.bytes(entry.key());
  }

  @Override
  public void remove(DownloadTally tally) {
    try {
      objects.delete(key(tally));
    } catch (IOException e) {
      throw IoFailures.unavailable("remove counts of downloads", e);
    }
  }

  @Override
  public void removeBefore(LocalDate day) {
    try {
      for (Entry entry : before(objects, day)) {
        objects.delete(entry.key());
      }
    } catch (IOException e) {
      throw IoFailures.unavailable("remove old counts of downloads", e);
    }
  }

  /** All of earlier days. */
  public static List<Entry> before(ObjectStore objects, LocalDate day) throws IOException {
    return list(objects, StoreLayout.DOWNLOADS, "").stream()
        .filter(
            entry -> {
              LocalDate of = StoreLayout.downloadsDay(entry.key());
              return of != null && of.isBefore(day);
            })
        .toList();
  }

  /** Copies what the target has not. */
  public static void copy(ObjectStore source, ObjectStore target) throws IOException {
    Set<String> there = new HashSet<>();
    target.list(StoreLayout.DOWNLOADS, entry -> there.add(entry.key()));
    for (Entry entry : list(source, StoreLayout.DOWNLOADS, "")) {
      if (entry.size() <= MOST_BYTES && !there.contains(entry.key())) {
        Optional<byte[]> bytes = source.bytes(entry.key());
        if (bytes.isPresent()) {
          target.ensure(entry.key(), Source.of(bytes.get()));
        }
      }
    }
  }

  private static List<Entry> list(ObjectStore objects, String prefix, String after)
      throws IOException {
    List<Entry> found = new ArrayList<>();
    objects.list(prefix, after, found::add);
    return found;
  }
}
