package dev.widgetorigin.store;

import java.util.List;

/**
 * An object that is missing or is not what was written.
 *
 * @param object e.g. {@code blob 3fc9…}, {@code log object 42}
 * @param problem what was expected and what was found
 * @param affects what cannot be served because of it, e.g. {@code chat@1.2.3 dist/chat.js (br)};
 *     empty where nothing names the object
 */
public record Damage(Kind kind, String object, String problem, List<String> affects) {
  /** What sort of object it is. */
  public enum Kind {
    BLOB,
    MANIFEST,
    /** A page that names it with integrity does not load it. */
    LOADER,
    LOG,
    /** Made again from the log; slows the next start, loses nothing. */
    CHECKPOINT
  }

  @Override
  public String toString() {
    String what = affects.isEmpty() ? "nothing" : String.join(", ", affects);
    return object + ": " + problem + "; affects " + what;
  }
}
