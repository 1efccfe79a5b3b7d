package dev.widgetorigin.store;

import dev.widgetorigin.resolver.WidgetName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A catalog that hands its calls on to another: for those that add something to a few of them. As
 * thread-safe as that.
 */
public abstract class ForwardingCatalog implements Catalog {
  private final Catalog catalog;

  protected ForwardingCatalog(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public CatalogSnapshot snapshot() {
    return catalog.snapshot();
  }

  @Override
  public Optional<ChangeBatch> commit(
      String who, String why, Function<CatalogSnapshot, List<Change>> decide) {
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
