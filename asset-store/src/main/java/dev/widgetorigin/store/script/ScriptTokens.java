package dev.widgetorigin.store.script;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Cuts JavaScript into tokens (ECMA-262 §12): enough of them to tell code from comments, strings,
 * templates and regular expressions. Reads as it goes and keeps nothing but the open brackets.
 *
 * <p>Whether a slash divides or begins a regular expression depends on the grammar. It is decided
 * by the token before it and, behind {@code )} and {@code }}, by what stood before the matching
 * bracket; that is right for all but contrived text. A text in which something never ends, or in
 * which brackets do not match, has not been understood: {@link #understood}.
 */
final class ScriptTokens {
  static final int MAX_TEXT = 1024;

  /** Nothing that people write nests as deep. */
  private static final int MAX_DEPTH = 10_000;

  private static final int END = -1;

  /** Behind these an expression begins. */
  private static final Set<String> OPERATORS =
      Set.of(
          "return",
          "typeof",
          "instanceof",
          "in",
          "of",
          "new",
          "delete",
          "void",
          "throw",
          "case",
          "do",
          "else",
          "await",
          "yield",
          "default",
          "extends");

  /** A brace behind these opens a block. */
  private static final Set<String> BEFORE_BLOCK = Set.of("do", "else");

  /** A parenthesis behind these is the head of a statement. */
  private static final Set<String> BEFORE_HEAD = Set.of("if", "while", "for", "with");

  /**
   * An open bracket.
   *
   * @param regexAfter whether a slash behind its end begins a regular expression
   */
  private record Open(char bracket, boolean regexAfter) {}

  private final Reader in;
  private final Deque<Open> open = new ArrayDeque<>();
  private int next;
  private ScriptToken last = ScriptToken.END;
  private ScriptToken beforeLast = ScriptToken.END;
  private boolean regexMayFollow = true;
  private boolean understood = true;

  ScriptTokens(Reader buffered) throws IOException {
    this.in = buffered;
    this.next = in.read();
    if (next == '\uFEFF') {
      next = in.read();
    }
    if (next == '#') {
      // A hashbang line; private names have none of their own at the top.
      skipLine();
    }
  }

  /** How many brackets are open, templates' expressions included. */
  int depth() {
    return open.size();
  }

  /** False where the text so far is no JavaScript as far as this class can tell. */
  boolean understood() {
    return understood;
  }

  /** The next token; {@link ScriptToken#END} for ever after the last. */
  ScriptToken next() throws IOException {
    ScriptToken token = skipToToken() ? read() : end();
    beforeLast = last;
    last = token;
    return token;
  }

  private ScriptToken end() {
    understood &= open.isEmpty();
    return ScriptToken.END;
  }

  private ScriptToken lost() {
    understood = false;
    open.clear();
    next = END;
    return ScriptToken.END;
  }

  private int take() throws IOException {
    int taken = next;
    next = in.read();
    return taken;
  }

  /** Skips white space and comments; a slash that begins neither is left as {@link #slash}. */
  private boolean skipToToken() throws IOException {
    slash = false;
    while (next != END) {
      if (next == '/') {
        take();
        if (next == '/') {
          skipLine();
        } else if (next == '*') {
          take();
          skipComment();
        } else {
          slash = true;
          return true;
        }
      } else if (Character.isWhitespace(next) || Character.isSpaceChar(next) || next == '\uFEFF') {
        take();
      } else {
        return true;
      }
    }
    return false;
  }

  /** A slash has been taken that begins no comment. */
  private boolean slash;

  private static boolean isLineEnd(int c) {
    return c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029';
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
    understood = false;
  }

  private ScriptToken read() throws IOException {
    if (slash) {
      return regexMayFollow ? regex() : punctuator("/", true);
    }
    int c = next;
    if (isNameStart(c)) {
      return name();
    }
    if (c >= '0' && c <= '9') {
      take();
      return number(c);
    }
    take();
    return switch (c) {
      case '"', '\'' -> string(c);
      case '`' -> template(true);
      case '(', '[', '{' -> openBracket((char) c);
      case ')', ']', '}' -> closeBracket((char) c);
      case '.' -> next >= '0' && next <= '9' ? number(c) : punctuator(".", true);
      case '=' -> next == '>' ? pair("=>", true) : punctuator("=", true);
      case '+' -> next == '+' ? pair("++", false) : punctuator("+", true);
      case '-' -> next == '-' ? pair("--", false) : punctuator("-", true);
      case '?' -> next == '.' ? pair("?.", true) : punctuator("?", true);
      default -> punctuator(String.valueOf((char) c), true);
    };
  }

  private ScriptToken pair(String text, boolean regexAfter) throws IOException {
    take();
    return punctuator(text, regexAfter);
  }

  private ScriptToken punctuator(String text, boolean regexAfter) {
    regexMayFollow = regexAfter;
    return new ScriptToken(ScriptToken.Kind.PUNCTUATOR, text);
  }

  private ScriptToken value() {
    regexMayFollow = false;
    return new ScriptToken(ScriptToken.Kind.VALUE, "");
  }

  private static boolean isNameStart(int c) {
    return c == '$' || c == '_' || c == '#' || c == '\\' || isLetter(c);
  }

  /** Half of a pair of surrogates counts: whatever is beyond the BMP can only be a letter here. */
  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c > 0x7f && (Character.isUnicodeIdentifierStart(c) || Character.isSurrogate((char) c)));
  }

  private static boolean isNamePart(int c) {
    return c == '$'
        || c == '\\'
        || c == '\u200c'
        || c == '\u200d'
        || isLetter(c)
        || (c > 0 && Character.isUnicodeIdentifierPart(c));
  }

  private ScriptToken name() throws IOException {
    boolean property = last.is(".") || last.is("?.");
    StringBuilder text = new StringBuilder();
    while (isNamePart(next) || (next == '#' && text.isEmpty())) {
      int c = take();
      append(text, c);
      if (c == '\\' && next == 'u') {
        skipEscape(text);
      }
    }
    String name = text.toString();
    regexMayFollow = !property && OPERATORS.contains(name);
    return new ScriptToken(ScriptToken.Kind.NAME, name);
  }

  /** The braces of an escape with a code point; no keyword may have an escape. */
  private void skipEscape(StringBuilder text) throws IOException {
    append(text, take());
    if (next == '{') {
      while (next != END && next != '}') {
        take();
      }
      take();
    }
  }

  private static void append(StringBuilder text, int c) {
    if (text.length() < MAX_TEXT) {
      text.append((char) c);
    }
  }

  /** With its exponent's sign; a name that follows at once belongs to no program. */
  private ScriptToken number(int first) throws IOException {
    boolean exponents = !(first == '0' && (next == 'x' || next == 'X'));
    int before = first;
    while (isNamePart(next)
        || next == '.'
        || (exponents && (next == '+' || next == '-') && (before == 'e' || before == 'E'))) {
      before = take();
    }
    return value();
  }

  private ScriptToken string(int quote) throws IOException {
    StringBuilder text = new StringBuilder();
    while (next != quote) {
      if (next == END || next == '\n' || next == '\r') {
        return lost();
      }
      int c = take();
      append(text, c);
      if (c == '\\') {
        if (next == END) {
          return lost();
        }
        int escaped = take();
        append(text, escaped);
        if (escaped == '\r' && next == '\n') {
          take();
        }
      }
    }
    take();
    regexMayFollow = false;
    return new ScriptToken(ScriptToken.Kind.STRING, text.toString());
  }

  /**
   * From behind the back quote, or from behind the brace that ended an expression.
   *
   * @param whole from behind the back quote: without an expression it is a string like any other
   */
  private ScriptToken template(boolean whole) throws IOException {
    StringBuilder text = new StringBuilder();
    while (next != END) {
      int c = take();
      if (c == '`') {
        regexMayFollow = false;
        return whole ? new ScriptToken(ScriptToken.Kind.STRING, text.toString()) : value();
      }
      if (c == '$' && next == '{') {
        take();
        return opened(new Open('`', false), new ScriptToken(ScriptToken.Kind.TEMPLATE_OPEN, ""));
      }
      append(text, c);
      if (c == '\\') {
        append(text, take());
      }
    }
    return lost();
  }

  private ScriptToken regex() throws IOException {
    boolean inClass = false;
    while (next != END && !isLineEnd(next)) {
      int c = take();
      if (c == '\\') {
        if (next == END || isLineEnd(next)) {
          return lost();
        }
        take();
      } else if (c == '[') {
        inClass = true;
      } else if (c == ']') {
        inClass = false;
      } else if (c == '/' && !inClass) {
        while (isNamePart(next)) {
          take();
        }
        return value();
      }
    }
    return lost();
  }

  private ScriptToken openBracket(char bracket) {
    boolean regexAfter =
        switch (bracket) {
          case '(' -> headFollows();
          case '{' -> blockFollows();
          default -> false;
        };
    return opened(
        new Open(bracket, regexAfter),
        new ScriptToken(ScriptToken.Kind.PUNCTUATOR, String.valueOf(bracket)));
  }

  private ScriptToken opened(Open bracket, ScriptToken token) {
    if (open.size() >= MAX_DEPTH) {
      return lost();
    }
    open.push(bracket);
    regexMayFollow = true;
    return token;
  }

  private boolean headFollows() {
    if (last.kind() != ScriptToken.Kind.NAME || beforeLast.is(".") || beforeLast.is("?.")) {
      return false;
    }
    return BEFORE_HEAD.contains(last.text()) || (last.isName("await") && beforeLast.isName("for"));
  }

  /** A block, a body of a function or a class; else an object's literal. */
  private boolean blockFollows() {
    return switch (last.kind()) {
      case END -> true;
      case NAME ->
          beforeLast.is(".")
              || BEFORE_BLOCK.contains(last.text())
              || !OPERATORS.contains(last.text());
      case PUNCTUATOR ->
          switch (last.text()) {
            case ")", "]", "}", "{", ";", ":", "=>" -> true;
            default -> false;
          };
      default -> true;
    };
  }

  private ScriptToken closeBracket(char bracket) throws IOException {
    Open opened = open.poll();
    if (opened == null) {
      return lost();
    }
    if (opened.bracket == '`' && bracket == '}') {
      return template(false);
    }
    char expected =
        switch (bracket) {
          case ')' -> '(';
          case ']' -> '[';
          default -> '{';
        };
    return opened.bracket == expected
        ? punctuator(String.valueOf(bracket), opened.regexAfter)
        : lost();
  }
}
