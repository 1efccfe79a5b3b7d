package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.config.CacheConfig;
import dev.widgetorigin.store.Catalog;

/** Everything that can be done to widgets that exist. */
public record ControlRules(Releases releases, Aliases aliases, Rollbacks rollbacks) {
  /**
   * @param cache for how long answers may be kept, which a rollback tells
   */
  public static ControlRules over(Catalog catalog, CacheConfig cache) {
    Edits edits = new Edits(catalog);
    return new ControlRules(new Releases(edits), new Aliases(edits), new Rollbacks(edits, cache));
  }
}
