package dev.widgetorigin.origin.rollout;

/**
 * How page loads went in some span of time.
 *
 * @param loads how many there were; stable loads are weighted, so it need not be whole
 * @param errors how many of them failed
 * @param reports how many reports that rests on
 * @param networks from how many networks; as many as loads where networks are not told apart
 * @param votes the sum of each network's own error rate, so that every network has one voice
 */
public record Window(double loads, double errors, long reports, double networks, double votes) {
  static final Window NONE = of(0, 0);

  /** Quantile of the standard normal distribution for 99.5 %, one side. */
  static final double Z = 2.575829303548901;

  /** Each load from a network of its own. */
  static Window of(long loads, long errors) {
    return new Window(loads, errors, loads, loads, errors);
  }

  /** The same with one load from each network, which failed as often as that network's did. */
  Window byNetwork() {
    return new Window(networks, votes, (long) networks, networks, votes);
  }

  /** What is left where so many loads, all failed, are not believed. */
  Window without(int failed) {
    return new Window(
        Math.max(0, loads - failed),
        Math.max(0, errors - failed),
        Math.max(0, reports - failed),
        Math.max(0, networks - failed),
        Math.max(0, votes - failed));
  }

  /** Zero where there was no load. */
  public double rate() {
    return loads == 0 ? 0 : errors / loads;
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

  private double centre() {
    return (rate() + Z * Z / (2 * loads)) / (1 + Z * Z / loads);
  }

  private double margin() {
    double p = rate();
    double variance = p * (1 - p) / loads + Z * Z / (4 * loads * loads);
    return Z * Math.sqrt(variance) / (1 + Z * Z / loads);
  }
}
