package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.web.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of a mutation. */
public sealed interface Outcome {
  /**
   * It is as was asked.
   *
   * @param sequence of the batch that did it; where nothing had to change, the widget's present one
   * @param facts for the answer, in order: strings, numbers, booleans, lists and maps of them
   */
  record Done(long sequence, boolean changed, Map<String, Object> facts) implements Outcome {
    /** The same with more facts. */
    Done with(Map<String, Object> more) {
      Map<String, Object> all = new LinkedHashMap<>(facts);
      all.putAll(more);
      return new Done(sequence, changed, all);
    }

    /** The aliases whose answer it changed, by the fact of that name. */
    List<String> moved() {
      return facts.get("aliases") instanceof List<?> aliases
          ? aliases.stream().map(each -> ((Map<?, ?>) each).get("alias").toString()).toList()
          : List.of();
    }

    /** The sentences of the pins that keep the version back, by the fact {@code held}. */
    public List<String> heldBack() {
      return facts.get("held") instanceof List<?> held
          ? held.stream().map(each -> ((Map<?, ?>) each).get("message").toString()).toList()
          : List.of();
    }
  }

  /** Nothing changed. */
  record Refused(Problem problem) implements Outcome {}
}
