package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.store.Catalog;
import java.time.InstantSource;

/** Everything that can be done to widgets that exist. */
public record WidgetOperations(
    ReleaseChanges releases,
    Aliases aliases,
    Rollbacks rollbacks,
    ChannelRules channels,
    Switches switches) {
  /**
   * @param cache for how long answers may be kept, which a rollback tells
   */
  public static WidgetOperations over(Catalog catalog, CacheConfig cache, InstantSource clock) {
    WidgetTransactions transactions = new WidgetTransactions(catalog);
    return new WidgetOperations(
        new ReleaseChanges(transactions),
        new Aliases(transactions),
        new Rollbacks(transactions, cache),
        new ChannelRules(transactions, clock),
        new Switches(transactions, cache));
  }
}
