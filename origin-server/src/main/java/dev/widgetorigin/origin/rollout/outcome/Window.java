package dev.widgetorigin.origin.rollout.outcome;

import dev.widgetorigin.origin.rollout.site.Wilson;

/**
 * How page loads went in some span of time.
 *
 * @param loads how many there were; stable loads are weighted, so it need not be whole
 * @param errors how many of them failed, crashes among them
 * @param crashes how many of them loaded and threw something afterwards
 * @param reports how many reports that rests on
 */
public record Window(double loads, double errors, double crashes, long reports) {
  static final Window NONE = new Window(0, 0, 0, 0);

  /** Quantile of the standard normal distribution for 99.5 %, one side. */
  static final double Z = 2.575829303548901;

  /** Zero where there was no load. */
  public double rate() {
    return loads == 0 ? 0 : errors / loads;
  }

  /** The share of loads that threw something afterwards. */
  double crashRate() {
    return loads == 0 ? 0 : crashes / loads;
  }

  /**
   * Lower end of Wilson's score interval: the true error rate is above it with 99.5 % confidence.
   * Zero where there was no load.
   */
  public double lower() {
    return Wilson.lower(rate(), loads, Z);
  }

  /** Upper end: the true error rate is below it with 99.5 % confidence. One without loads. */
  public double upper() {
    return Wilson.upper(rate(), loads, Z);
  }

  /** The same loads, of which only those failed that threw something afterwards. */
  public Window crashed() {
    return new Window(loads, crashes, crashes, reports);
  }
}
