package dev.widgetorigin.origin.changes;

import dev.widgetorigin.origin.web.ProblemException;
import dev.widgetorigin.store.widget.Widget;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * {@code If-Match} with a widget's sequence (RFC 9110 §13.1.1): {@code 42}, {@code "42"}, a list of
 * them, or {@code *}. Stale means 412, even where the change has been made already.
 */
public final class Precondition {
  /** Asks for nothing. */
  public static final Precondition NONE = new Precondition(null);

  private final Set<Long> sequences;

  private Precondition(Set<Long> sequences) {
    this.sequences = sequences;
  }

  /** {@code header} may be null. Throws ProblemException where it holds no sequences. */
  public static Precondition parse(String header) {
    if (header == null || header.strip().equals("*")) {
      return NONE;
    }
    Set<Long> sequences = new HashSet<>();
    for (String part : header.split(",", 20)) {
      String text = part.strip();
      if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")) {
        text = text.substring(1, text.length() - 1);
      }
      if (!text.matches("[0-9]{1,18}")) {
        throw ProblemException.of(
            400,
            "Malformed If-Match",
            "Expected the widget's sequence, as in If-Match: \"42\", found '"
                + part.strip()
                + "'.");
      }
      sequences.add(Long.valueOf(text));
    }
    return new Precondition(sequences);
  }

  /** The highest sequence that it names: whoever judges must have seen it. 0 for none. */
  public long highest() {
    return sequences == null ? 0 : Collections.max(sequences);
  }

  /** Throws ProblemException (412) where the widget is at none of the sequences. */
  public void check(Widget widget) {
    check(Optional.of(widget));
  }

  /** The same of a widget that may have no version yet: then it is at none. */
  public void check(Optional<Widget> widget) {
    Long found = widget.map(Widget::sequence).orElse(null);
    if (sequences != null && !sequences.contains(found)) {
      throw ProblemException.of(
          412,
          "Changed meanwhile",
          "Expected sequence %s, found %s; look at the widget again and repeat with that."
              .formatted(sequences, found == null ? "no widget" : found));
    }
  }
}
