package dev.widgetorigin.origin.cli.terminal;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name by which the command line was called, for hints that can be copied as they are.
 *
 * <p>Everywhere in the code a hint names the plain command, {@code widget-origin yank chat 1.2.3},
 * also in what a server answers, for it cannot know how its clients call theirs. {@link Terminal}
 * puts the name in when it prints: {@code bin/widget-origin yank chat 1.2.3} in a clone. Only the
 * word before a command is replaced, so a sentence about widget-origin stays as it is.
 *
 * <p>The launcher tells the name in {@value #VARIABLE}, quoted for a shell.
 */
public final class CommandName {
  /** Set by the launcher; whoever wraps the command in one of their own may set it, too. */
  static final String VARIABLE = "WIDGET_ORIGIN_COMMAND";

  /** What hints in the code say. */
  static final String PLAIN = "widget-origin";

  /** The commands; a test compares them with those that the command line has. */
  public static final List<String> COMMANDS =
      List.of(
          "rollback",
          "off",
          "on",
          "pin",
          "unpin",
          "yank",
          "block",
          "purge",
          "publish",
          "import",
          "sign",
          "release",
          "promote",
          "deprecate",
          "channel",
          "rollout",
          "loader",
          "console",
          "list",
          "show",
          "history",
          "stats",
          "inspect",
          "settings",
          "serve",
          "config",
          "demo",
          "token",
          "keys",
          "notify",
          "doctor",
          "verify",
          "gc",
          "backup",
          "restore",
          "copy",
          "audit",
          "completion",
          "man");

  private CommandName() {}

  /** As the environment tells it; {@value #PLAIN} where it tells none. */
  public static String of(Map<String, String> environment) {
    String given = environment.getOrDefault(VARIABLE, "").strip();
    return given.isEmpty() ? PLAIN : given;
  }

  /** The text with that name wherever it names one of the commands. */
  public static String in(String text, Map<String, String> environment) {
    String name = of(environment);
    return text == null || name.equals(PLAIN) || !text.contains(PLAIN)
        ? text
        : Mentions.PATTERN.matcher(text).replaceAll(Matcher.quoteReplacement(name));
  }

  /** Compiled only where it is needed: a start has no use for it. */
  private static final class Mentions {
    static final Pattern PATTERN =
        Pattern.compile(
            "(?<![\\w./-])"
                + PLAIN
                + "(?= (?:COMMAND|"
                + String.join("|", COMMANDS.stream().map(Pattern::quote).toList())
                + ")(?![\\w-]))");
  }
}
