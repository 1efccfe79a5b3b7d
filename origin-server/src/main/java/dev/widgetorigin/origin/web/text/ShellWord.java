package dev.widgetorigin.origin.web.text;

/** Words of command lines that are shown to people. Pure. */
public final class ShellWord {
  private ShellWord() {}

  /**
   * One word for a POSIX shell: in single quotes where it needs them, e.g. {@code '^1.2.0'}, and as
   * it is otherwise.
   */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9._@/:+-][A-Za-z0-9._@/:=+-]*")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
