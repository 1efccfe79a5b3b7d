package dev.widgetorigin.origin.console.part;

import dev.widgetorigin.origin.console.call.Doc;

/**
 * One measure of a rollout, and a picture of it: the new version's interval against the limit, and
 * the stable version beside it. The template {@code measure} draws it as SVG.
 *
 * @param id for its heading
 * @param counted loads of the new version that it was seen in
 * @param loads of the new version
 * @param rate of the new version, as a share
 * @param lower the interval's lower end
 * @param upper its upper end
 * @param stable the stable version's rate; negative where nobody reported
 * @param limit the share above which the version is held to be broken
 */
public record Measure(
    String id,
    String title,
    long counted,
    long loads,
    double rate,
    double lower,
    double upper,
    double stable,
    double limit) {
  static final int WIDTH = 280;
  static final int HEIGHT = 44;

  /** Room for a dot at either end. */
  private static final int MARGIN = 6;

  /** Of all loads that failed, as a window of the API tells them. */
  public static Measure failures(String id, String title, Doc canary, Doc stable, double limit) {
    return new Measure(
        id,
        title,
        canary.number("errors"),
        canary.number("loads"),
        canary.decimal("errorRate"),
        canary.decimal("lower"),
        canary.decimal("upper"),
        stable.number("loads") == 0 ? -1 : stable.decimal("errorRate"),
        limit);
  }

  /** Of the loads that threw something afterwards. */
  public static Measure crashes(String id, String title, Doc canary, Doc stable, double limit) {
    return new Measure(
        id,
        title,
        canary.number("crashes"),
        canary.number("loads"),
        canary.decimal("crashRate"),
        canary.decimal("crashLower"),
        canary.decimal("crashUpper"),
        stable.number("loads") == 0 ? -1 : stable.decimal("crashRate"),
        limit);
  }

  boolean known() {
    return loads > 0;
  }

  /** The right end of the picture: the limit has its place in every one, wide as intervals are. */
  double most() {
    double wanted = Math.max(Math.max(rate, stable) * 1.2, Math.min(upper * 1.1, limit * 4));
    return Math.min(1, Math.max(wanted, limit * 2));
  }

  int at(double share) {
    double part = Math.max(0, Math.min(1, share / most()));
    return MARGIN + (int) Math.round(part * (WIDTH - 2 * MARGIN));
  }

  /**
   * Where the interval stands to the limit, in words: the picture says nothing that these do not.
   */
  String standing() {
    if (!known()) {
      return "no report yet";
    }
    if (lower > limit) {
      return "certainly above the limit";
    }
    if (upper < limit) {
      return "certainly below the limit";
    }
    return "not certain yet";
  }

  boolean above() {
    return known() && lower > limit;
  }

  String summary() {
    return "New version %s, between %s and %s; stable version %s; limit %s"
        .formatted(
            Words.share(rate),
            Words.share(lower),
            Words.share(upper),
            stable < 0 ? "unknown" : Words.share(stable),
            Words.share(limit));
  }
}
