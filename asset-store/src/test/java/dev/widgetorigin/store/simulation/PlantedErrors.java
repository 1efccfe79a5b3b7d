package dev.widgetorigin.store.simulation;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.ForwardingCatalog;
import dev.widgetorigin.store.catalog.ShardedSnapshot;
import dev.widgetorigin.store.layout.StoreLayout;
import dev.widgetorigin.store.object.Creation;
import dev.widgetorigin.store.object.ForwardingObjects;
import dev.widgetorigin.store.object.ObjectStore;
import dev.widgetorigin.store.object.Source;
import dev.widgetorigin.store.widget.Widget;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What stands between the store's code and its seams to make it wrong in one way. */
final class PlantedErrors {
  private PlantedErrors() {}

  /** The bucket as the log sees it. */
  static ObjectStore objects(ObjectStore bucket, Mutant mutant) {
    return switch (mutant) {
      case LOST_ANSWER_IS_DONE ->
          new ForwardingObjects(bucket) {
            @Override
            public Creation create(String key, Source source) throws IOException {
              Creation made = super.create(key, source);
              boolean log = key.startsWith(StoreLayout.LOG);
              return log && made == Creation.UNKNOWN ? Creation.CREATED : made;
            }
          };
      case NUMBER_IS_CHECKED_THEN_PUT ->
          new ForwardingObjects(bucket) {
            @Override
            public Creation create(String key, Source source) throws IOException {
              if (!key.startsWith(StoreLayout.LOG)) {
                return super.create(key, source);
              }
              if (stat(key).isPresent()) {
                return Creation.TAKEN;
              }
              replace(key, source);
              return Creation.CREATED;
            }
          };
      default -> bucket;
    };
  }

  /** The catalog as a publish sees it. */
  static Catalog publishing(Catalog catalog, Mutant mutant) {
    return switch (mutant) {
      case DECIDED_ONCE ->
          new ForwardingCatalog(catalog) {
            @Override
            public Optional<ChangeBatch> commit(
                String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
              List<Change> once = decide.apply(snapshot());
              return super.commit(who, why, now -> once);
            }
          };
      case EPOCH_UNCHECKED ->
          new ForwardingCatalog(catalog) {
            @Override
            public Optional<ChangeBatch> commit(
                String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
              long before = snapshot().epoch();
              return super.commit(who, why, now -> decide.apply(new Mixed(now, now, before)));
            }
          };
      case REUSE_UNCHECKED ->
          new ForwardingCatalog(catalog) {
            @Override
            public Optional<ChangeBatch> commit(
                String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
              CatalogSnapshot before = snapshot();
              return super.commit(
                  who, why, now -> decide.apply(new Mixed(now, before, now.epoch())));
            }
          };
      default -> catalog;
    };
  }

  /** The catalog as a collection sees it. */
  static Catalog collecting(Catalog catalog, Mutant mutant) {
    return switch (mutant) {
      case NO_SWEEP ->
          new ForwardingCatalog(catalog) {
            @Override
            public Optional<ChangeBatch> commit(
                String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
              return Optional.of(batch(decide.apply(snapshot())));
            }
          };
      case GARBAGE_BEFORE_SWEEP ->
          new ForwardingCatalog(catalog) {
            private CatalogSnapshot before;

            @Override
            public Optional<ChangeBatch> commit(
                String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
              before = super.snapshot();
              return super.commit(who, why, decide);
            }

            @Override
            public CatalogSnapshot snapshot() {
              return before == null ? super.snapshot() : before;
            }
          };
      case SWEEPS_NEXT_EPOCH ->
          new ForwardingCatalog(catalog) {
            @Override
            public Optional<ChangeBatch> commit(
                String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
              ChangeBatch swept = super.commit(who, why, decide).orElseThrow();
              long epoch = ((Change.Swept) swept.changes().get(0)).epoch();
              return Optional.of(batch(List.of(new Change.Swept(epoch + 1))));
            }
          };
      default -> catalog;
    };
  }

  /** The snapshot as a checkpoint sees it. */
  static CatalogSnapshot checkpointed(CatalogSnapshot snapshot, Mutant mutant) {
    ShardedSnapshot real = (ShardedSnapshot) snapshot;
    return switch (mutant) {
      case CHECKPOINT_AHEAD ->
          real.with(real.sequence() + 1, real.epoch(), real.tokens(), List.of());
      case CHECKPOINT_WITHOUT_EPOCH -> real.with(real.sequence(), 0, real.tokens(), List.of());
      default -> real;
    };
  }

  private static ChangeBatch batch(List<Change> changes) {
    return new ChangeBatch(0, "", "", Instant.EPOCH, "", "", changes);
  }

  /** Widgets of one state and the epoch of another. */
  private record Mixed(CatalogSnapshot now, CatalogSnapshot others, long epoch)
      implements CatalogSnapshot {
    @Override
    public long sequence() {
      return now.sequence();
    }

    @Override
    public Optional<Widget> widget(WidgetName name) {
      return others.widget(name);
    }

    @Override
    public int widgetCount() {
      return others.widgetCount();
    }

    @Override
    public Stream<Widget> widgets() {
      return others.widgets();
    }
  }
}
