package dev.widgetorigin.origin.publish;

import dev.widgetorigin.origin.web.Problem;
import java.util.Map;

/** What came of a mutation. */
public sealed interface Outcome {
  /**
   * It is as was asked.
   *
   * @param sequence of the batch that did it; where nothing had to change, the widget's present one
   * @param facts for the answer, in order: strings, numbers, booleans, lists and maps of them
   */
  record Done(long sequence, boolean changed, Map<String, Object> facts) implements Outcome {}

  /** Nothing changed. */
  record Refused(Problem problem) implements Outcome {}
}
