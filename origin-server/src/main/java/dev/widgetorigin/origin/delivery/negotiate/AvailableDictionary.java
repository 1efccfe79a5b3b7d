package dev.widgetorigin.origin.delivery.negotiate;

import dev.widgetorigin.store.manifest.Digest;
import java.util.Base64;

/**
 * The field by which a client says which dictionary it has (RFC 9842 §2.2): a byte sequence of
 * structured fields (RFC 9651 §3.3.5) with the SHA-256 of one file.
 *
 * <pre>
 * Available-Dictionary: :pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=:
 * </pre>
 *
 * <p>A value is never decoded: it is compared with the few that mean something, so that whatever
 * else is sent costs a comparison of lengths. What is not exactly in this form (parameters, several
 * values, no padding) is as good as absent. Pure.
 */
public final class AvailableDictionary {
  private AvailableDictionary() {}

  /** The value that names these bytes. */
  public static String naming(Digest dictionary) {
    return ":" + Base64.getEncoder().encodeToString(dictionary.toBytes()) + ":";
  }

  /**
   * Index of the one that the field names, or -1.
   *
   * @param field the request's, or null
   * @param known values as {@link #naming} makes them
   */
  public static int find(String field, String[] known) {
    if (field != null) {
      for (int i = 0; i < known.length; i++) {
        if (known[i].equals(field)) {
          return i;
        }
      }
    }
    return -1;
  }
}
