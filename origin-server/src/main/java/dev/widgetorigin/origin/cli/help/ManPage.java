package dev.widgetorigin.origin.cli.help;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Manual pages in roff's {@code man} macros: one for the command, one for each of its commands with
 * those that are below it. They have no date, so the same commands make the same bytes.
 *
 * @param name e.g. {@code widget-origin-publish}; its file is that with {@code .1} behind it
 * @see <a href="https://man7.org/linux/man-pages/man7/groff_man.7.html">groff_man(7)</a>
 */
record ManPage(String name, String roff) {
  private static final String EXIT =
      "0 done, 1 refused or failed, 2 wrong usage. With \\fB\\-\\-json\\fR an error is one JSON"
          + " object on the standard error stream.";

  /**
   * All pages, the command's own first.
   *
   * @param version as the pages name it
   */
  static List<ManPage> of(CommandLine line, String version) {
    List<ManPage> pages = new ArrayList<>();
    CommandTree.Node root = CommandTree.of(line).get(0);
    pages.add(page(root, root.spec().name(), version));
    for (CommandTree.Node below : root.below()) {
      pages.add(page(below, root.spec().name(), version));
    }
    return pages;
  }

  private static ManPage page(CommandTree.Node node, String command, String version) {
    boolean root = node.path().isEmpty();
    String name = root ? command : command + "-" + node.path().get(0);
    Writer page = new Writer();
    page.macro("TH", name.toUpperCase(Locale.ROOT), "1", "", command + " " + version, "");
    page.macro("SH", "NAME");
    page.raw(escape(name) + " \\- " + escape(CommandTree.summary(node.spec())));
    page.macro("SH", "SYNOPSIS");
    page.synopsis(node.spec());
    node.below().stream().filter(each -> !root).forEach(each -> page.synopsis(each.spec()));
    page.macro("SH", "DESCRIPTION");
    page.text(String.join(" ", node.spec().usageMessage().description()));
    page.arguments("SH", "OPTIONS", node);
    if (root) {
      page.commands(node);
    } else {
      for (CommandTree.Node below : node.below()) {
        page.macro("SH", String.join(" ", below.path()).toUpperCase(Locale.ROOT));
        page.text(String.join(" ", below.spec().usageMessage().description()));
        page.arguments("SS", "Options", below);
        page.footer("SS", "Examples", below.spec());
      }
    }
    page.footer("SH", root ? "NOTES" : "EXAMPLES", node.spec());
    page.macro("SH", "EXIT STATUS");
    page.raw(EXIT);
    page.macro("SH", "SEE ALSO");
    page.raw(root ? "\\fBman " + escape(command) + "\\-COMMAND\\fR" : seeAlso(command));
    return new ManPage(name, page.roff.toString());
  }

  private static String seeAlso(String command) {
    return "\\fB" + escape(command) + "\\fR(1)";
  }

  /** Nothing of a text is taken for a request or an escape, and no hyphen for a line break. */
  static String escape(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
    StringBuilder ascii = new StringBuilder();
    escaped
        .codePoints()
        .forEach(
            c ->
                ascii.append(
                    c < 0x7f ? Character.toString(c) : String.format(Locale.ROOT, "\\[u%04X]", c)));
    return escaped.startsWith(".") ? "\\&" + ascii : ascii.toString();
  }

  /** Puts a page together. */
  private static final class Writer {
    private final StringBuilder roff = new StringBuilder();

    void raw(String line) {
      roff.append(line).append('\n');
    }

    void macro(String macro, String... arguments) {
      roff.append('.').append(macro);
      for (String argument : arguments) {
        roff.append(" \"").append(escape(argument).replace("\"", "\\(dq")).append('"');
      }
      roff.append('\n');
    }

    void text(String text) {
      raw(escape(text.replaceAll("\\s+", " ").strip()));
    }

    void synopsis(CommandSpec spec) {
      String text =
          new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF))
              .abbreviatedSynopsis()
              .replaceAll("\\s+", " ")
              .strip();
      String name = spec.qualifiedName();
      macro("PP");
      raw("\\fB" + escape(name) + "\\fR" + escape(text.substring(name.length())));
    }

    void arguments(String macro, String heading, CommandTree.Node node) {
      macro(macro, heading);
      for (PositionalParamSpec each : node.spec().positionalParameters()) {
        item("\\fI" + escape(each.paramLabel()) + "\\fR", each.description());
      }
      for (OptionSpec each : node.options()) {
        List<String> names =
            List.of(each.names()).stream().map(name -> "\\fB" + escape(name) + "\\fR").toList();
        String value =
            CommandTree.takesValue(each) ? " \\fI" + escape(each.paramLabel()) + "\\fR" : "";
        item(String.join(", ", names) + value, each.description());
      }
    }

    private void item(String label, String... description) {
      macro("TP");
      raw(label);
      text(String.join(" ", description));
    }

    void commands(CommandTree.Node node) {
      macro("SH", "COMMANDS");
      for (CommandTree.Node each : node.below()) {
        item("\\fB" + escape(each.path().get(0)) + "\\fR", CommandTree.summary(each.spec()));
      }
    }

    /** As it stands: it is laid out by hand. */
    void footer(String macro, String heading, CommandSpec spec) {
      List<String> lines = new ArrayList<>(List.of(spec.usageMessage().footer()));
      while (!lines.isEmpty() && lines.get(0).isBlank()) {
        lines.remove(0);
      }
      if (!lines.isEmpty()) {
        macro(macro, heading);
        macro("EX");
        lines.forEach(line -> raw(escape(line)));
        macro("EE");
      }
    }
  }
}
