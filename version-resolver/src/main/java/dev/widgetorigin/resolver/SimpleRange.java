package dev.widgetorigin.resolver;

import dev.widgetorigin.resolver.Comparator.Operator;
import java.util.List;

/**
 * The part of {@link RangeParser}'s grammar below an alternative: hyphen ranges and single tokens.
 */
final class SimpleRange {
  /** What became of a text. */
  enum Result {
    /** Its bounds are added. */
    READ,
    /** It is spelled otherwise. */
    MALFORMED,
    /** It is spelled right, but asks for a number no version can hold. */
    TOO_BIG;

    static Result ofBounds(boolean fits) {
      return fits ? READ : TOO_BIG;
    }
  }

  private static final long NEITHER = -2;

  private final Scanner in;
  private final List<Comparator> out;

  SimpleRange(String text, List<Comparator> out) {
    this.in = new Scanner(text);
    this.out = out;
  }

  /** Where reading stopped. */
  int stoppedAt() {
    return in.at;
  }

  /** A whole alternative of the form {@code 1.2 - 3.4}. */
  Result hyphen() {
    Partial low = hyphenEnd();
    if (low == null || !in.skipBlanks() || !in.accept('-') || !in.skipBlanks()) {
      return Result.MALFORMED;
    }
    Partial high = hyphenEnd();
    in.skipBlanks();
    // node-semver spells a whole lower end out again, so that only a 'v' may stand before it; the
    // upper end only where it has no prerelease.
    if (high == null
        || !in.atEnd()
        || !(low.anyPatch() || low.plainPrefix())
        || !(high.anyPatch() || !high.prerelease().isEmpty() || high.plainPrefix())) {
      return Result.MALFORMED;
    }
    return Result.ofBounds(Desugar.hyphen(low, high, out));
  }

  private Partial hyphenEnd() {
    in.skipBlanks();
    int start = in.at;
    while (in.accept('v') || in.accept('=') || in.skipBlanks()) {
      // The prefix is all that these take.
    }
    return partial(in.text.substring(start, in.at));
  }

  /** A token: caret, tilde or primitive. */
  Result token() {
    if (in.accept('^')) {
      Partial p = partial(prefix());
      return whole(p) ? Result.ofBounds(Desugar.caret(p, out)) : Result.MALFORMED;
    }
    if (in.accept('~')) {
      in.accept('>');
      Partial p = partial(prefix());
      return whole(p) ? Result.ofBounds(Desugar.tilde(p, out)) : Result.MALFORMED;
    }
    Result outcome = primitive();
    return outcome == Result.MALFORMED ? withoutWildcard() : outcome;
  }

  private Result primitive() {
    Operator operator = operator();
    Partial p = partial(prefix());
    if (!whole(p) || p.numberBehindWildcard() || !(p.anyPatch() || p.plainPrefix())) {
      return Result.MALFORMED;
    }
    return Result.ofBounds(Desugar.primitive(operator, p, out));
  }

  /**
   * node-semver drops the first wildcard, and an operator right before it, from a token it cannot
   * read, and reads the rest if that is a whole version.
   */
  private Result withoutWildcard() {
    int star = in.text.indexOf('*');
    if (star < 0) {
      return Result.MALFORMED;
    }
    int from = star;
    if (from > 0 && in.text.charAt(from - 1) == '=') {
      from--;
    }
    if (from > 0 && (in.text.charAt(from - 1) == '<' || in.text.charAt(from - 1) == '>')) {
      from--;
    }
    String rest = in.text.substring(0, from) + in.text.substring(star + 1);
    SimpleRange again = new SimpleRange(rest, out);
    again.operator();
    Partial p = again.partial(again.prefix());
    return again.whole(p) && !p.anyPatch()
        ? new SimpleRange(rest, out).primitive()
        : Result.MALFORMED;
  }

  private boolean whole(Partial p) {
    return p != null && in.atEnd();
  }

  /** Equality where none is written. */
  private Operator operator() {
    if (in.accept('<')) {
      return in.accept('=') ? Operator.LESS_OR_EQUAL : Operator.LESS;
    }
    if (in.accept('>')) {
      return in.accept('=') ? Operator.GREATER_OR_EQUAL : Operator.GREATER;
    }
    in.accept('=');
    return Operator.EQUAL;
  }

  private String prefix() {
    int start = in.at;
    while (in.accept('v') || in.accept('=')) {
      // The prefix is all that these take.
    }
    return in.text.substring(start, in.at);
  }

  /** Null where the text at the cursor is no partial version. */
  private Partial partial(String prefix) {
    long major = wildcardOrNumber();
    long minor = Partial.WILD;
    long patch = Partial.WILD;
    String prerelease = "";
    if (major != NEITHER && in.accept('.')) {
      minor = wildcardOrNumber();
      if (minor != NEITHER && in.accept('.')) {
        patch = wildcardOrNumber();
        if (patch != NEITHER && in.accept('-')) {
          prerelease = in.prerelease();
        }
      }
    }
    boolean read = major != NEITHER && minor != NEITHER && patch != NEITHER && prerelease != null;
    return read ? new Partial(prefix, major, minor, patch, prerelease) : null;
  }

  private long wildcardOrNumber() {
    if (Chars.isWildcard(in.peek())) {
      in.at++;
      return Partial.WILD;
    }
    long number = in.numeric();
    return number < 0 ? NEITHER : number;
  }
}
