package dev.widgetorigin.store.catalog;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.widget.Alarm;
import dev.widgetorigin.store.widget.ApiToken;
import dev.widgetorigin.store.widget.Widget;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A snapshot in 1,024 shards: a change to one of 100,000 widgets copies the table of shards and the
 * hundred entries of one shard, and shares the rest with the snapshot before.
 */
public final class ShardedSnapshot implements CatalogSnapshot {
  public static final ShardedSnapshot EMPTY = empty();

  private static final int SHARDS = 1024;

  /** Never changed once its snapshot is visible. */
  private static final class Shard {
    private final Map<WidgetName, Widget> widgets;

    Shard(Map<WidgetName, Widget> widgets) {
      this.widgets = widgets;
    }
  }

  private final long sequence;
  private final long epoch;
  private final Map<String, ApiToken> tokens;
  private final Map<String, Alarm> alarms;
  private final int count;
  private final Shard[] shards;

  private ShardedSnapshot(
      long sequence,
      long epoch,
      Map<String, ApiToken> tokens,
      Map<String, Alarm> alarms,
      int count,
      Shard[] shards) {
    this.alarms = alarms;
    this.sequence = sequence;
    this.epoch = epoch;
    this.tokens = tokens;
    this.count = count;
    this.shards = shards;
  }

  private static ShardedSnapshot empty() {
    Shard[] shards = new Shard[SHARDS];
    Arrays.fill(shards, new Shard(Map.of()));
    return new ShardedSnapshot(0, 0, Map.of(), Map.of(), 0, shards);
  }

  /**
   * A snapshot of these widgets over the ones of this snapshot.
   *
   * @param newTokens all there are then; nobody changes the map any more
   */
  public ShardedSnapshot with(
      long newSequence,
      long newEpoch,
      Map<String, ApiToken> newTokens,
      Collection<Widget> changed) {
    Shard[] copy = shards.clone();
    int newCount = count;
    for (Widget widget : changed) {
      WidgetName name = widget.state().name();
      int index = index(name);
      if (copy[index] == shards[index]) {
        copy[index] = new Shard(new HashMap<>(shards[index].widgets));
      }
      if (copy[index].widgets.put(name, widget) == null) {
        newCount++;
      }
    }
    return new ShardedSnapshot(newSequence, newEpoch, newTokens, alarms, newCount, copy);
  }

  /**
   * The same with other alarms.
   *
   * @param newAlarms all there are then; nobody changes the map any more
   */
  public ShardedSnapshot withAlarms(Map<String, Alarm> newAlarms) {
    return newAlarms == alarms
        ? this
        : new ShardedSnapshot(sequence, epoch, tokens, newAlarms, count, shards);
  }

  private static int index(WidgetName name) {
    int hash = name.hashCode();
    return (hash ^ (hash >>> 10) ^ (hash >>> 20)) & (SHARDS - 1);
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public Map<String, ApiToken> tokens() {
    return tokens;
  }

  @Override
  public Map<String, Alarm> alarms() {
    return alarms;
  }

  @Override
  public Optional<Widget> widget(WidgetName name) {
    return Optional.ofNullable(shards[index(name)].widgets.get(name));
  }

  @Override
  public int widgetCount() {
    return count;
  }

  @Override
  public Stream<Widget> widgets() {
    return Arrays.stream(shards).flatMap(shard -> shard.widgets.values().stream());
  }

  /** Looks only into shards that are not shared. */
  @Override
  @SuppressWarnings("ReferenceEquality") // the very same widget: nothing about it has changed
  public Stream<Widget> widgetsChangedSince(CatalogSnapshot earlier) {
    if (!(earlier instanceof ShardedSnapshot before)) {
      return CatalogSnapshot.super.widgetsChangedSince(earlier);
    }
    return IntStream.range(0, SHARDS)
        .filter(i -> shards[i] != before.shards[i])
        .boxed()
        .flatMap(
            i ->
                shards[i].widgets.entrySet().stream()
                    .filter(each -> before.shards[i].widgets.get(each.getKey()) != each.getValue())
                    .map(Map.Entry::getValue));
  }
}
