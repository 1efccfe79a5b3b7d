package dev.widgetorigin.origin.delivery.negotiate;

import java.util.ArrayList;
import java.util.List;

/**
 * What a Range field asks of a representation (RFC 9110 §14.1.2, §14.2).
 *
 * <p>A field in another unit, or with a member that is no range, is ignored as a whole. So are
 * requests that cost more than the whole answer would: more than {@value #MAX_RANGES} ranges, or
 * ranges that together hold more bytes than there are (§14.2, §17.15). Of an empty representation
 * every range that begins where it begins is all of it, as for nginx.
 */
public sealed interface ByteRanges {
  int MAX_RANGES = 64;

  /** Answer with the whole representation. */
  record Whole() implements ByteRanges {}

  /** 416. */
  record Unsatisfiable() implements ByteRanges {}

  /** One or more, in the order asked, each within the representation. */
  record Parts(List<Part> parts) implements ByteRanges {}

  /** Both ends inclusive. */
  record Part(long first, long last) {
    public long length() {
      return last - first + 1;
    }

    /** The value of Content-Range. */
    public String contentRange(long of) {
      return "bytes " + first + "-" + last + "/" + of;
    }
  }

  Whole WHOLE = new Whole();
  Unsatisfiable UNSATISFIABLE = new Unsatisfiable();

  /** Never throws. {@code length} is that of the selected, encoded representation. */
  static ByteRanges parse(String field, long length) {
    int equals = field.indexOf('=');
    if (equals < 0 || !field.substring(0, equals).trim().equalsIgnoreCase("bytes")) {
      return WHOLE;
    }
    List<Part> parts = new ArrayList<>();
    int specs = 0;
    long bytes = 0;
    for (String member : field.substring(equals + 1).split(",", -1)) {
      String spec = member.trim();
      if (spec.isEmpty()) {
        continue;
      }
      if (!isSpec(spec) || ++specs > MAX_RANGES) {
        return WHOLE;
      }
      Part part = part(spec, length);
      if (part != null) {
        parts.add(part);
        bytes += part.length();
      } else if (length == 0 && fromBeginning(spec)) {
        // No Content-Range can say so; §14.2 lets a server ignore the field then. Caches that fetch
        // a file in pieces ask for the first piece of whatever they do not have yet.
        return WHOLE;
      }
    }
    if (specs == 0 || (parts.size() > 1 && bytes > length)) {
      return WHOLE;
    }
    return parts.isEmpty() ? UNSATISFIABLE : new Parts(List.copyOf(parts));
  }

  /** {@code 0-9}, {@code 9-}, {@code -9}; the last not before the first. */
  private static boolean isSpec(String spec) {
    int dash = spec.indexOf('-');
    if (dash < 0 || spec.length() == 1) {
      return false;
    }
    String first = spec.substring(0, dash);
    String last = spec.substring(dash + 1);
    return isDigits(first)
        && isDigits(last)
        && (first.isEmpty() || last.isEmpty() || number(first) <= number(last));
  }

  /** Null where it is unsatisfiable. */
  private static Part part(String spec, long length) {
    int dash = spec.indexOf('-');
    if (dash == 0) {
      long suffix = number(spec.substring(1));
      return suffix == 0 || length == 0 ? null : new Part(Math.max(0, length - suffix), length - 1);
    }
    long first = number(spec.substring(0, dash));
    if (first >= length) {
      return null;
    }
    String last = spec.substring(dash + 1);
    return new Part(first, last.isEmpty() ? length - 1 : Math.min(number(last), length - 1));
  }

  /** {@code 0-}, {@code 0-9} and {@code -9}: the beginning of a representation that is empty. */
  private static boolean fromBeginning(String spec) {
    int dash = spec.indexOf('-');
    return dash == 0 ? number(spec.substring(1)) > 0 : number(spec.substring(0, dash)) == 0;
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Saturates: no representation is that long. */
  private static long number(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      if (value > Long.MAX_VALUE / 10 - 1) {
        return Long.MAX_VALUE;
      }
      value = value * 10 + (digits.charAt(i) - '0');
    }
    return value;
  }
}
