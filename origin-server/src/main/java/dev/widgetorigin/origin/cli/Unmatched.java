package dev.widgetorigin.origin.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Says which arguments no command takes, without the values among them: behind a mistyped {@code
 * --tokn} stands a secret, and messages end up in the logs of pipelines.
 */
final class Unmatched {
  private Unmatched() {}

  /** {@code unknown option '--tokn'}; {@code unexpected argument 'pubish'}. */
  static String message(List<String> arguments) {
    List<String> options = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.length() > 1 && argument.startsWith("-")) {
        options.add("'" + name(argument) + "'");
      }
    }
    if (options.isEmpty()) {
      return plural("unexpected argument", arguments.size())
          + " '"
          + String.join("', '", arguments)
          + "'";
    }
    return plural("unknown option", options.size()) + " " + String.join(", ", options);
  }

  /** Without its value: {@code --tokn} of {@code --tokn=SECRET}, {@code -t} of {@code -tSECRET}. */
  private static String name(String option) {
    int equals = option.indexOf('=');
    if (equals > 0) {
      return option.substring(0, equals);
    }
    return option.startsWith("--") ? option : option.substring(0, 2);
  }

  private static String plural(String what, int count) {
    return count == 1 ? what : what + "s";
  }
}
