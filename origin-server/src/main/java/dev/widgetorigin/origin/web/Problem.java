package dev.widgetorigin.origin.web;

import dev.widgetorigin.origin.web.text.Redaction;
import java.util.List;

/**
 * An error for people and machines (RFC 9457): rendered as {@code application/problem+json}.
 *
 * @param status the HTTP status
 * @param title short, the same for every occurrence, e.g. {@code Version not found}
 * @param detail what was expected, what was found, what to do; no paths of this machine, no stack
 *     traces
 * @param errors several problems at once; empty where detail says it all
 */
public record Problem(int status, String title, String detail, List<String> errors) {
  /** What a client sent is often quoted in the answer; a secret never is. */
  public Problem {
    detail = Redaction.hide(detail);
    errors = errors.stream().map(Redaction::hide).toList();
  }

  public static Problem of(int status, String title, String detail) {
    return new Problem(status, title, detail, List.of());
  }
}
