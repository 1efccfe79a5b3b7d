package dev.widgetorigin.origin;

import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A real catalog that takes no changes for a while. */
public final class SickCatalog implements Catalog {
  private final Catalog catalog;

  /** So many of the next commits are refused, as while a disk takes no writes. */
  public final AtomicInteger refusals = new AtomicInteger();

  public SickCatalog(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public CatalogSnapshot snapshot() {
    return catalog.snapshot();
  }

  @Override
  public Optional<ChangeBatch> commit(
      String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StoreException(StoreException.Code.UNAVAILABLE, "a test");
    }
    return catalog.commit(who, why, decide);
  }

  @Override
  public boolean reached(long sequence, Duration patience) {
    return catalog.reached(sequence, patience);
  }

  @Override
  public Following follow(LogFollower follower) {
    return catalog.follow(follower);
  }

  @Override
  public List<Following.Status> followers() {
    return catalog.followers();
  }

  @Override
  public List<ChangeBatch> history(WidgetName widget, long before, int limit) {
    return catalog.history(widget, before, limit);
  }
}
