package dev.widgetorigin.store.script;

import java.io.IOException;
import java.io.Reader;

/**
 * The characters of a script (ECMA-262 §11, §12.2 to §12.5), one after the other, with a look at
 * the next. A byte order mark and a hashbang line at its beginning are left out.
 */
final class ScriptText {
  static final int END = -1;

  private static final int BYTE_ORDER_MARK = '\uFEFF';

  private final Reader in;
  private int next;
  private boolean whole = true;

  ScriptText(Reader buffered) throws IOException {
    this.in = buffered;
    this.next = in.read();
    if (next == BYTE_ORDER_MARK) {
      next = in.read();
    }
    if (next == '#') {
      // A hashbang line; private names have none of their own at the top.
      skipLine();
    }
  }

  /** The next character; {@link #END} behind the last. */
  int next() {
    return next;
  }

  /** The next character, and goes on. */
  int take() throws IOException {
    int taken = next;
    next = in.read();
    return taken;
  }

  /** Leaves out the rest. */
  void giveUp() {
    next = END;
  }

  /** False where a comment did not end. */
  boolean whole() {
    return whole;
  }

  /**
   * Skips white space and comments. Whether a slash begins a comment shows only behind it: true
   * where one has been taken that does not.
   */
  boolean skipBlank() throws IOException {
    while (next == '/' || isBlank(next)) {
      if (take() == '/') {
        if (next == '/') {
          skipLine();
        } else if (next == '*') {
          take();
          skipComment();
        } else {
          return true;
        }
      }
    }
    return false;
  }

  private void skipLine() throws IOException {
    while (next != END && !isLineEnd(next)) {
      take();
    }
  }

  private void skipComment() throws IOException {
    int before = 0;
    while (next != END) {
      int c = take();
      if (c == '/' && before == '*') {
        return;
      }
      before = c;
    }
    whole = false;
  }

  private static boolean isBlank(int c) {
    return c != END
        && (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == BYTE_ORDER_MARK);
  }

  static boolean isLineEnd(int c) {
    return c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029';
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isNameStart(int c) {
    return c == '$' || c == '_' || c == '#' || c == '\\' || isLetter(c);
  }

  static boolean isNamePart(int c) {
    return c == '$'
        || c == '\\'
        || c == '\u200c'
        || c == '\u200d'
        || isLetter(c)
        || (c > 0 && Character.isUnicodeIdentifierPart(c));
  }

  /** Half of a pair of surrogates counts: whatever is beyond the BMP can only be a letter here. */
  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c > 0x7f && (Character.isUnicodeIdentifierStart(c) || Character.isSurrogate((char) c)));
  }
}
