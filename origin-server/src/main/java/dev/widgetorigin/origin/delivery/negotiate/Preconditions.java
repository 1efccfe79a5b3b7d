package dev.widgetorigin.origin.delivery.negotiate;

import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.origin.web.text.EntityTags;
import dev.widgetorigin.origin.web.text.HttpDate;

/**
 * Whether a conditional GET or HEAD goes ahead, in the order of RFC 9110 §13.2.2: If-Match, else
 * If-Unmodified-Since; If-None-Match, else If-Modified-Since. (If-Range, last, concerns ranges
 * only: {@link #ifRange}.) A date that cannot be read is as good as absent.
 */
public final class Preconditions {
  public enum Result {
    PROCEED,
    NOT_MODIFIED,
    FAILED
  }

  /**
   * For what may have changed twice within a second, as an alias may between two versions that were
   * published together: its date is no strong validator (§8.8.2.2).
   */
  public static final long NO_STRONG_DATE = HttpDate.INVALID;

  private Preconditions() {}

  /** True where the request has any field that {@link #evaluate} looks at. */
  public static boolean any(Request request) {
    return request.header("if-none-match") != null
        || request.header("if-modified-since") != null
        || request.header("if-match") != null
        || request.header("if-unmodified-since") != null;
  }

  /**
   * Decides.
   *
   * @param etag of the selected representation, strong
   * @param lastModified of it, in seconds since 1970
   * @param unchangedSince from when on the resource is known to have been as it is now. For an
   *     exact version that is {@code lastModified}; an alias may have been moved back to an older
   *     version since a client last asked, so there an If-Modified-Since between the two proves
   *     nothing unless it is {@code lastModified} itself
   */
  public static Result evaluate(
      Request request, String etag, long lastModified, long unchangedSince, int thisYear) {
    String ifMatch = request.header("if-match");
    if (ifMatch != null) {
      if (!EntityTags.matches(ifMatch, etag, false)) {
        return Result.FAILED;
      }
    } else {
      long date = date(request.header("if-unmodified-since"), thisYear);
      if (date != HttpDate.INVALID && lastModified > date) {
        return Result.FAILED;
      }
    }
    String ifNoneMatch = request.header("if-none-match");
    if (ifNoneMatch != null) {
      return EntityTags.matches(ifNoneMatch, etag, true) ? Result.NOT_MODIFIED : Result.PROCEED;
    }
    long date = date(request.header("if-modified-since"), thisYear);
    boolean unmodified =
        date != HttpDate.INVALID && (date == lastModified || date >= unchangedSince);
    return unmodified ? Result.NOT_MODIFIED : Result.PROCEED;
  }

  /**
   * Whether a Range may be answered: If-Range is absent, or names this very representation
   * (§13.1.5).
   *
   * @param lastModified in seconds since 1970, or {@link #NO_STRONG_DATE}
   */
  public static boolean ifRange(String field, String etag, long lastModified, int thisYear) {
    if (field == null) {
      return true;
    }
    String value = field.trim();
    boolean tag = value.startsWith("\"") || value.startsWith("W/");
    return tag
        ? value.equals(etag)
        : lastModified != NO_STRONG_DATE && date(value, thisYear) == lastModified;
  }

  private static long date(String field, int thisYear) {
    return field == null ? HttpDate.INVALID : HttpDate.parse(field.trim(), thisYear);
  }
}
