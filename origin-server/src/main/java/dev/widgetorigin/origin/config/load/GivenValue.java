package dev.widgetorigin.origin.config.load;

/**
 * One value of a setting, and where it is written.
 *
 * @param where e.g. {@code widget-origin.yaml:7}, {@code environment} or {@code --set}
 * @param name of the setting there: its key, or its variable
 * @param over what it wins over; null where it is the first
 */
record GivenValue(String where, String name, YamlTree tree, GivenValue over) {
  GivenValue(String where, String name, YamlTree tree) {
    this(where, name, tree, null);
  }

  GivenValue over(GivenValue other) {
    return new GivenValue(where, name, tree, other);
  }

  /** Where a part of it is; only a file's text has lines. */
  String where(int line) {
    String own = ":" + tree.line();
    boolean hasLines = line > 0 && where.endsWith(own);
    return hasLines ? where.substring(0, where.length() - own.length()) + ":" + line : where;
  }
}
