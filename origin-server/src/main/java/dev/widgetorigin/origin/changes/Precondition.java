package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.widget.Widget;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code If-Match} with a widget's sequence as entity tag (RFC 9110 §13.1.1): {@code "42"}, a list
 * of them, or {@code *} for a widget that there is; {@code 42} is read as {@code "42"}. Stale means
 * 412, even where the change has been made already.
 *
 * <p>Tags are compared strongly. So a weak one, and one that is no number, match nothing: 412, too.
 */
public final class Precondition {
  /** Asks for nothing. */
  public static final Precondition NONE = new Precondition(null, Set.of());

  private static final String ANY = "*";

  /** A member of the list, which may be empty (§5.6.1.2), up to the comma behind it. */
  private static final Pattern MEMBER =
      Pattern.compile(
          "[ \t]*(?:(?<weak>W/)?\"(?<tag>[!\\x23-\\x7e\\x80-\\xff]*)\"|(?<bare>[0-9]{1,18}))?[ \t]*(?:,|$)");

  private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");

  /** As it came; null where nothing is asked for. */
  private final String asked;

  private final Set<Long> sequences;

  private Precondition(String asked, Set<Long> sequences) {
    this.asked = asked;
    this.sequences = sequences;
  }

  /** {@code header} may be null. Throws ProblemException where it holds no entity tags. */
  public static Precondition parse(String header) {
    if (header == null) {
      return NONE;
    }
    String list = header.strip();
    if (list.equals(ANY)) {
      return new Precondition(ANY, Set.of());
    }
    Set<Long> sequences = new HashSet<>();
    boolean empty = true;
    Matcher member = MEMBER.matcher(list);
    for (int at = 0; at < list.length(); at = member.end()) {
      member.region(at, list.length());
      if (!member.lookingAt()) {
        throw malformed(list.substring(at).split(",", 2)[0]);
      }
      String tag = member.group("bare") == null ? member.group("tag") : member.group("bare");
      empty &= tag == null;
      if (tag != null && member.group("weak") == null && SEQUENCE.matcher(tag).matches()) {
        sequences.add(Long.valueOf(tag));
      }
    }
    if (empty) {
      throw malformed(list);
    }
    return new Precondition(list, sequences);
  }

  private static ProblemException malformed(String found) {
    return ProblemException.of(
        400,
        "Malformed If-Match",
        "Expected the widget's sequence, as in If-Match: \"42\", found '" + found.strip() + "'.");
  }

  /** The highest sequence that it names: whoever judges must have seen it. 0 for none. */
  public long highest() {
    return sequences.isEmpty() ? 0 : Collections.max(sequences);
  }

  /** Throws ProblemException (412) where the widget is at none of the sequences. */
  public void check(Widget widget) {
    check(Optional.of(widget));
  }

  /** The same of a widget that may have no version yet: then it is at none. */
  public void check(Optional<Widget> widget) {
    Long found = widget.map(Widget::sequence).orElse(null);
    boolean holds =
        asked == null || (asked.equals(ANY) ? found != null : sequences.contains(found));
    if (!holds) {
      throw ProblemException.of(
          412,
          "Changed meanwhile",
          "Expected %s, found %s; look at the widget again and repeat with that.%s"
              .formatted(expected(), found == null ? "no widget" : found, advice()));
    }
  }

  private String expected() {
    if (sequences.isEmpty()) {
      return asked.equals(ANY) ? "a widget" : asked;
    }
    return "sequence " + sequences;
  }

  private String advice() {
    return sequences.isEmpty() && asked.startsWith("W/")
        ? " A weak tag (W/) never matches here: send it without W/."
        : "";
  }
}
