package dev.widgetorigin.resolver;

import java.util.List;
import java.util.Optional;

/**
 * A SemVer 2.0 version, such as {@code 1.2.3} or {@code 2.0.0-beta.1}.
 *
 * <p>Ordered by precedence: numeric identifiers by value, others by their ASCII characters, a
 * prerelease before its release. Build metadata is kept but takes no part in comparison, equality
 * or {@link #toString}. Immutable.
 *
 * <p>Limits are npm's: the text is at most {@value #MAX_LENGTH} characters, major, minor and patch
 * at most 2<sup>53</sup>-1. A numeric prerelease identifier may be larger and is compared exactly
 * (npm's library rounds it to a double there).
 */
public final class Version implements Comparable<Version> {
  /** The longest text that can be a version, in characters. */
  public static final int MAX_LENGTH = 256;

  /** The largest major, minor or patch: JavaScript's largest safe integer. */
  public static final long MAX_COMPONENT = (1L << 53) - 1;

  private final long major;
  private final long minor;
  private final long patch;
  private final String text;

  /** Where the prerelease starts in {@link #text}; its length where there is none. */
  private final int prereleaseAt;

  private final String build;

  /**
   * Made of parts that are known to be valid.
   *
   * @param prerelease dot-separated identifiers, or the empty string
   */
  Version(long major, long minor, long patch, String prerelease, String build) {
    this.major = major;
    this.minor = minor;
    this.patch = patch;
    this.build = build;
    String core = major + "." + minor + "." + patch;
    this.text = prerelease.isEmpty() ? core : core + "-" + prerelease;
    this.prereleaseAt = prerelease.isEmpty() ? core.length() : core.length() + 1;
  }

  private Version(long major, long minor, long patch, String text, int prereleaseAt, String build) {
    this.major = major;
    this.minor = minor;
    this.patch = patch;
    this.text = text;
    this.prereleaseAt = prereleaseAt;
    this.build = build;
  }

  /**
   * Reads a version: strict SemVer 2.0 but for an optional leading {@code v} or {@code =} and
   * surrounding blanks.
   *
   * @throws ResolverException with {@link ResolverException.Code#VERSION} and the offset of the
   *     first character that does not fit
   */
  public static Version parse(String text) {
    Version plain = plainOrNull(text);
    return plain != null ? plain : new VersionParser(text).version();
  }

  /**
   * Three short numbers and nothing else, which is what most versions are: a start reads 100,000 of
   * them before the parser is compiled. Null for every other text.
   */
  static Version plainOrNull(String text) {
    long[] numbers = new long[3];
    int part = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && digits > 0 && part < 2) {
        part++;
        digits = 0;
      } else if (c >= '0' && c <= '9' && digits < 9 && (digits == 0 || numbers[part] > 0)) {
        numbers[part] = 10 * numbers[part] + c - '0';
        digits++;
      } else {
        return null;
      }
    }
    return part == 2 && digits > 0
        ? new Version(numbers[0], numbers[1], numbers[2], text, text.length(), "")
        : null;
  }

  /** Like {@link #parse}, but empty where it would throw. */
  public static Optional<Version> tryParse(String text) {
    return Optional.ofNullable(new VersionParser(text).versionOrNull());
  }

  /** The first number. */
  public long major() {
    return major;
  }

  /** The second number. */
  public long minor() {
    return minor;
  }

  /** The third number. */
  public long patch() {
    return patch;
  }

  /** The prerelease identifiers in order, {@code [beta, 1]}; empty for a stable version. */
  public List<String> prerelease() {
    return isPrerelease() ? List.of(prereleaseText().split("\\.", -1)) : List.of();
  }

  /** Build metadata without the plus, or the empty string. Ignored by all comparison. */
  public String build() {
    return build;
  }

  /** Whether this is a prerelease, such as {@code 2.0.0-beta.1}. */
  public boolean isPrerelease() {
    return prereleaseAt < text.length();
  }

  boolean sameCore(Version other) {
    return major == other.major && minor == other.minor && patch == other.patch;
  }

  String prereleaseText() {
    return text.substring(prereleaseAt);
  }

  @Override
  public int compareTo(Version other) {
    int order = Long.compare(major, other.major);
    if (order == 0) {
      order = Long.compare(minor, other.minor);
    }
    if (order == 0) {
      order = Long.compare(patch, other.patch);
    }
    if (order != 0) {
      return order;
    }
    if (isPrerelease() != other.isPrerelease()) {
      return isPrerelease() ? -1 : 1;
    }
    return comparePrerelease(text, prereleaseAt, other.text, other.prereleaseAt);
  }

  private static int comparePrerelease(String a, int i, String b, int j) {
    while (i < a.length() && j < b.length()) {
      int endA = endOfIdentifier(a, i);
      int endB = endOfIdentifier(b, j);
      int order = compareIdentifier(a, i, endA, b, j, endB);
      if (order != 0) {
        return order;
      }
      i = endA + 1;
      j = endB + 1;
    }
    return Boolean.compare(i < a.length(), j < b.length());
  }

  private static int endOfIdentifier(String text, int from) {
    int dot = text.indexOf('.', from);
    return dot < 0 ? text.length() : dot;
  }

  private static int compareIdentifier(String a, int i, int endA, String b, int j, int endB) {
    boolean numeric = isNumeric(a, i, endA);
    if (numeric != isNumeric(b, j, endB)) {
      return numeric ? -1 : 1;
    }
    // Without leading zeros the longer number is the larger one.
    if (numeric && endA - i != endB - j) {
      return Integer.compare(endA - i, endB - j);
    }
    for (; i < endA && j < endB; i++, j++) {
      if (a.charAt(i) != b.charAt(j)) {
        return Character.compare(a.charAt(i), b.charAt(j));
      }
    }
    return Integer.compare(endA - i, endB - j);
  }

  private static boolean isNumeric(String text, int from, int end) {
    for (int i = from; i < end; i++) {
      if (!Chars.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version version && text.equals(version.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** {@code 1.2.3-beta.1}: never a leading v, never build metadata. What keys and URLs use. */
  @Override
  public String toString() {
    return text;
  }
}
