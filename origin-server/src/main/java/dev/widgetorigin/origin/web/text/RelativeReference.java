package dev.widgetorigin.origin.web.text;

/**
 * Relative references between paths of one origin (RFC 3986 §4.2, §5.2): from {@code /chat@1} to
 * {@code /chat@1/dist/x.js} it is {@code chat@1/dist/x.js}; from {@code /chat/v1/a.js} to {@code
 * /chat/v1.2.3/a.js} it is {@code ../v1.2.3/a.js}.
 *
 * <p>Unlike an absolute path they also hold where a proxy shows the origin below a path of its own.
 */
public final class RelativeReference {
  private RelativeReference() {}

  /**
   * What leads from one path to the other. Both are percent-encoded, begin with a slash and have
   * neither dot segments nor a query; {@code to} does not end in a slash.
   */
  public static String between(String from, String to) {
    int common = 0;
    for (int i = 0; i < Math.min(from.length(), to.length()); i++) {
      if (from.charAt(i) != to.charAt(i)) {
        break;
      }
      if (from.charAt(i) == '/') {
        common = i + 1;
      }
    }
    StringBuilder reference = new StringBuilder();
    for (int i = common; i < from.length(); i++) {
      if (from.charAt(i) == '/') {
        reference.append("../");
      }
    }
    String rest = to.substring(common);
    if (reference.isEmpty() && hasColonInFirstSegment(rest)) {
      // A colon would make the segment's beginning a scheme.
      reference.append("./");
    }
    return reference.append(rest).toString();
  }

  private static boolean hasColonInFirstSegment(String path) {
    int slash = path.indexOf('/');
    int colon = path.indexOf(':');
    return colon >= 0 && (slash < 0 || colon < slash);
  }
}
