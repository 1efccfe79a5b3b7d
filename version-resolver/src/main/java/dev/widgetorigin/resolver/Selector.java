package dev.widgetorigin.resolver;

import java.util.Optional;

/**
 * What stands where a version stands in a URL.
 *
 * <p>{@code 1.2.3}, {@code v1.2.3} exact; {@code v1}, {@code ^1.2.0}, {@code >=1 <2} ranges; {@code
 * latest}, {@code *} and the empty range are {@link Latest}; anything else that is spelled like a
 * channel name is a {@link Channel}.
 */
public sealed interface Selector {
  /**
   * Reads a selector. A range that can only be one version ({@code =1.2.3}) is exact; one that
   * allows every stable version ({@code >=0}, {@code 1||*}) is {@code latest}.
   *
   * @throws ResolverException with {@link ResolverException.Code#SELECTOR} where the text is none
   *     of the four
   */
  static Selector parse(String text) {
    if (text.equals("latest")) {
      return new Latest();
    }
    Optional<Version> version = Version.tryParse(text);
    if (version.isPresent()) {
      return new Exact(version.get());
    }
    Optional<Range> range = Range.tryParse(text);
    if (range.isPresent()) {
      return of(range.get());
    }
    if (Channel.isSpelledRight(text)) {
      return new Channel(text);
    }
    throw new ResolverException(
        ResolverException.Code.SELECTOR,
        -1,
        Chars.quote(text)
            + " selects nothing: expected a version (1.2.3), a range (v1, ^1.2.0), latest or a"
            + " channel (beta)");
  }

  private static Selector of(Range range) {
    if (range.isAny()) {
      return new Latest();
    }
    Optional<Version> only = range.exactly();
    return only.isPresent() ? new Exact(only.get()) : new Ranged(range);
  }

  /**
   * The one name under which pins, tags and history know this selector, however it was spelled:
   * {@code 1.2.3}, {@code v1}, {@code v1.2}, {@code latest}, {@code beta}; other ranges in
   * canonical form, {@code >=1.2.0 <2.0.0-0}.
   */
  String alias();

  /** One version, by number. */
  record Exact(Version version) implements Selector {
    @Override
    public String alias() {
      return version.toString();
    }
  }

  /**
   * A set of versions.
   *
   * @param alias {@code v1} or {@code v1.2} for the range of a partial version, else the canonical
   *     text
   */
  record Ranged(Range range, String alias) implements Selector {
    public Ranged(Range range) {
      this(range, range.partialName().orElse(range.toString()));
    }
  }

  /** The newest stable version, unless pinned. */
  record Latest() implements Selector {
    @Override
    public String alias() {
      return "latest";
    }
  }

  /** A named pointer. That the name is spelled right does not mean that it may be set. */
  record Channel(String alias) implements Selector {
    /** The longest name of a channel, in characters. */
    public static final int MAX_LENGTH = 64;

    static boolean isSpelledRight(String text) {
      if (text.isEmpty() || text.length() > MAX_LENGTH) {
        return false;
      }
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean inner = c == '.' || c == '_' || c == '-';
        boolean alphanumeric = c != '-' && Chars.isIdentifier(c);
        if (!alphanumeric && (i == 0 || !inner)) {
          return false;
        }
      }
      return true;
    }

    /**
     * A channel that may be set. Names are {@code [A-Za-z0-9][A-Za-z0-9._-]*}, at most {@value
     * #MAX_LENGTH} characters, case-sensitive; they may not be {@code latest}, nor read as a
     * version or a range, nor consist of nothing but numbers and wildcards with dots ({@code
     * 1.2.3.4}), which is a version with a slip in it.
     *
     * @throws ResolverException with {@link ResolverException.Code#CHANNEL}
     */
    public static Channel validate(String text) {
      if (!isSpelledRight(text)) {
        throw refuse(text, "expected [A-Za-z0-9][A-Za-z0-9._-]*, at most 64 characters");
      }
      if (text.equals("latest")) {
        throw refuse(text, "latest follows the newest stable version; pin it instead");
      }
      if (Version.tryParse(text).isPresent()) {
        throw refuse(text, "it reads as a version");
      }
      if (Range.tryParse(text).isPresent()) {
        throw refuse(text, "it reads as a version range; pin it instead");
      }
      if (looksLikeVersion(text)) {
        throw refuse(text, "it looks like a version, but is none");
      }
      return new Channel(text);
    }

    private static boolean looksLikeVersion(String text) {
      int from = text.charAt(0) == 'v' ? 1 : 0;
      for (int i = from; i < text.length(); i++) {
        char c = text.charAt(i);
        if (!Chars.isDigit(c) && !Chars.isWildcard(c) && c != '.') {
          return false;
        }
      }
      return text.length() > from;
    }

    private static ResolverException refuse(String text, String why) {
      return new ResolverException(
          ResolverException.Code.CHANNEL, -1, Chars.quote(text) + " cannot be a channel: " + why);
    }
  }
}
