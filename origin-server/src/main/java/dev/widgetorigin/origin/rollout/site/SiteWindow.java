package dev.widgetorigin.origin.rollout.site;

/**
 * How page loads of one version went on a site, in so far as they count.
 *
 * @param loads not whole where networks were cut down
 * @param failures of them, crashes included
 */
record SiteWindow(double loads, double failures) {
  /** Zero where there was no load. */
  double rate() {
    return loads == 0 ? 0 : failures / loads;
  }
}
