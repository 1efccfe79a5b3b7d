package dev.widgetorigin.origin.web.text;

/** Lists of entity tags (RFC 9110 §8.8.3, §13.1.1, §13.1.2). Reads without making anything. */
public final class EntityTags {
  private EntityTags() {}

  /**
   * Whether the field names {@code etag}, or is {@code *}. Reading stops at the first member that
   * is no entity tag.
   *
   * @param etag a strong tag with its quotes
   * @param weakly whether {@code W/"x"} counts as {@code "x"}
   */
  public static boolean matches(String field, String etag, boolean weakly) {
    int length = field.length();
    int i = skip(field, 0);
    if (i < length && field.charAt(i) == '*') {
      return skip(field, i + 1) == length;
    }
    while (i < length) {
      boolean weak = field.startsWith("W/", i);
      int open = weak ? i + 2 : i;
      int close = open < length && field.charAt(open) == '"' ? field.indexOf('"', open + 1) : -1;
      if (close < 0) {
        return false;
      }
      if ((weakly || !weak) && close + 1 - open == etag.length() && field.startsWith(etag, open)) {
        return true;
      }
      i = skip(field, close + 1);
    }
    return false;
  }

  /** Over commas and white space. */
  private static int skip(String field, int from) {
    int i = from;
    while (i < field.length()) {
      char c = field.charAt(i);
      if (c != ',' && c != ' ' && c != '\t') {
        break;
      }
      i++;
    }
    return i;
  }
}
