package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.origin.rollout.site.SiteName;
import dev.widgetorigin.origin.rollout.site.SiteOutcome;
import dev.widgetorigin.origin.rollout.site.SiteReport;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One page load as a browser tells it, in plain text: {@code widget@version cohort outcome}, e.g.
 * {@code msr-webchat@1.3.0 canary rollback} or {@code @acme/chat@2.0.0 stable fallback}.
 *
 * <p>Plain text because {@code navigator.sendBeacon} sends a string without a CORS preflight; a
 * JSON blob needs one and is lost when the page closes. Two words may follow, in any order: {@code
 * site=} with a name as {@code encodeURIComponent} makes it, and {@code channel=}. One that is
 * malformed, and any other word, is ignored, so that a later loader may say more.
 *
 * @param site where the page is, as it says; null where it does not
 * @param channel the alias that the page loads; null where it does not say
 */
public record OutcomeReport(
    WidgetName widget,
    Version version,
    boolean canary,
    LoadResult outcome,
    String site,
    String channel) {
  /** In bytes; a report that is longer is refused. A site of 100 characters may have 900. */
  static final int MAX_LENGTH = 2048;

  private static final int MOST_WORDS = 16;

  /** From a page that says neither its site nor its channel. */
  public OutcomeReport(WidgetName widget, Version version, boolean canary, LoadResult outcome) {
    this(widget, version, canary, outcome, null, null);
  }

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

    SiteOutcome siteOutcome() {
      return this == CRASH
          ? SiteOutcome.CRASHED
          : error() ? SiteOutcome.FAILED : SiteOutcome.LOADED;
    }

    boolean error() {
      return this == ERROR || this == ROLLBACK || this == CRASH;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Empty where the text is not a report. */
  public static Optional<OutcomeReport> parse(String text) {
    String[] words = text.strip().split(" ", MOST_WORDS);
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
                    .map(
                        v ->
                            new OutcomeReport(
                                widget,
                                v,
                                canary,
                                outcome.get(),
                                word(words, "site=", SiteName::decoded),
                                word(words, "channel=", SiteName::channel))));
  }

  /** What the first such word says; null where there is none, or it is malformed. */
  private static String word(String[] words, String name, UnaryOperator<String> read) {
    for (String word : List.of(words).subList(3, words.length)) {
      if (word.startsWith(name)) {
        return read.apply(word.substring(name.length()));
      }
    }
    return null;
  }

  private static Optional<LoadResult> outcome(String word) {
    for (LoadResult outcome : LoadResult.values()) {
      if (outcome.text().equals(word)) {
        return Optional.of(outcome);
      }
    }
    return Optional.empty();
  }

  /** The same from a page on that site. */
  OutcomeReport on(String page) {
    return new OutcomeReport(widget, version, canary, outcome, page, channel);
  }

  SiteReport ofSite(long network) {
    return new SiteReport(site, channel, canary, outcome.siteOutcome(), network);
  }

  String cohort() {
    return canary ? "canary" : "stable";
  }
}
