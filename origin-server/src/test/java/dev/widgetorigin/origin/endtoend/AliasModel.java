package dev.widgetorigin.origin.endtoend;

import dev.widgetorigin.resolver.Version;
import java.util.TreeMap;

/**
 * What the aliases of one widget must answer, told in a second way: stable versions only, some of
 * them yanked, and pins. Immutable.
 *
 * @param versions whether each may be answered by an alias that is not pinned to it
 */
record AliasModel(TreeMap<Version, Boolean> versions, TreeMap<String, Version> pins) {
  static AliasModel empty() {
    return new AliasModel(new TreeMap<>(), new TreeMap<>());
  }

  AliasModel with(Version version, boolean released) {
    TreeMap<Version, Boolean> next = new TreeMap<>(versions);
    next.put(version, released);
    return new AliasModel(next, pins);
  }

  /** {@code version} null lifts the pin. */
  AliasModel pinned(String alias, Version version) {
    TreeMap<String, Version> next = new TreeMap<>(pins);
    if (version == null) {
      next.remove(alias);
    } else {
      next.put(alias, version);
    }
    return new AliasModel(versions, next);
  }

  /** {@code latest}, {@code v1} or {@code v1.2}. */
  Version answer(String alias) {
    Version pin = pins.get(alias);
    if (pin != null && versions.get(pin)) {
      return pin;
    }
    if (!alias.equals("latest")) {
      Version latest = answer("latest");
      if (within(alias, latest)) {
        return latest;
      }
    }
    return versions.descendingMap().entrySet().stream()
        .filter(each -> each.getValue() && within(alias, each.getKey()))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private static boolean within(String alias, Version version) {
    return alias.equals("latest") || ("v" + version + ".").startsWith(alias + ".");
  }
}
