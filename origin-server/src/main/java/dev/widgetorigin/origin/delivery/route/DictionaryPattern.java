package dev.widgetorigin.origin.delivery.route;

import dev.widgetorigin.origin.web.text.PercentEncoding;

/**
 * For which URLs a file is a dictionary (RFC 9842 §2.1.1): those of the same file in any version,
 * in the spelling that was asked for.
 *
 * <pre>
 * /chat/v1.2.3/chat.js       /chat/*&#47;chat.js
 * /npm/chat@1.2.3/chat.js    /npm/chat@*&#47;chat.js
 * </pre>
 *
 * <p>The pattern is a URL pattern, so that what has a meaning in one is escaped. Pure.
 */
public final class DictionaryPattern {
  private static final String SPECIAL = "\\:{}()*+?";

  private DictionaryPattern() {}

  /**
   * The pattern as text of a structured field, with its quotes; null where no URL of another
   * version has the same form.
   *
   * @param mount what stands before the path for clients, encoded: {@code /widgets}; empty for
   *     nothing
   * @param raw the path as it came, still encoded
   * @param path the same, parsed
   * @param exact whether it names an exact version
   */
  public static String of(String mount, String raw, AssetPath path, boolean exact) {
    String url = PercentEncoding.encodeRemaining(raw);
    int end = path.root() == null ? -1 : FolderRule.endOf(path.root(), url);
    int begin = end < 0 ? -1 : selector(url, end, path.selector());
    if (begin >= 0) {
      return quote(literal(mount + url.substring(0, begin)) + "*" + literal(url.substring(end)));
    }
    // A path without a version in it, which is mapped to an alias, is the same for all versions.
    return exact ? null : quote(literal(mount + url));
  }

  /** Where the selector begins that ends there; -1 where another text is there. */
  private static int selector(String url, int end, String selector) {
    int segment = url.lastIndexOf('/', end - 1) + 1;
    int at = url.indexOf('@', segment + 1);
    int begin = at >= 0 && at < end ? at + 1 : segment;
    return selector.equals(PercentEncoding.decode(url.substring(begin, end))) ? begin : -1;
  }

  private static String literal(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (SPECIAL.indexOf(text.charAt(i)) >= 0) {
        escaped.append('\\');
      }
      escaped.append(text.charAt(i));
    }
    return escaped.toString();
  }

  /** RFC 9651 §3.3.3. */
  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7e) {
        return null;
      }
      if (c == '"' || c == '\\') {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.append('"').toString();
  }
}
