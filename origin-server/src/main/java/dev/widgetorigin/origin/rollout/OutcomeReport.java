package dev.widgetorigin.origin.rollout;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.util.Locale;
import java.util.Optional;

/**
 * One page load as a browser tells it, in plain text: {@code widget@version cohort outcome}, e.g.
 * {@code msr-webchat@1.3.0 canary rollback} or {@code @acme/chat@2.0.0 stable fallback}.
 *
 * <p>Plain text because {@code navigator.sendBeacon} sends a string without a CORS preflight; a
 * JSON blob needs one and is lost when the page closes. Words that follow are ignored, so that a
 * later loader may say more.
 */
public record OutcomeReport(
    WidgetName widget, Version version, boolean canary, LoadResult outcome) {
  /** In bytes; a report that is longer is refused. */
  static final int MAX_LENGTH = 512;

  /** How a page load went. */
  public enum LoadResult {
    /** Loaded from the first source. */
    OK,
    /** Loaded from a later source. */
    FALLBACK,
    /** Loaded from no source. */
    ERROR,
    /** The new version loaded from no source, and the stable one is taken instead. */
    ROLLBACK,
    /** Loaded, as an earlier report says, and then threw something that nobody caught. */
    CRASH;

    boolean error() {
      return this == ERROR || this == ROLLBACK || this == CRASH;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Empty where the text is not a report. */
  static Optional<OutcomeReport> parse(String text) {
    String[] words = text.strip().split(" ", 5);
    if (words.length < 3) {
      return Optional.empty();
    }
    int at = words[0].lastIndexOf('@');
    Optional<LoadResult> outcome = outcome(words[2]);
    boolean canary = words[1].equals("canary");
    if (at == -1 || outcome.isEmpty() || (!canary && !words[1].equals("stable"))) {
      return Optional.empty();
    }
    String version = words[0].substring(at + 1);
    return WidgetName.tryParse(words[0].substring(0, at))
        .flatMap(
            widget ->
                Version.tryParse(version)
                    .map(v -> new OutcomeReport(widget, v, canary, outcome.get())));
  }

  private static Optional<LoadResult> outcome(String word) {
    for (LoadResult outcome : LoadResult.values()) {
      if (outcome.text().equals(word)) {
        return Optional.of(outcome);
      }
    }
    return Optional.empty();
  }

  String cohort() {
    return canary ? "canary" : "stable";
  }
}
