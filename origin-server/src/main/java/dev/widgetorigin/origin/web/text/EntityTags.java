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
    int i = skip(field, 0);
    if (i < field.length() && field.charAt(i) == '*') {
      return skip(field, i + 1) == field.length();
    }
    return find(field, etag, 0, 0, weakly) >= 0;
  }

  /**
   * The first member that is {@code etag} but for the characters of it from {@code from} to {@code
   * to}, compared weakly; without {@code W/}. Null where there is none.
   *
   * @param etag a strong tag with its quotes
   */
  public static String alike(String field, String etag, int from, int to) {
    int open = find(field, etag, from, to, true);
    return open < 0 ? null : field.substring(open, open + etag.length());
  }

  /** Where the first such member has its first quotation mark; -1 where there is none. */
  private static int find(String field, String etag, int from, int to, boolean weakly) {
    int length = field.length();
    int i = skip(field, 0);
    while (i < length) {
      boolean weak = field.startsWith("W/", i);
      int open = weak ? i + 2 : i;
      int close = open < length && field.charAt(open) == '"' ? field.indexOf('"', open + 1) : -1;
      if (close < 0) {
        return -1;
      }
      if ((weakly || !weak)
          && close + 1 - open == etag.length()
          && field.regionMatches(open, etag, 0, from)
          && field.regionMatches(open + to, etag, to, etag.length() - to)) {
        return open;
      }
      i = skip(field, close + 1);
    }
    return -1;
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
