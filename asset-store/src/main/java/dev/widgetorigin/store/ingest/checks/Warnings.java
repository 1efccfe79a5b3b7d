package dev.widgetorigin.store.ingest.checks;

import dev.widgetorigin.store.ingest.checks.Warning.Code;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Gathers warnings, at most {@value #PER_CODE} of a kind: a bundle may have 10,000 files. */
final class Warnings {
  private static final int PER_CODE = 20;

  private final List<Warning> list = new ArrayList<>();
  private final Map<Code, Integer> counts = new EnumMap<>(Code.class);

  void add(Code code, String path, String message) {
    if (counts.merge(code, 1, Integer::sum) <= PER_CODE) {
      list.add(new Warning(code, path, message));
    }
  }

  List<Warning> toList() {
    List<Warning> all = new ArrayList<>(list);
    counts.forEach(
        (code, count) -> {
          if (count > PER_CODE) {
            all.add(new Warning(code, null, "… and " + (count - PER_CODE) + " more like this"));
          }
        });
    return List.copyOf(all);
  }
}
