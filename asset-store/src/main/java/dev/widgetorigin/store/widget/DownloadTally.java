package dev.widgetorigin.store.widget;

import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What one writer counted of one day, so far. A later tally of the same writer and day has a higher
 * number and holds what the earlier ones held, so only the last counts. Tallies of different
 * writers are added up.
 *
 * @param day in UTC
 * @param writer a process of an origin ({@code 3f9a0c51d2e8-9f0c51d2}), or an access log ({@code
 *     log-} and the SHA-256 of its bytes)
 * @param number counts the tallies of a writer, from 1 on
 * @param edge whether an edge answered these requests, and not an origin
 * @param counts one for each widget, version and file type
 * @param latency how long the origin's answers took, widgets and all else together; empty for edges
 * @param ofWidgets how long those about each widget took; of as many widgets as are told apart, and
 *     empty where an older program counted
 */
public record DownloadTally(
    LocalDate day,
    String writer,
    long number,
    boolean edge,
    List<Count> counts,
    List<Latency> latency,
    List<OfWidget> ofWidgets) {
  /** How long tallies are kept. */
  public static final int DAYS = 90;

  /** As many as a process tells apart. */
  public static final int MOST_COUNTS = 50_000;

  /** Of so many widgets a process tells apart how long answers took. */
  public static final int MOST_WIDGETS = 1000;

  private static final int MOST_LATENCIES = 100;
  private static final Pattern WRITER = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");

  /** Throws IllegalArgumentException where nobody can have counted that. */
  public DownloadTally {
    Objects.requireNonNull(day);
    if (!WRITER.matcher(writer).matches()) {
      throw new IllegalArgumentException("expected a writer's name, found '" + writer + "'");
    }
    if (number < 1
        || counts.size() > MOST_COUNTS
        || latency.size() > MOST_LATENCIES
        || ofWidgets.size() > MOST_WIDGETS) {
      throw new IllegalArgumentException(
          "tally %d with %d counts and %d latencies, and those of %d widgets"
              .formatted(number, counts.size(), latency.size(), ofWidgets.size()));
    }
    counts = List.copyOf(counts);
    latency = List.copyOf(latency);
    ofWidgets = List.copyOf(ofWidgets);
  }

  /**
   * Files of one type of one version that were sent.
   *
   * @param version null where it is not known: an edge's log names the alias only
   * @param fileType e.g. {@code script}
   * @param bytes of content
   */
  public record Count(
      WidgetName widget, Version version, String fileType, long downloads, long bytes) {
    /** Throws IllegalArgumentException where nobody can have counted that. */
    public Count {
      Objects.requireNonNull(widget);
      Objects.requireNonNull(fileType);
      if (downloads < 0 || bytes < 0) {
        throw new IllegalArgumentException("expected no negative count");
      }
    }
  }

  /**
   * Requests that took no longer than that, and longer than the bound before it.
   *
   * @param micros microseconds; 0 for all that took longer than every bound
   */
  public record Latency(long micros, long requests) {
    /** Throws IllegalArgumentException where nobody can have counted that. */
    public Latency {
      if (micros < 0 || requests < 0) {
        throw new IllegalArgumentException("expected no negative time or count");
      }
    }
  }

  /** How long answers about one widget took. */
  public record OfWidget(WidgetName widget, List<Latency> latency) {
    /** Throws IllegalArgumentException where nobody can have counted that. */
    public OfWidget {
      Objects.requireNonNull(widget);
      if (latency.size() > MOST_LATENCIES) {
        throw new IllegalArgumentException("expected fewer than " + latency.size() + " latencies");
      }
      latency = List.copyOf(latency);
    }
  }
}
