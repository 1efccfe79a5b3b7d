package dev.widgetorigin.origin.console.call;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Text as a part of something else. Pure. */
public final class Escape {
  private Escape() {}

  /** One segment of a URL's path, or one value of its query. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** One word for a POSIX shell. */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9._@/:=+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
