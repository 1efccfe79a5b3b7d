package dev.widgetorigin.origin.rollout;

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

  /** Each load reported. */
  static Window of(long loads, long errors) {
    return new Window(loads, errors, 0, loads);
  }

  /** Zero where there was no load. */
  public double rate() {
    return loads == 0 ? 0 : errors / loads;
  }

  /** The share of loads that threw something afterwards. */
  double crashRate() {
    return loads == 0 ? 0 : crashes / loads;
  }

  /**
   * Lower end of Wilson's score interval: the true error rate is above it with 99.5 % confidence
   * (Wilson, J. Am. Stat. Assoc. 22, 1927). Zero where there was no load.
   */
  public double lower() {
    return loads == 0 ? 0 : Math.max(0, centre() - margin());
  }

  /** Upper end: the true error rate is below it with 99.5 % confidence. One without loads. */
  public double upper() {
    return loads == 0 ? 1 : Math.min(1, centre() + margin());
  }

  /** The same loads, of which only those failed that threw something afterwards. */
  Window crashed() {
    return new Window(loads, crashes, crashes, reports);
  }

  private double centre() {
    return (rate() + Z * Z / (2 * loads)) / (1 + Z * Z / loads);
  }

  private double margin() {
    double p = rate();
    double variance = p * (1 - p) / loads + Z * Z / (4 * loads * loads);
    return Z * Math.sqrt(variance) / (1 + Z * Z / loads);
  }
}
