package dev.widgetorigin.resolver;

import java.util.List;
import java.util.StringJoiner;

/**
 * A range in words that can follow "versions" or "which is": {@code in 1.x}, {@code from 1.2.0 on
 * and below 2.0.0}. For people only: that an upper bound shuts out prereleases too is not told.
 */
final class RangeWords {
  private RangeWords() {}

  static String of(Range range) {
    StringJoiner words = new StringJoiner(", or ");
    for (List<Comparator> all : range.alternatives()) {
      words.add(
          new Range(List.of(all))
              .partialName()
              .map(name -> "in " + name.substring(1) + ".x")
              .orElseGet(() -> bounds(all)));
    }
    return words.toString();
  }

  private static String bounds(List<Comparator> all) {
    StringJoiner words = new StringJoiner(" and ");
    all.forEach(bound -> words.add(bound(bound)));
    return words.toString();
  }

  private static String bound(Comparator bound) {
    if (bound.isAny()) {
      return "of any number";
    }
    Version version = bound.version();
    return switch (bound.operator()) {
      case EQUAL -> "equal to " + version;
      case LESS -> "below " + version.toString().replaceFirst("-0$", "");
      case LESS_OR_EQUAL -> "up to " + version;
      case GREATER -> "above " + version;
      case GREATER_OR_EQUAL -> "from " + version + " on";
    };
  }
}
