package dev.widgetorigin.resolver;

/**
 * One bound of a range: an operator and a version, {@code >=1.2.3}.
 *
 * @param version null only in {@link #ANY}
 */
record Comparator(Operator operator, Version version) {
  /** How a version compares with the bound. */
  enum Operator {
    EQUAL(""),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /** As in canonical text: {@code >=}, and nothing for equality. */
    String text() {
      return text;
    }

    boolean pointsUp() {
      return this == GREATER || this == GREATER_OR_EQUAL;
    }

    boolean pointsDown() {
      return this == LESS || this == LESS_OR_EQUAL;
    }
  }

  /** Holds for every version. */
  static final Comparator ANY = new Comparator(Operator.EQUAL, null);

  /** Holds for none: nothing is below the lowest prerelease of 0.0.0. */
  static final Comparator NONE = new Comparator(Operator.LESS, new Version(0, 0, 0, "0", ""));

  /** A bound on a stable version. */
  static Comparator of(Operator operator, long major, long minor, long patch) {
    return new Comparator(operator, new Version(major, minor, patch, "", ""));
  }

  /** {@code <major.minor.patch-0}: below every prerelease of that version too. */
  static Comparator below(long major, long minor, long patch) {
    return new Comparator(Operator.LESS, new Version(major, minor, patch, "0", ""));
  }

  boolean isAny() {
    return version == null;
  }

  /** Whether the version lies on the right side; says nothing about prereleases being welcome. */
  boolean test(Version candidate) {
    if (version == null) {
      return true;
    }
    int order = candidate.compareTo(version);
    return switch (operator) {
      case EQUAL -> order == 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  /** Whether the bound names a prerelease of this very major.minor.patch. */
  boolean welcomesPrereleasesOf(Version candidate) {
    return version != null && version.isPrerelease() && version.sameCore(candidate);
  }

  @Override
  public String toString() {
    return version == null ? "" : operator.text() + version;
  }
}
