package dev.widgetorigin.origin.config.load;

import dev.widgetorigin.origin.config.value.Checks;
import dev.widgetorigin.origin.config.value.Texts;

/**
 * One thing wrong with the value of a setting, or with a part of it.
 *
 * @param path where in the value, e.g. {@code [1]: name}; empty for the value itself
 * @param line in the text, from 1; 0 where there is none
 * @param isForm whether it is no such value at all; else it is one that must not be
 */
record ValueProblem(String path, int line, String expected, String found, boolean isForm) {
  /** Of one part of a record, by the record's own check. */
  static ValueProblem of(Checks.Invalid invalid, int line) {
    String name = Texts.kebab(invalid.component());
    return new ValueProblem(name, line, invalid.expected(), invalid.found(), false);
  }

  /** The same in a part of something. An empty name is the whole of it. */
  ValueProblem in(String part) {
    return new ValueProblem(part.isEmpty() ? path : under(part), line, expected, found, isForm);
  }

  /** Its path below a name: {@code notify.webhooks[1]: name}. */
  String under(String name) {
    return name + (path.isEmpty() || path.startsWith("[") ? "" : ": ") + path;
  }
}
