package dev.widgetorigin.origin.rollout.site;

/** What a report says of a page load. */
public enum Fate {
  LOADED,
  FAILED,
  /** Of a load that an earlier report told as {@link #LOADED}: it threw something afterwards. */
  CRASHED
}
