package dev.widgetorigin.store.script;

/**
 * A token of JavaScript.
 *
 * @param text of a name, a punctuator (one character, but for {@code =>}, {@code ++}, {@code --}
 *     and {@code ?.}), or the content of a string without its quotes and with its escapes as
 *     written; cut after {@value ScriptTokens#MAX_TEXT} characters; empty for the other kinds
 */
record ScriptToken(Kind kind, String text) {
  enum Kind {
    /** An identifier or a keyword. */
    NAME,
    /** A template without expressions counts, too. */
    STRING,
    PUNCTUATOR,
    /** A number, a regular expression, or the end of a template with expressions. */
    VALUE,
    /** Where the text of a template stops for an expression: <code>`…${</code>. */
    TEMPLATE_OPEN,
    END
  }

  static final ScriptToken END = new ScriptToken(Kind.END, "");

  boolean is(String punctuator) {
    return kind == Kind.PUNCTUATOR && text.equals(punctuator);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }
}
