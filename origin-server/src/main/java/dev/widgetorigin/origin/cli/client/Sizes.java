package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.origin.cli.terminal.Tables;
import dev.widgetorigin.origin.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Bytes for people. */
public final class Sizes {
  private Sizes() {}

  /** {@code 512 B}, {@code 11.2 kB}, {@code 1.5 MB}: powers of 1000, as size budgets are. */
  public static String text(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    if (bytes < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }

  /** What a dry run says about each file's size against the previous version. */
  public static void printChanges(Terminal terminal, JsonNode sizes) {
    String previous = Mutations.text(sizes, "previous");
    if (previous.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("AGAINST " + previous, "SIZE", "BROTLI"));
    for (JsonNode file : sizes.path("files")) {
      rows.add(
          List.of(
              Mutations.text(file, "path"),
              change(file.path("rawBefore"), file.path("raw")),
              change(file.path("brBefore"), file.path("br"))));
    }
    Tables.print(terminal, rows);
    terminal.say("");
  }

  private static String change(JsonNode before, JsonNode after) {
    if (!before.isNumber() && !after.isNumber()) {
      return "-";
    }
    if (!before.isNumber()) {
      return text(after.asLong()) + " (new)";
    }
    if (!after.isNumber()) {
      return "gone";
    }
    return "%s (%+d B)".formatted(text(after.asLong()), after.asLong() - before.asLong());
  }

  /** A manifest's files: path, size, size as Brotli, integrity. */
  public static void printFiles(Terminal terminal, JsonNode files) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("FILE", "SIZE", "BROTLI", "INTEGRITY"));
    for (JsonNode file : files) {
      long compressed = -1;
      for (JsonNode variant : file.path("encodings")) {
        if (Mutations.text(variant, "encoding").equals("br")) {
          compressed = variant.path("size").asLong(-1);
        }
      }
      rows.add(
          List.of(
              Mutations.text(file, "path"),
              text(file.path("size").asLong(0)),
              compressed < 0 ? "-" : text(compressed),
              Mutations.text(file, "integrity")));
    }
    Tables.print(terminal, rows);
  }
}
