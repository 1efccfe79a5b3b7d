package dev.widgetorigin.store.layout;

import dev.widgetorigin.store.CatalogSnapshot;

/**
 * What makes a key unlike every other of the same bytes: the epoch of the log in which the object
 * was uploaded, and a number nobody else has. Written {@code 7-3f9a0c51d2e84b67}.
 *
 * <p>So no key is used twice: an object that was collected never comes back under its name, and a
 * writer that was paused during the collection cannot come to rely on it.
 *
 * @param epoch see {@link CatalogSnapshot#epoch}
 * @param id 16 hexadecimal digits
 */
public record Upload(long epoch, String id) {
  public static final int ID_LENGTH = 16;

  /** Null where the text is no upload. */
  static Upload parse(String text) {
    int dash = text.indexOf('-');
    if (dash <= 0 || text.length() != dash + 1 + ID_LENGTH) {
      return null;
    }
    try {
      long epoch = Long.parseLong(text, 0, dash, 10);
      return epoch < 0 ? null : new Upload(epoch, text.substring(dash + 1));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return epoch + "-" + id;
  }
}
