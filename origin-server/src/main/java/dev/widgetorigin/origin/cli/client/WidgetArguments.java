package dev.widgetorigin.origin.cli.client;

import dev.widgetorigin.resolver.ResolverException;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import java.util.List;
import java.util.stream.Stream;

/**
 * A widget and what of it: {@code chat 1.2.3}, {@code chat@1.2.3} and {@code @acme/chat@1.2.3} all
 * name the same kind of thing.
 */
public final class WidgetArguments {
  private WidgetArguments() {}

  /** Splits a first argument of the form {@code name@what}; a lone name is left as it is. */
  public static List<String> split(List<String> arguments) {
    String first = arguments.get(0);
    int at = first.indexOf('@', 1);
    if (at < 0) {
      return arguments;
    }
    return Stream.concat(
            Stream.of(first.substring(0, at), first.substring(at + 1)), arguments.stream().skip(1))
        .toList();
  }

  /**
   * A widget and one thing of it.
   *
   * @param names what the usage calls them, e.g. {@code WIDGET VERSION}
   */
  public static List<String> two(ClientCommand command, List<String> arguments, String names) {
    List<String> target = split(arguments);
    if (target.size() != 2) {
      throw command.usage("expected " + names + ", found " + String.join(" ", arguments));
    }
    return target;
  }

  /** The name as the origin spells it. Throws a usage error. */
  public static String widget(ClientCommand command, String text) {
    try {
      return WidgetName.parse(text).toString();
    } catch (ResolverException e) {
      throw command.usage(e.getMessage());
    }
  }

  /** The version as the origin spells it. Throws a usage error. */
  public static String version(ClientCommand command, String text) {
    try {
      return Version.parse(text).toString();
    } catch (ResolverException e) {
      throw command.usage(e.getMessage());
    }
  }
}
