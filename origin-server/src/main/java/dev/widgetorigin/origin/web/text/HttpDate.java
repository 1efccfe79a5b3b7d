package dev.widgetorigin.origin.web.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates of HTTP (RFC 9110 §5.6.7), one-second grain: {@code Sun, 06 Nov 1994 08:49:37 GMT}.
 *
 * <p>Read in all three forms, strictly: IMF-fixdate, RFC 850's, and asctime's. Written in the
 * first.
 */
public final class HttpDate {
  /** What {@link #parse} answers where the text is no date. */
  public static final long INVALID = Long.MIN_VALUE;

  private static final DateTimeFormatter IMF =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
  private static final String TIME = "(\\d\\d):(\\d\\d):(\\d\\d)";
  private static final String MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final Pattern FIXDATE =
      Pattern.compile(
          "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\\d\\d) " + MONTH + " (\\d{4}) " + TIME + " GMT");
  private static final Pattern RFC850 =
      Pattern.compile(
          "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday), (\\d\\d)-"
              + MONTH
              + "-(\\d\\d) "
              + TIME
              + " GMT");
  private static final Pattern ASCTIME =
      Pattern.compile(
          "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) " + MONTH + " ([ \\d]\\d) " + TIME + " (\\d{4})");

  private HttpDate() {}

  public static String format(Instant instant) {
    return IMF.format(instant.atOffset(ZoneOffset.UTC));
  }

  /**
   * Seconds since 1970, or {@link #INVALID}.
   *
   * @param thisYear against which a two-digit year is read: never more than 50 years ahead of it
   */
  public static long parse(String text, int thisYear) {
    Matcher fix = FIXDATE.matcher(text);
    if (fix.matches()) {
      return seconds(number(fix, 3), fix.group(2), number(fix, 1), fix, 4);
    }
    Matcher old = RFC850.matcher(text);
    if (old.matches()) {
      int year = thisYear - Math.floorMod(thisYear, 100) + number(old, 3);
      if (year > thisYear + 50) {
        year -= 100;
      }
      return seconds(year, old.group(2), number(old, 1), old, 4);
    }
    Matcher asctime = ASCTIME.matcher(text);
    if (asctime.matches()) {
      return seconds(number(asctime, 6), asctime.group(1), number(asctime, 2), asctime, 3);
    }
    return INVALID;
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group).trim());
  }

  /**
   * {@code time} is the group of the hour; minute and second follow. A leap second counts as 59.
   */
  private static long seconds(int year, String month, int day, Matcher matcher, int time) {
    int second = number(matcher, time + 2);
    try {
      return LocalDateTime.of(
              year,
              MONTHS.indexOf(month) / 3 + 1,
              day,
              number(matcher, time),
              number(matcher, time + 1),
              second == 60 ? 59 : second)
          .toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return INVALID;
    }
  }
}
