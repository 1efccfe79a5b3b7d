package dev.widgetorigin.origin.cli.terminal;

import java.util.Arrays;
import java.util.List;

/** Rows of words under each other. */
public final class Tables {
  private Tables() {}

  /** The first row is the heading; rows may be of different lengths. */
  public static void print(Terminal terminal, List<List<String>> rows) {
    int[] unused = print(terminal, rows, new int[0]);
  }

  /**
   * The same for a part of a table, of which each row is read twice and none is kept.
   *
   * @param before how wide the columns of the parts before it were
   * @return how wide those of this one are, no less than before
   */
  public static int[] print(Terminal terminal, List<List<String>> rows, int[] before) {
    int[] widths = before;
    for (List<String> row : rows) {
      widths = row.size() > widths.length ? Arrays.copyOf(widths, row.size()) : widths;
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], Printable.line(row.get(i)).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String cell = Printable.line(row.get(i));
        boolean last = i == row.size() - 1;
        line.append(cell).append(last ? "" : " ".repeat(widths[i] - cell.length() + 2));
      }
      terminal.say("%s", line.toString().stripTrailing());
    }
    return widths;
  }
}
