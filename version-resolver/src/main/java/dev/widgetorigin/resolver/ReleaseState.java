package dev.widgetorigin.resolver;

import java.util.Locale;

/** Where a version stands in its life; decides which selectors can reach it. */
public enum ReleaseState {
  /** Exact URL (and a channel that names it) only. */
  STAGED,
  /** Eligible for every alias. */
  RELEASED,
  /** Eligible, but the last choice of an alias. */
  DEPRECATED,
  /** Aliases skip it; the exact URL still answers. */
  YANKED,
  /** 410 everywhere; the number can never come back. */
  BLOCKED;

  /** Whether aliases may answer a version in this state, by rule or by a pin. */
  public boolean isServable() {
    return this == RELEASED || this == DEPRECATED;
  }

  /** The spelling of API, log and CLI: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
