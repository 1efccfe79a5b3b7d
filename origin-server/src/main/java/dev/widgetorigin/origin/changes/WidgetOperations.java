package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.store.Catalog;

/** Everything that can be done to widgets that exist. */
public record WidgetOperations(Releases releases, Aliases aliases, Rollbacks rollbacks) {
  /**
   * @param cache for how long answers may be kept, which a rollback tells
   */
  public static WidgetOperations over(Catalog catalog, CacheConfig cache) {
    WidgetTransactions edits = new WidgetTransactions(catalog);
    return new WidgetOperations(
        new Releases(edits), new Aliases(edits), new Rollbacks(edits, cache));
  }
}
