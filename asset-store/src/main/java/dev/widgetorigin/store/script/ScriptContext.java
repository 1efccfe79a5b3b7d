package dev.widgetorigin.store.script;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * What stands before a token, as far as it decides whether a slash divides or begins a regular
 * expression: the two tokens before it, and the brackets that are open.
 *
 * <p>The grammar decides that, but this is right for all but contrived text: behind {@code )} and
 * <code>}</code> it depends on what stood before the matching bracket.
 */
final class ScriptContext {
  /** Nothing that people write nests as deep. */
  private static final int MAX_DEPTH = 10_000;

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
   * An open bracket; a back quote is the expression of a template.
   *
   * @param regexAfter whether a slash behind its end begins a regular expression
   */
  record Open(char bracket, boolean regexAfter) {}

  private final Deque<Open> open = new ArrayDeque<>();
  private ScriptToken last = ScriptToken.END;
  private ScriptToken beforeLast = ScriptToken.END;

  /** That token has been read. */
  void passed(ScriptToken token) {
    beforeLast = last;
    last = token;
  }

  /** How many brackets are open, templates' expressions included. */
  int depth() {
    return open.size();
  }

  /** False where that would be too deep. */
  boolean open(char bracket) {
    if (open.size() >= MAX_DEPTH) {
      return false;
    }
    boolean regexAfter =
        switch (bracket) {
          case '(' -> headFollows();
          case '{' -> blockFollows();
          default -> false;
        };
    open.push(new Open(bracket, regexAfter));
    return true;
  }

  /** The bracket that was opened last; null where none is open. */
  Open close() {
    return open.poll();
  }

  void closeAll() {
    open.clear();
  }

  /** Whether a slash behind that name, which follows, begins a regular expression. */
  boolean regexAfter(String name) {
    boolean property = last.is(".") || last.is("?.");
    return !property && OPERATORS.contains(name);
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
}
