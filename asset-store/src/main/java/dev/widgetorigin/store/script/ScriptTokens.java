package dev.widgetorigin.store.script;

import static dev.widgetorigin.store.script.ScriptText.END;
import static dev.widgetorigin.store.script.ScriptText.isDigit;
import static dev.widgetorigin.store.script.ScriptText.isLineEnd;
import static dev.widgetorigin.store.script.ScriptText.isNamePart;
import static dev.widgetorigin.store.script.ScriptText.isNameStart;

import java.io.IOException;
import java.io.Reader;

/**
 * Cuts JavaScript into tokens (ECMA-262 §12): enough of them to tell code from comments, strings,
 * templates and regular expressions. Reads as it goes and keeps nothing but the open brackets.
 *
 * <p>What a slash means {@link ScriptContext} decides, from what stands before it. A text in which
 * something never ends, or in which brackets do not match, has not been understood: {@link
 * #understood}.
 */
final class ScriptTokens {
  static final int MAX_TEXT = 1024;

  private final ScriptText in;
  private final ScriptContext context = new ScriptContext();
  private boolean regexMayFollow = true;
  private boolean understood = true;

  ScriptTokens(Reader buffered) throws IOException {
    this.in = new ScriptText(buffered);
  }

  /** How many brackets are open, templates' expressions included. */
  int depth() {
    return context.depth();
  }

  /** False where the text so far is no JavaScript as far as this class can tell. */
  boolean understood() {
    return understood && in.whole();
  }

  /** The next token; {@link ScriptToken#END} for ever after the last. */
  ScriptToken next() throws IOException {
    ScriptToken token;
    if (in.skipBlank()) {
      token = regexMayFollow ? regex() : punctuator("/", true);
    } else {
      token = in.next() == END ? end() : read();
    }
    context.passed(token);
    return token;
  }

  private ScriptToken end() {
    understood &= context.depth() == 0;
    return ScriptToken.END;
  }

  private ScriptToken lost() {
    understood = false;
    context.closeAll();
    in.giveUp();
    return ScriptToken.END;
  }

  private ScriptToken read() throws IOException {
    int c = in.next();
    if (isNameStart(c)) {
      return name();
    }
    in.take();
    if (isDigit(c)) {
      return number(c);
    }
    return switch (c) {
      case '"', '\'' -> string(c);
      case '`' -> template(true);
      case '(', '[', '{' ->
          opened((char) c, new ScriptToken(ScriptToken.Kind.PUNCTUATOR, String.valueOf((char) c)));
      case ')', ']', '}' -> closeBracket((char) c);
      case '.' -> isDigit(in.next()) ? number(c) : punctuator(".", true);
      case '=' -> in.next() == '>' ? pair("=>", true) : punctuator("=", true);
      case '+' -> in.next() == '+' ? pair("++", false) : punctuator("+", true);
      case '-' -> in.next() == '-' ? pair("--", false) : punctuator("-", true);
      case '?' -> in.next() == '.' ? pair("?.", true) : punctuator("?", true);
      default -> punctuator(String.valueOf((char) c), true);
    };
  }

  private ScriptToken pair(String text, boolean regexAfter) throws IOException {
    in.take();
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

  private ScriptToken name() throws IOException {
    StringBuilder text = new StringBuilder();
    while (isNamePart(in.next()) || (in.next() == '#' && text.isEmpty())) {
      int c = in.take();
      append(text, c);
      if (c == '\\' && in.next() == 'u') {
        skipEscape(text);
      }
    }
    String name = text.toString();
    regexMayFollow = context.regexAfter(name);
    return new ScriptToken(ScriptToken.Kind.NAME, name);
  }

  /** The braces of an escape with a code point; no keyword may have an escape. */
  private void skipEscape(StringBuilder text) throws IOException {
    append(text, in.take());
    if (in.next() == '{') {
      while (in.next() != END && in.next() != '}') {
        in.take();
      }
      in.take();
    }
  }

  private static void append(StringBuilder text, int c) {
    if (text.length() < MAX_TEXT) {
      text.append((char) c);
    }
  }

  /** With its exponent's sign; a name that follows at once belongs to no program. */
  private ScriptToken number(int first) throws IOException {
    boolean exponents = !(first == '0' && (in.next() == 'x' || in.next() == 'X'));
    int before = first;
    while (isNamePart(in.next())
        || in.next() == '.'
        || (exponents
            && (in.next() == '+' || in.next() == '-')
            && (before == 'e' || before == 'E'))) {
      before = in.take();
    }
    return value();
  }

  private ScriptToken string(int quote) throws IOException {
    StringBuilder text = new StringBuilder();
    while (in.next() != quote) {
      if (in.next() == END || in.next() == '\n' || in.next() == '\r') {
        return lost();
      }
      int c = in.take();
      append(text, c);
      if (c == '\\') {
        if (in.next() == END) {
          return lost();
        }
        int escaped = in.take();
        append(text, escaped);
        if (escaped == '\r' && in.next() == '\n') {
          in.take();
        }
      }
    }
    in.take();
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
    while (in.next() != END) {
      int c = in.take();
      if (c == '`') {
        regexMayFollow = false;
        return whole ? new ScriptToken(ScriptToken.Kind.STRING, text.toString()) : value();
      }
      if (c == '$' && in.next() == '{') {
        in.take();
        return opened('`', new ScriptToken(ScriptToken.Kind.TEMPLATE_OPEN, ""));
      }
      append(text, c);
      if (c == '\\') {
        append(text, in.take());
      }
    }
    return lost();
  }

  private ScriptToken regex() throws IOException {
    boolean inClass = false;
    while (in.next() != END && !isLineEnd(in.next())) {
      int c = in.take();
      if (c == '\\') {
        if (in.next() == END || isLineEnd(in.next())) {
          return lost();
        }
        in.take();
      } else if (c == '[') {
        inClass = true;
      } else if (c == ']') {
        inClass = false;
      } else if (c == '/' && !inClass) {
        while (isNamePart(in.next())) {
          in.take();
        }
        return value();
      }
    }
    return lost();
  }

  private ScriptToken opened(char bracket, ScriptToken token) {
    if (!context.open(bracket)) {
      return lost();
    }
    regexMayFollow = true;
    return token;
  }

  private ScriptToken closeBracket(char bracket) throws IOException {
    ScriptContext.Open opened = context.close();
    if (opened == null) {
      return lost();
    }
    if (opened.bracket() == '`' && bracket == '}') {
      return template(false);
    }
    char expected =
        switch (bracket) {
          case ')' -> '(';
          case ']' -> '[';
          default -> '{';
        };
    return opened.bracket() == expected
        ? punctuator(String.valueOf(bracket), opened.regexAfter())
        : lost();
  }
}
