package dev.widgetorigin.resolver;

import java.util.List;
import java.util.Optional;

/**
 * An npm version range, {@code ^1.2.0} or {@code >=1.0.0 <2.0.0 || 3.x}.
 *
 * <p>Alternatives joined by {@code ||}, each a conjunction of bounds. The grammar and its meaning
 * are node-semver's strict one without {@code includePrerelease}: a prerelease is in the range only
 * where a bound of the same alternative names a prerelease of the same major.minor.patch. See
 * {@link RangeParser} for the grammar. Immutable.
 */
public final class Range {
  /** The longest text that can be a range, in characters, build metadata not counted. */
  public static final int MAX_LENGTH = 256;

  private final List<List<Comparator>> alternatives;
  private final String text;

  Range(List<List<Comparator>> alternatives) {
    this.alternatives = alternatives;
    this.text = canonical(alternatives);
  }

  private static String canonical(List<List<Comparator>> alternatives) {
    StringBuilder out = new StringBuilder();
    for (List<Comparator> all : alternatives) {
      out.append(out.isEmpty() ? "" : "||");
      String blank = "";
      for (Comparator comparator : all) {
        out.append(blank).append(comparator);
        blank = " ";
      }
    }
    return out.isEmpty() ? "*" : out.toString();
  }

  /**
   * Reads a range; the empty text is {@code *}.
   *
   * @throws ResolverException with {@link ResolverException.Code#RANGE} and the offset where the
   *     text stops being a range
   */
  public static Range parse(String text) {
    return new RangeParser(text).range();
  }

  /** Like {@link #parse}, but empty where it would throw. */
  public static Optional<Range> tryParse(String text) {
    return Optional.ofNullable(new RangeParser(text).rangeOrNull());
  }

  /** Whether the version satisfies the range. */
  public boolean contains(Version version) {
    for (List<Comparator> all : alternatives) {
      if (contains(all, version)) {
        return true;
      }
    }
    return false;
  }

  static boolean contains(List<Comparator> all, Version version) {
    boolean welcome = !version.isPrerelease();
    for (Comparator comparator : all) {
      if (!comparator.test(version)) {
        return false;
      }
      welcome |= comparator.welcomesPrereleasesOf(version);
    }
    return welcome;
  }

  /** Whether this is {@code *}: every stable version. */
  boolean isAny() {
    return alternatives.size() == 1 && alternatives.get(0).get(0).isAny();
  }

  /** The one version this range is, as in {@code =1.2.3}; empty where it is a real range. */
  Optional<Version> exactly() {
    if (alternatives.size() == 1 && alternatives.get(0).size() == 1) {
      Comparator only = alternatives.get(0).get(0);
      if (only.operator() == Comparator.Operator.EQUAL && !only.isAny()) {
        return Optional.of(only.version());
      }
    }
    return Optional.empty();
  }

  /** {@code v1} or {@code v1.2} where this is the range of that partial version. */
  Optional<String> partialName() {
    List<Comparator> bounds = alternatives.get(0);
    if (alternatives.size() > 1 || bounds.size() > 2 || bounds.get(0).isAny()) {
      return Optional.empty();
    }
    // A lower bound of 0.0.0 is left out of canonical form.
    Comparator low =
        bounds.size() == 2
            ? bounds.get(0)
            : Comparator.of(Comparator.Operator.GREATER_OR_EQUAL, 0, 0, 0);
    Comparator high = bounds.get(bounds.size() - 1);
    Version from = low.version();
    Version to = high.version();
    if (low.equals(Comparator.of(Comparator.Operator.GREATER_OR_EQUAL, to.major() - 1, 0, 0))
        && high.equals(Comparator.below(to.major(), 0, 0))) {
      return Optional.of("v" + from.major());
    }
    if (low.equals(
            Comparator.of(Comparator.Operator.GREATER_OR_EQUAL, to.major(), to.minor() - 1, 0))
        && high.equals(Comparator.below(to.major(), to.minor(), 0))) {
      return Optional.of("v" + from.major() + "." + from.minor());
    }
    return Optional.empty();
  }

  List<List<Comparator>> alternatives() {
    return alternatives;
  }

  /** The alternatives, so that they can be searched for. */
  List<Interval> intervals() {
    return alternatives.stream().map(Interval::of).toList();
  }

  /** Equal where the canonical text is equal; two spellings of one set of versions may differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Range range && text.equals(range.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** For people, behind "versions" or "which is": {@code in 1.x}. */
  public String words() {
    return RangeWords.of(this);
  }

  /** node-semver's canonical spelling, {@code >=1.0.0 <2.0.0-0}. */
  @Override
  public String toString() {
    return text;
  }
}
