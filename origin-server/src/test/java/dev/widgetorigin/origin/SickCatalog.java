package dev.widgetorigin.origin;

import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.Following;
import dev.widgetorigin.store.ForwardingCatalog;
import dev.widgetorigin.store.ForwardingStore;
import dev.widgetorigin.store.LogFollower;
import dev.widgetorigin.store.Store;
import dev.widgetorigin.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A real catalog that takes no changes for a while, and only so many followers. */
public final class SickCatalog extends ForwardingCatalog {
  /** So many of the next commits are refused, as while a disk takes no writes. */
  public final AtomicInteger refusals = new AtomicInteger();

  /** So many more are taken, and then none. */
  public final AtomicInteger followersLeft = new AtomicInteger(Integer.MAX_VALUE);

  public SickCatalog(Catalog catalog) {
    super(catalog);
  }

  /** The store, with this catalog. */
  public Store in(Store store) {
    return new ForwardingStore(store) {
      @Override
      public Catalog catalog() {
        return SickCatalog.this;
      }
    };
  }

  @Override
  public Optional<ChangeBatch> commit(
      String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StoreException(StoreException.Code.UNAVAILABLE, "a test");
    }
    return super.commit(who, why, decide);
  }

  @Override
  public Following follow(LogFollower follower) {
    if (followersLeft.getAndDecrement() <= 0) {
      throw new IllegalStateException("a test");
    }
    return super.follow(follower);
  }
}
