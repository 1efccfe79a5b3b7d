package dev.widgetorigin.origin.config.load;

import dev.widgetorigin.origin.config.value.Texts;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What to say of a key or a variable that is no setting: which one was most likely meant. */
public final class UnknownName {
  private static final int MOST_HINTS = 3;

  private UnknownName() {}

  /**
   * @param name as it was written
   * @param known all names that it could have been
   */
  public static String message(String name, Collection<String> known) {
    String hint = "Take it out, or look for the right name in docs/configuration.md.";
    List<String> meant = sameEnd(name, known);
    if (meant.isEmpty()) {
      meant = sameStart(name, known);
    }
    if (!meant.isEmpty()) {
      hint = "Did you mean " + String.join(" or ", meant) + "?";
    } else if (Texts.nearest(name, known).isPresent()) {
      hint = "Did you mean " + Texts.nearest(name, known).get() + "?";
    }
    return "there is no setting of this name. " + hint;
  }

  /**
   * {@code port} at the top of a file, {@code delivery.header-timeout}: right but for the group.
   */
  private static List<String> sameEnd(String name, Collection<String> known) {
    String last = "." + name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return known.stream().filter(each -> each.endsWith(last)).limit(MOST_HINTS).toList();
  }

  /** {@code cache.memory} for {@code cache.memory-bytes}: right, but not all of it. */
  private static List<String> sameStart(String name, Collection<String> known) {
    String start = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(
            each ->
                each.length() > start.length()
                    && each.toLowerCase(Locale.ROOT).startsWith(start)
                    && "-_".indexOf(each.charAt(start.length())) >= 0)
        .limit(MOST_HINTS)
        .toList();
  }
}
