package dev.widgetorigin.origin.console.part;

import dev.widgetorigin.origin.alarm.AlarmWatch;
import dev.widgetorigin.origin.changes.ChannelMover;
import dev.widgetorigin.origin.changes.alias.Offer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and sizes as people read them. Pure; templates call it. */
public final class Words {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final Pattern TIME =
      Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z");

  /** Parts of the origin that change something by themselves. */
  private static final Set<String> OWN = Set.of(Offer.WHO, ChannelMover.WHO, AlarmWatch.WHO);

  private Words() {}

  /** {@code 29 Nov 2026, 06:27 UTC}; as it came where it is no time. */
  public static String day(String time) {
    Instant at = instant(time);
    return at == null ? time : DAY.format(at);
  }

  /** {@code 3 h ago}, {@code in 2 days}; empty where it is no time. */
  public static String ago(String time, Instant now) {
    Instant at = instant(time);
    if (at == null) {
      return "";
    }
    Duration since = Duration.between(at, now);
    return since.isNegative() ? "in " + span(since.negated()) : past(span(since));
  }

  private static String past(String span) {
    return span.equals("a moment") ? "just now" : span + " ago";
  }

  public static String span(long millis) {
    return span(Duration.ofMillis(millis));
  }

  private static String span(Duration time) {
    long minutes = time.toMinutes();
    if (minutes < 1) {
      return "a moment";
    }
    if (minutes < 60) {
      return minutes + " min";
    }
    if (minutes < 48 * 60) {
      return minutes / 60 + " h";
    }
    return minutes / (24 * 60) + " days";
  }

  /** Who did something; {@code the origin} where it did that by itself. */
  public static String who(String name) {
    return OWN.contains(name) ? "the origin" : name;
  }

  /** A text of the API with its times as people read them. */
  public static String times(String text) {
    return TIME.matcher(text).replaceAll(found -> Matcher.quoteReplacement(day(found.group())));
  }

  private static Instant instant(String time) {
    try {
      return time == null || time.isEmpty() ? null : Instant.parse(time);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** {@code 812 B}, {@code 14.2 kB}, {@code 3.1 MB}: thousands, as network people count. */
  public static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double amount = bytes;
    String[] units = {"kB", "MB", "GB", "TB"};
    int unit = -1;
    while (amount >= 1000 && unit < units.length - 1) {
      amount /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, amount < 100 ? "%.1f %s" : "%.0f %s", amount, units[unit]);
  }

  /** {@code +1.2 kB (+3 %)}; {@code ±0} where nothing changed. */
  public static String change(long before, long now) {
    long more = now - before;
    if (more == 0) {
      return "±0";
    }
    String sign = more > 0 ? "+" : "−";
    String amount = sign + size(Math.abs(more));
    long percent = before == 0 ? 0 : Math.round(Math.abs(more) * 100.0 / before);
    return percent == 0 ? amount : amount + " (" + sign + percent + " %)";
  }

  /** {@code 10 %}, {@code 0.5 %}. */
  public static String percent(double share) {
    String text = String.format(Locale.ROOT, "%.2f", share);
    return text.replaceFirst("\\.?0+$", "") + " %";
  }

  /** A share as percent, with one digit: {@code 9.0 %}. */
  public static String share(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** How long until then: {@code 42 min}, {@code 3 h 20 min}; {@code no time} where it is past. */
  public static String left(String time, Instant now) {
    Instant at = instant(time);
    if (at == null || !at.isAfter(now)) {
      return "no time";
    }
    Duration left = Duration.between(now, at);
    return left.toHours() > 0 && left.toHours() < 48
        ? "%d h %d min".formatted(left.toHours(), left.toMinutesPart())
        : span(left);
  }

  /** {@code 12,345}. */
  public static String count(long number) {
    return String.format(Locale.ENGLISH, "%,d", number);
  }
}
