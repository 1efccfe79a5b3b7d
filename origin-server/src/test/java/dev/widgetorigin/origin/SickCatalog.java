package dev.widgetorigin.origin;

import dev.widgetorigin.store.Catalog;
import dev.widgetorigin.store.CatalogSnapshot;
import dev.widgetorigin.store.Change;
import dev.widgetorigin.store.ChangeBatch;
import dev.widgetorigin.store.ForwardingCatalog;
import dev.widgetorigin.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A real catalog that takes no changes for a while. */
public final class SickCatalog extends ForwardingCatalog {
  /** So many of the next commits are refused, as while a disk takes no writes. */
  public final AtomicInteger refusals = new AtomicInteger();

  public SickCatalog(Catalog catalog) {
    super(catalog);
  }

  @Override
  public Optional<ChangeBatch> commit(
      String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StoreException(StoreException.Code.UNAVAILABLE, "a test");
    }
    return super.commit(who, why, decide);
  }
}
