package dev.widgetorigin.origin.control;

import java.util.List;

/** Sentences that people wrote, made fit for a header field (RFC 9110 §5.5). */
public final class HeaderText {
  private static final int MOST = 1500;

  private HeaderText() {}

  /**
   * The sentences in one line of printable ASCII, with bars between them; other characters become
   * {@code ?}, and what is longer than 1,500 characters is cut.
   */
  public static String of(List<String> sentences) {
    String text = String.join(" | ", sentences);
    StringBuilder out = new StringBuilder(Math.min(MOST, text.length()));
    for (int i = 0; i < text.length() && out.length() < MOST; i++) {
      char c = text.charAt(i);
      boolean space = c == '\t' || c == '\n' || c == '\r';
      out.append(space ? ' ' : c >= 0x20 && c < 0x7f ? c : '?');
    }
    return out.toString().strip();
  }
}
