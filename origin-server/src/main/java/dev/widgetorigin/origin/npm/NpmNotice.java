package dev.widgetorigin.origin.npm;

import dev.widgetorigin.origin.control.ApiAnswer;
import dev.widgetorigin.origin.control.HeaderText;
import java.util.List;

/** The field {@code npm-notice}, which npm shows its user as {@code npm notice …}. */
final class NpmNotice {
  private NpmNotice() {}

  /** The answer with the sentences; as it is where there are none. */
  static ApiAnswer on(ApiAnswer answer, List<String> sentences) {
    return sentences.isEmpty() ? answer : answer.with("npm-notice", HeaderText.of(sentences));
  }
}
