package dev.widgetorigin.origin.web.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
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

  private static final int LENGTH = "Sun, 06 Nov 1994 08:49:37 GMT".length();
  private static final String DAYS = "MonTueWedThuFriSatSun";
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

  /** In the first form, for the years 0 to 9999. */
  public static String format(Instant instant) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    int day = 3 * (time.getDayOfWeek().getValue() - 1);
    int month = 3 * (time.getMonthValue() - 1);
    StringBuilder text = new StringBuilder(LENGTH);
    text.append(DAYS, day, day + 3).append(", ");
    two(text, time.getDayOfMonth()).append(' ').append(MONTHS, month, month + 3).append(' ');
    two(text, time.getYear() / 100);
    two(text, time.getYear() % 100).append(' ');
    two(text, time.getHour()).append(':');
    two(text, time.getMinute()).append(':');
    return two(text, time.getSecond()).append(" GMT").toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
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
