package dev.widgetorigin.resolver;

/**
 * Cuts an alternative into its simple ranges at blanks, having closed the blanks an operator may
 * have behind it: {@code "> 1 <3"} is {@code >1} and {@code <3}.
 */
final class RangeTokens {
  private final StringBuilder closed = new StringBuilder();
  private final int[] offsets;
  private int from;
  private int to;

  /**
   * @param offsets where each character of the text stood in what the caller was given
   */
  RangeTokens(String text, int[] offsets, int start) {
    this.offsets = new int[text.length() + 1];
    Scanner in = new Scanner(text);
    while (!in.atEnd()) {
      char c = in.peek();
      if (c == '~' || c == '^') {
        copy(in, offsets, start);
        dropDoubledAngle(in);
        in.skipBlanks();
      } else if (c == '<' || c == '>' || c == '=') {
        closeOperator(in, offsets, start);
      } else if (c == 'v') {
        copyPrefix(in, offsets, start);
      } else {
        copy(in, offsets, start);
      }
    }
    this.offsets[closed.length()] = offsets[start + text.length()];
  }

  /** {@code "~> >1"} is {@code ~>1} to node-semver. */
  private static void dropDoubledAngle(Scanner in) {
    int start = in.at;
    if (!(in.accept('>') && in.skipBlanks() && in.peek() == '>')) {
      in.at = start;
    }
  }

  /** One operator, then the blanks behind it, then a prefix: behind that, blanks do count. */
  private void closeOperator(Scanner in, int[] offsets, int start) {
    if (copy(in, offsets, start) != '=' && in.peek() == '=') {
      copy(in, offsets, start);
    }
    in.skipBlanks();
    copyPrefix(in, offsets, start);
  }

  private void copyPrefix(Scanner in, int[] offsets, int start) {
    while (in.peek() == 'v' || in.peek() == '=') {
      copy(in, offsets, start);
    }
  }

  private char copy(Scanner in, int[] from, int start) {
    char c = in.peek();
    offsets[closed.length()] = from[start + in.at];
    closed.append(c);
    in.at++;
    return c;
  }

  /** The next simple range, or null behind the last. */
  String next() {
    from = to;
    while (from < closed.length() && Chars.isBlank(closed.charAt(from))) {
      from++;
    }
    to = from;
    while (to < closed.length() && !Chars.isBlank(closed.charAt(to))) {
      to++;
    }
    return from == to ? null : closed.substring(from, to);
  }

  /** Where a character of the last token stood in what the caller was given. */
  int offset(int inToken) {
    return offsets[Math.min(from + inToken, closed.length())];
  }
}
