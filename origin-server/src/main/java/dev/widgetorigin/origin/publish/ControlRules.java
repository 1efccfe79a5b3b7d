package dev.widgetorigin.origin.publish;

import dev.widgetorigin.store.Catalog;

/** Everything that can be done to widgets that exist. */
public record ControlRules(Releases releases, Aliases aliases, Rollbacks rollbacks) {
  public static ControlRules over(Catalog catalog) {
    Edits edits = new Edits(catalog);
    return new ControlRules(new Releases(edits), new Aliases(edits), new Rollbacks(edits));
  }
}
