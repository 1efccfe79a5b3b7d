package dev.widgetorigin.origin.rollout.site;

/**
 * Wilson's score interval (J. Am. Stat. Assoc. 22, 1927): between which bounds a true rate is,
 * where {@code loads} were seen of which a share of {@code rate} failed. {@code z} is the quantile
 * of the standard normal distribution for the confidence of one side. Pure.
 */
public final class Wilson {
  private Wilson() {}

  /** The true rate is above it; zero where there was no load. */
  public static double lower(double rate, double loads, double z) {
    return loads == 0 ? 0 : Math.max(0, centre(rate, loads, z) - margin(rate, loads, z));
  }

  /** The true rate is below it; one where there was no load. */
  public static double upper(double rate, double loads, double z) {
    return loads == 0 ? 1 : Math.min(1, centre(rate, loads, z) + margin(rate, loads, z));
  }

  private static double centre(double rate, double loads, double z) {
    return (rate + z * z / (2 * loads)) / (1 + z * z / loads);
  }

  private static double margin(double rate, double loads, double z) {
    double variance = rate * (1 - rate) / loads + z * z / (4 * loads * loads);
    return z * Math.sqrt(variance) / (1 + z * z / loads);
  }
}
