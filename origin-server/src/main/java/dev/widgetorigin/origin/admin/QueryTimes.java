package dev.widgetorigin.origin.admin;

import dev.widgetorigin.origin.config.value.Texts;
import dev.widgetorigin.origin.control.ApiCall;
import dev.widgetorigin.origin.web.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Times in the query of a call. Pure. */
final class QueryTimes {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private QueryTimes() {}

  /** Null where the query has none; throws ProblemException for what is none. */
  static Instant since(ApiCall call, String name, Instant now) {
    String text = call.query(name);
    if (text == null) {
      return null;
    }
    Optional<Instant> ago =
        Texts.duration(text)
            .filter(each -> !each.isNegative() && each.compareTo(LONGEST) <= 0)
            .map(now::minus);
    return ago.or(() -> Texts.time(text))
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    List.of(
                        name
                            + ": expected a duration such as 7d, or a time such as"
                            + " 2026-11-22T08:00:00Z")));
  }
}
