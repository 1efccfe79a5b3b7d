package dev.widgetorigin.origin.cli.terminal;

import java.util.List;

/** Rows of words under each other. */
public final class Tables {
  private Tables() {}

  /** The first row is the heading; rows may be of different lengths. */
  public static void print(Terminal terminal, List<List<String>> cells) {
    List<List<String>> rows =
        cells.stream().map(row -> row.stream().map(Printable::line).toList()).toList();
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        boolean last = i == row.size() - 1;
        line.append(row.get(i)).append(last ? "" : " ".repeat(widths[i] - row.get(i).length() + 2));
      }
      terminal.say("%s", line.toString().stripTrailing());
    }
  }
}
