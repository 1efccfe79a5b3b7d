package dev.widgetorigin.origin.console.part;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence of the API that ends in a command, as somebody in a browser needs it: what it says,
 * and where the console has a button for it.
 *
 * @param words without the command
 * @param command that the sentence names first; empty where it names none
 * @param label of a link to the page that has the button; empty where no page has one
 * @param widget whose page it is
 * @param version whose page it is instead; empty for none
 */
public record Advice(String words, String command, String label, String widget, String version) {
  /** What leads to a command, and the command: in quotes, or the rest of the sentence. */
  private static final Pattern NAMED =
      Pattern.compile("(?:,? until |[:;] )(?:'(widget-origin [^']+)'.*|(widget-origin .+?)\\.?)$");

  /** A word that a shell takes as it is. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9@/._+-]{1,256}");

  private static final Set<String> RULES = Set.of("follow", "hold", "resume");

  public static Advice of(String text) {
    Matcher named = NAMED.matcher(text);
    if (!named.find()) {
      return new Advice(text, "", "", "", "");
    }
    String command = named.group(1) == null ? named.group(2) : named.group(1);
    if (command.endsWith(" ")) {
      // A word of it is in quotes itself.
      return new Advice(text, "", "", "", "");
    }
    String words = text.substring(0, named.start());
    return of(words + (named.group().startsWith(":") ? ":" : "."), command);
  }

  private static Advice of(String words, String command) {
    List<String> parts = List.of(command.split(" ", -1));
    if (parts.size() < 3 || !parts.stream().allMatch(part -> PLAIN.matcher(part).matches())) {
      return new Advice(words, command, "", "", "");
    }
    String widget = parts.get(2);
    String subject = parts.size() > 3 ? parts.get(3) : "";
    return switch (parts.get(1)) {
      case "unpin" -> new Advice(words, command, "Unpin " + subject, widget, "");
      case "on" -> new Advice(words, command, "Switch on " + widget, widget, "");
      case "channel" -> {
        String of = RULES.contains(widget) ? subject : widget;
        yield new Advice(words, command, "Channels of " + of, of, "");
      }
      case "yank" -> new Advice(words, command, "Yank " + subject, widget, subject);
      case "release" -> new Advice(words, command, "Release " + subject, widget, subject);
      case "promote" -> new Advice(words, command, "Promote " + subject, widget, subject);
      default -> new Advice(words, command, "", "", "");
    };
  }

  boolean linked() {
    return !label.isEmpty();
  }

  /** The page with the button. */
  String url(Frame frame) {
    return version.isEmpty() ? frame.widget(widget) : frame.version(widget, version);
  }
}
