package dev.widgetorigin.resolver;

/**
 * A cursor over a text with the rules that versions and ranges share. One pass, no backtracking:
 * every rule either moves the cursor past what it read or leaves it where the text stopped fitting.
 */
final class Scanner {
  /** A number above {@link Version#MAX_COMPONENT}: fits the grammar, but no version can hold it. */
  static final long TOO_BIG = Long.MAX_VALUE;

  final String text;
  int at;

  Scanner(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  char peek() {
    return atEnd() ? '\0' : text.charAt(at);
  }

  boolean accept(char c) {
    if (atEnd() || text.charAt(at) != c) {
      return false;
    }
    at++;
    return true;
  }

  /** Skips blanks; says whether there were any. */
  boolean skipBlanks() {
    int start = at;
    while (!atEnd() && Chars.isBlank(text.charAt(at))) {
      at++;
    }
    return at > start;
  }

  /** {@code numeric ::= '0' | [1-9] [0-9]*}; -1 where there is none. */
  long numeric() {
    if (atEnd() || !Chars.isDigit(text.charAt(at))) {
      return -1;
    }
    if (accept('0')) {
      return 0;
    }
    long value = 0;
    for (; !atEnd() && Chars.isDigit(text.charAt(at)); at++) {
      if (value != TOO_BIG) {
        value = value * 10 + (text.charAt(at) - '0');
        value = value > Version.MAX_COMPONENT ? TOO_BIG : value;
      }
    }
    return value;
  }

  /**
   * {@code prerelease ::= id ( '.' id )*} where a wholly numeric id has no leading zero; null where
   * the text at the cursor is none.
   */
  String prerelease() {
    int start = at;
    do {
      int id = at;
      boolean numeric = true;
      for (; !atEnd() && Chars.isIdentifier(text.charAt(at)); at++) {
        numeric &= Chars.isDigit(text.charAt(at));
      }
      if (at == id) {
        return null;
      }
      if (numeric && at - id > 1 && text.charAt(id) == '0') {
        at = id + 1;
        return null;
      }
    } while (accept('.'));
    return text.substring(start, at);
  }

  /** {@code build ::= id ( '.' id )*}; null where the text at the cursor is none. */
  String build() {
    int start = at;
    do {
      int id = at;
      while (!atEnd() && Chars.isIdentifier(text.charAt(at))) {
        at++;
      }
      if (at == id) {
        return null;
      }
    } while (accept('.'));
    return text.substring(start, at);
  }
}
