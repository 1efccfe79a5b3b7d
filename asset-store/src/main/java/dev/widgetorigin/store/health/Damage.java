package dev.widgetorigin.store.health;

import java.util.List;

/**
 * An object that is missing or is not what was written.
 *
 * @param object e.g. {@code blob 3fc9…}, {@code log object 42}
 * @param key where it is in the store folder, e.g. {@code log/00000000000000000042.json}
 * @param problem what was expected and what was found
 * @param affects what cannot be served because of it, e.g. {@code chat@1.2.3 dist/chat.js (br)};
 *     empty where nothing names the object
 */
public record Damage(Kind kind, String object, String key, String problem, List<String> affects) {
  /** What sort of object it is. */
  public enum Kind {
    BLOB(Kind.SAME_BYTES),
    MANIFEST(Kind.SAME_BYTES),
    /** A page that names it with integrity does not load it. */
    LOADER("Take it from a backup: 'widget-origin verify --repair-from BACKUP'"),
    LOG("Only a backup has it: 'widget-origin verify --repair-from BACKUP'"),
    /** Made again from the log; slows the next start, loses nothing. */
    CHECKPOINT(
        "Nothing is lost, the origin makes a new one; 'widget-origin verify --repair-from BACKUP'"
            + " does so now");

    private static final String SAME_BYTES =
        "Publish the same bytes again, or take them from a backup or another origin:"
            + " 'widget-origin verify --repair-from BACKUP' or URL";

    private final String remedy;

    Kind(String remedy) {
      this.remedy = remedy;
    }

    /** What a person can do, as a sentence without its full stop. */
    public String remedy() {
      return remedy;
    }
  }

  @Override
  public String toString() {
    String what = affects.isEmpty() ? "nothing" : String.join(", ", affects);
    return object + " (" + key + "): " + problem + "; affects " + what;
  }
}
