package dev.widgetorigin.origin.rollout.site;

/** How a page load went, in the three kinds that are counted by site. */
public enum SiteOutcome {
  LOADED,
  FAILED,
  /** Of a load that an earlier report told as {@link #LOADED}: it threw something afterwards. */
  CRASHED
}
