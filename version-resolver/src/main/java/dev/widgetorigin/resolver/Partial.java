package dev.widgetorigin.resolver;

/**
 * What stands behind an operator in a range: a version of which parts may be left out or be
 * wildcards, {@code 1}, {@code 1.2.x}, {@code 1.2.3-beta}.
 *
 * @param prefix the run of {@code v}, {@code =} and blanks before it
 * @param minor {@link #WILD} for a wildcard or a part left out; likewise the others
 * @param prerelease identifiers, or the empty string
 */
record Partial(String prefix, long major, long minor, long patch, String prerelease) {
  static final long WILD = -1;

  boolean anyMajor() {
    return major == WILD;
  }

  boolean anyMinor() {
    return anyMajor() || minor == WILD;
  }

  boolean anyPatch() {
    return anyMinor() || patch == WILD;
  }

  /** Whether a number stands behind a wildcard, as in {@code 1.x.3}. */
  boolean numberBehindWildcard() {
    return (major == WILD && minor != WILD) || (minor == WILD && patch != WILD);
  }

  /** Whether only the prefixes stand before it that a whole version may have. */
  boolean plainPrefix() {
    return prefix.isEmpty() || prefix.equals("v");
  }
}
