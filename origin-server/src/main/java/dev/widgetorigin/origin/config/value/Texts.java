package dev.widgetorigin.origin.config.value;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The spellings of settings: durations, times, sizes, key names, and the nearest known name. */
public final class Texts {
  /** What the names of environment variables that are settings begin with. */
  public static final String PREFIX = "WIDGET_ORIGIN_";

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");
  private static final Pattern NUMBER =
      Pattern.compile("([+-]?\\d{1,18}(?:\\.\\d{1,6})?)\\s*([kKMGT]i?B?|B)?");
  private static final Map<String, Long> UNIT_MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private Texts() {}

  /** {@code 500ms}, {@code 15s}, {@code 5m}, {@code 1h}, {@code 30d}, or ISO 8601 {@code PT15S}. */
  public static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    try {
      if (matcher.matches()) {
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
            Duration.ofMillis(Math.multiplyExact(amount, UNIT_MILLIS.get(matcher.group(2)))));
      }
      return Optional.of(Duration.parse(text));
    } catch (DateTimeException | ArithmeticException notIsoOrTooLong) {
      return Optional.empty();
    }
  }

  /** A time in UTC, {@code 2026-11-22T08:00:00Z}. */
  public static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException notIso) {
      return Optional.empty();
    }
  }

  /**
   * {@code 8080}, {@code 64MiB}, {@code 500kB}, {@code 1.5G}: k, M, G, T are powers of 1000, Ki… of
   * 1024.
   */
  public static OptionalLong number(String text) {
    Matcher matcher = NUMBER.matcher(text.replace("_", ""));
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String unit = matcher.group(2) == null ? "" : matcher.group(2);
    long base = unit.contains("i") ? 1024 : 1000;
    int power = unit.isEmpty() ? 0 : "BKMGT".indexOf(Character.toUpperCase(unit.charAt(0)));
    try {
      if (power == 0 && matcher.group(1).indexOf('.') < 0) {
        // Most are plain, and BigDecimal sets up tables for milliseconds when it is first used.
        return OptionalLong.of(Long.parseLong(matcher.group(1)));
      }
      BigDecimal factor = BigDecimal.valueOf(base).pow(power);
      return OptionalLong.of(new BigDecimal(matcher.group(1)).multiply(factor).longValueExact());
    } catch (ArithmeticException fractionOrTooLarge) {
      return OptionalLong.empty();
    }
  }

  /** The shortest of the spellings that {@link #duration} reads. */
  public static String show(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0";
    }
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      if (millis % UNIT_MILLIS.get(unit) == 0) {
        return millis / UNIT_MILLIS.get(unit) + unit;
      }
    }
    return millis + "ms";
  }

  /** {@code eventLoops} → {@code event-loops}. */
  public static String kebab(String camel) {
    // A component that may not have its name in Java has a '_' behind it.
    String name = camel.endsWith("_") ? camel.substring(0, camel.length() - 1) : camel;
    StringBuilder kebab = new StringBuilder(name.length() + 4);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c) && i > 0 && !Character.isUpperCase(name.charAt(i - 1))) {
        kebab.append('-');
      }
      kebab.append(Character.toLowerCase(c));
    }
    return kebab.toString();
  }

  /** {@code http.event-loops} → {@code WIDGET_ORIGIN_HTTP_EVENT_LOOPS}. */
  public static String environmentName(String key) {
    return PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The known name that a slip of the fingers most likely meant. */
  public static Optional<String> nearest(String name, Collection<String> known) {
    // What all variables begin with makes none of them more alike.
    int alike = name.startsWith(PREFIX) ? PREFIX.length() : 0;
    int worst = Math.max(2, (name.length() - alike) / 3);
    return known.stream()
        .filter(candidate -> distance(name, candidate) <= worst)
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** Levenshtein's distance, ignoring case. */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
