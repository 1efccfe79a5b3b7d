package dev.widgetorigin.origin.config;

/** Which URLs answer how a file differs from an earlier one that the client has (RFC 9842). */
public enum DeltaUrls {
  /** Those of exact versions. */
  EXACT,
  /** Aliases too. */
  ALL,
  /** None, and none are made. */
  OFF
}
